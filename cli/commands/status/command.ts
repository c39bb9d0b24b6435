import type { CommandDefinition } from "../definition";

export const status: CommandDefinition = {
    usage: "status",
    description: "what is deployed, which model version serves, which waits for approval, last runs",
    examples: ["npx drivetrain status", "npx drivetrain status -s prod --json"],
    load: () => (module.require("./action") as typeof import("./action")).status,
};
