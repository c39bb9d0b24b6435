import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const score: CommandDefinition = {
    usage: "score <file.csv>",
    description: "push a file to be scored, follow the run, show what came of its rows",
    examples: [
        "npx drivetrain score data/used-cars.csv",
        "npx drivetrain score cars.csv -o scored.csv",
        "npx drivetrain score cars.csv -o results/",
        "npx drivetrain score cars.csv --explain",
        "npx drivetrain score cars.csv -s dev",
    ],
    options: [
        new Option(
            "-o, --output <path>",
            "put the result into this file or folder, and rows that were set aside beside it",
        ),
        new Option("--explain", "tell with each row which features add most to its scores"),
    ],
    load: () => (module.require("./action") as typeof import("./action")).score,
};
