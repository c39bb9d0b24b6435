import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const monitor: CommandDefinition = {
    usage: "monitor",
    description: "judge now whether what the model is asked, and how well it answers, has drifted",
    examples: [
        "npx drivetrain monitor",
        "npx drivetrain monitor --ground-truth sold.csv",
        "npx drivetrain monitor -s dev",
    ],
    options: [
        new Option(
            "--ground-truth <file.csv>",
            "push what became of predicted rows first: a CSV of identifier and target",
        ),
    ],
    load: () => (module.require("./action") as typeof import("./action")).monitor,
};
