import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const targets: CommandDefinition = {
    usage: "targets",
    description:
        "which stacks the workflows preview, deploy, release and inspect, read from the stacks' files (docs/delivery.md)",
    examples: ["npx drivetrain targets", "npx drivetrain targets --since origin/main"],
    options: [
        new Option("--since <commit>", "models' stacks that a change since this commit may change alone"),
        new Option("--github-output", "write each list to the file that GITHUB_OUTPUT names, too"),
    ],
    takesStack: false,
    load: () => (module.require("./action") as typeof import("./action")).targets,
};
