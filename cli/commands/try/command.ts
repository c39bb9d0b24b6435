import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const tryOut: CommandDefinition = {
    usage: "try <model> <file.csv>",
    description: "train and judge a model in the containers alone, without a stack, in seconds",
    examples: [
        "npx drivetrain try used-cars data/used-cars.csv",
        "npx drivetrain try used-cars data/used-cars.csv --set xgboost.max_depth=6 --set xgboost.eta=0.05",
    ],
    options: [
        new Option(
            "--set <algorithm.hyperparameter=value>",
            "a hyperparameter in place of the model's own; again for more of them",
        ).argParser((text: string, before: readonly string[] = []) => [...before, text]),
    ],
    takesStack: false,
    load: () => (module.require("./action") as typeof import("./action")).tryOut,
};
