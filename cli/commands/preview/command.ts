import type { CommandDefinition } from "../definition";

export const preview: CommandDefinition = {
    usage: "preview",
    description: "show what `up` would change and what the policy pack says to it",
    examples: ["npx drivetrain preview", "npx drivetrain preview -s dev"],
    load: () => (module.require("./action") as typeof import("./action")).preview,
};
