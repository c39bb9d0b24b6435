import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const stop: CommandDefinition = {
    usage: "stop",
    description: "end the local stage and, with it, every stack on it (`down` removes one stack)",
    examples: ["npx drivetrain stop", "npx drivetrain stop --now"],
    options: [new Option("--now", "do not wait for the commands that work on it")],
    takesStack: false,
    load: () => (module.require("./action") as typeof import("./action")).stop,
};
