import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const down: CommandDefinition = {
    usage: "down",
    description: "remove what runs made, then the stack; on the local stage, end it",
    examples: ["npx drivetrain down", "npx drivetrain down -s dev --preview", "npx drivetrain down -s dev --yes"],
    options: [
        new Option("--preview", "only tell what would go, and remove nothing"),
        new Option("--yes", "do not ask"),
    ],
    load: () => (module.require("./action") as typeof import("./action")).down,
};
