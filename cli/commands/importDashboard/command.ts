import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const importDashboard: CommandDefinition = {
    usage: "import-dashboard <file.qs>",
    description: "make QuickSight's dashboard of a file that export-dashboard wrote, for this stack's groups",
    examples: ["npx drivetrain import-dashboard cars.qs --from dev -s prod"],
    options: [new Option("--from <stack>", "the stack that the file was exported from").makeOptionMandatory()],
    load: () => (module.require("./action") as typeof import("./action")).importDashboard,
};
