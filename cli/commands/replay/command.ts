import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const replay: CommandDefinition = {
    usage: "replay <folder>",
    description: "push a dated history through the local stage, and show what would have happened, by which settings",
    examples: [
        "npx drivetrain replay data/used-cars-history",
        "npx drivetrain replay data/used-cars-history --set retrain.on=both",
        "npx drivetrain replay history --set monitoring.threshold=0.2 -o wider --beside .drivetrain/replay/replay.json",
        "npx drivetrain replay history -s prod          the model and the settings of prod, on the local stage",
    ],
    options: [
        new Option(
            "--set <setting=value>",
            "a setting of the stack with another value, below drivetrain: in its file; again for more of them",
        ).argParser((text: string, before: readonly string[] = []) => [...before, text]),
        new Option("-o, --output <folder>", "where replay.json and replay.html go").default(
            ".drivetrain/replay",
            "the checkout's .drivetrain/replay",
        ),
        new Option("--beside <replay.json>", "show what an earlier replay came to beside this one"),
        new Option("--keep", "leave the replayed stack, local-r, for other commands to look at"),
    ],
    load: () => (module.require("./action") as typeof import("./action")).replay,
};
