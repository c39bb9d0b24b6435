import type { CommandDefinition } from "../definition";

export const rollback: CommandDefinition = {
    usage: "rollback <algorithm>",
    description: "reject the model version that serves, so that the one before it serves again, and follow that",
    examples: ["npx drivetrain rollback xgboost", "npx drivetrain rollback linear-learner -s prod"],
    load: () => (module.require("./action") as typeof import("./action")).rollback,
};
