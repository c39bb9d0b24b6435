import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const dashboard: CommandDefinition = {
    usage: "dashboard",
    description: "write one page of all models: what serves since when, drift over time, runs, batches, alarms",
    examples: [
        "npx drivetrain dashboard",
        "npx drivetrain dashboard -s dev -s dev-homes",
        "npx drivetrain dashboard --output site/index.html --no-open",
    ],
    takesStack: false,
    options: [
        new Option("-s, --stack <stack...>", "these stacks alone").default([], "all that have a file here"),
        new Option("--output <file.html>", "where to write it").default(".drivetrain/insights/dashboard.html"),
        new Option("--no-open", "do not open it, tell where it is"),
    ],
    load: () => (module.require("./action") as typeof import("./action")).dashboard,
};
