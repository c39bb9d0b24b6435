import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const newModel: CommandDefinition = {
    usage: "new-model <name>",
    description: "write the first draft of a model's file, and its stacks' files, from a CSV file",
    examples: [
        "npx drivetrain new-model homes --from homes.csv",
        "npx drivetrain new-model homes --from homes.csv --target price",
        "npx drivetrain new-model homes --from homes.csv --train",
    ],
    options: [
        new Option(
            "--from <file.csv>",
            "examples with a header: a row each, and what to predict in one of the columns",
        ).makeOptionMandatory(),
        new Option("--target <column>", "what to predict, where the name does not tell"),
        new Option("--identifier <column>", "what names a row, where the name does not tell; generated: nothing does"),
        new Option(
            "--dates <order>",
            "whether dates such as 3/12/2016 begin with day or month, where none tells",
        ).choices(["day-first", "month-first"]),
        new Option("--train", "train the draft in its containers, and show it beside plain models"),
        new Option("-s, --stack <stack>", "with --train: bring this stack of the model up, too, and train there"),
    ],
    takesStack: false,
    load: () => (module.require("./action") as typeof import("./action")).newModel,
};
