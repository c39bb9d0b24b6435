import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const newModel: CommandDefinition = {
    usage: "new-model <name>",
    description: "write the first draft of a model's file, and its stacks' files, from a CSV file",
    examples: [
        "npx drivetrain new-model homes --from homes.csv",
        "npx drivetrain new-model homes --from homes.csv --target price",
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
    ],
    takesStack: false,
    load: () => (module.require("./action") as typeof import("./action")).newModel,
};
