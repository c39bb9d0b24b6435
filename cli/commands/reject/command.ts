import type { CommandDefinition } from "../definition";

export const reject: CommandDefinition = {
    usage: "reject <algorithm> [version]",
    description: "reject a model version, the newest that waits unless one is named; one that serves is rolled back",
    examples: ["npx drivetrain reject xgboost", "npx drivetrain reject linear-learner 7 -s prod"],
    load: () => (module.require("./action") as typeof import("./action")).reject,
};
