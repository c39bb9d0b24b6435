import type { CommandDefinition } from "../definition";

export const train: CommandDefinition = {
    usage: "train <file.csv>",
    description: "push training data, follow every run it starts, show metrics and verdict",
    examples: ["npx drivetrain train data/used-cars.csv", "npx drivetrain train new-sales.csv -s dev --json"],
    load: () => (module.require("./action") as typeof import("./action")).train,
};
