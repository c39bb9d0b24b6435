import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const predict: CommandDefinition = {
    usage: "predict <file>",
    description: "ask the prediction API about each row of a .csv or .json file, or of stdin (-)",
    examples: [
        "npx drivetrain predict data/used-cars.csv",
        "npx drivetrain predict one-car.json --json",
        "npx drivetrain predict - --type json < cars.json",
    ],
    options: [new Option("--type <type>", "what stdin holds").choices(["csv", "json"])],
    load: () => (module.require("./action") as typeof import("./action")).predict,
};
