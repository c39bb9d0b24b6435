import type { CommandDefinition } from "../definition";

export const train: CommandDefinition = {
    usage: "train <file>",
    description:
        "push training data (.csv, .parquet or .manifest.json), follow every run it starts, show metrics and verdict",
    examples: ["npx drivetrain train data/used-cars.csv", "npx drivetrain train new-sales.parquet -s dev --json"],
    load: () => (module.require("./action") as typeof import("./action")).train,
};
