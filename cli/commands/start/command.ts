import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const start: CommandDefinition = {
    usage: "start",
    description: "the whole lifecycle on the local stage with data/used-cars.csv, from nothing (npm start)",
    examples: ["npx drivetrain start", "npx drivetrain start --keep", "npx drivetrain start --promote"],
    options: [
        new Option("--keep", "leave the local stage running"),
        new Option("--promote", "train in one account (the stack local-dev), and serve in another one (local-prod)"),
    ],
    takesStack: false,
    load: () => (module.require("./action") as typeof import("./action")).start,
};
