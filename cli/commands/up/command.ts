import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const up: CommandDefinition = {
    usage: "up",
    description: "deploy the stack; on the local stage, start it first where it does not run",
    examples: ["npx drivetrain up", "npx drivetrain up -s dev --json", "npx drivetrain up -s dev --prune"],
    options: [new Option("--prune", "remove what runs made for algorithms that the stack does not have any more")],
    load: () => (module.require("./action") as typeof import("./action")).up,
};
