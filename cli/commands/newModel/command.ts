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
            "examples with a header: a row each, an identifier, and what to predict",
        ).makeOptionMandatory(),
        new Option("--target <column>", "what to predict, where the name does not tell"),
        new Option("--identifier <column>", "what names a row, where the name does not tell"),
    ],
    takesStack: false,
    load: () => (module.require("./action") as typeof import("./action")).newModel,
};
