import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const start: CommandDefinition = {
    usage: "start",
    description: "the whole lifecycle on the local stage with data/used-cars.csv, from nothing (npm start)",
    examples: ["npx drivetrain start", "npx drivetrain start --keep"],
    options: [new Option("--keep", "leave the local stage running")],
    takesStack: false,
    load: () => (module.require("./action") as typeof import("./action")).start,
};
