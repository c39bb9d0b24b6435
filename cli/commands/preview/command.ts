import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const preview: CommandDefinition = {
    usage: "preview",
    description: "show what `up` would change and what the policy pack says to it",
    examples: ["npx drivetrain preview", "npx drivetrain preview -s dev"],
    options: [
        new Option("--existing", "leave a stack alone that was never brought up, as one whose state may only be read"),
    ],
    load: () => (module.require("./action") as typeof import("./action")).preview,
};
