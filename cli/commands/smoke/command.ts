import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const smoke: CommandDefinition = {
    usage: "smoke",
    description:
        "what a deployment is tried by: ask the API about some rows of a file; where nothing serves yet, train with it first",
    examples: ["npx drivetrain smoke -s dev", "npx drivetrain smoke -s dev --file data/used-cars.csv"],
    options: [new Option("--file <file>", "a CSV of the model's data (default: one of data/ with its columns)")],
    load: () => (module.require("./action") as typeof import("./action")).smoke,
};
