import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const report: CommandDefinition = {
    usage: "report",
    description: "open the drift report of the last monitoring run: what drifted, since when, which rows",
    examples: [
        "npx drivetrain report",
        "npx drivetrain report -s prod --no-open",
        "npx drivetrain report --run 20260102-060000-0a1b2c3d",
    ],
    options: [
        new Option("--run <id>", "another run than the last one that judged something"),
        new Option("--no-open", "do not open it, tell where it is"),
    ],
    load: () => (module.require("./action") as typeof import("./action")).report,
};
