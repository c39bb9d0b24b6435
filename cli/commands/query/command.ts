import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const query: CommandDefinition = {
    usage: "query [name]",
    description:
        "ask what the pipelines have left: drift, predictions, batches, runs; without a name, list what can be asked",
    examples: [
        "npx drivetrain query",
        "npx drivetrain query drifting_features",
        "npx drivetrain query drift_history --set feature=mileage --set since=2026-01-31",
        "npx drivetrain query run_history -s dev --json",
    ],
    options: [
        new Option("--set <name=value>", "the value of a parameter; may stand several times").argParser(
            (value: string, before: string[] = []) => [...before, value],
        ),
    ],
    load: () => (module.require("./action") as typeof import("./action")).query,
};
