import type { CommandDefinition } from "../definition";

export const approve: CommandDefinition = {
    usage: "approve <algorithm>",
    description: "approve the newest model version that waits for it, and follow its deployment",
    examples: ["npx drivetrain approve xgboost", "npx drivetrain approve linear-learner -s prod"],
    load: () => (module.require("./action") as typeof import("./action")).approve,
};
