import type { CommandDefinition } from "../definition";

export const exportDashboard: CommandDefinition = {
    usage: "export-dashboard <file.qs>",
    description: "write QuickSight's dashboard, with all that it is made of, to a file",
    examples: ["npx drivetrain export-dashboard cars.qs -s dev"],
    load: () => (module.require("./action") as typeof import("./action")).exportDashboard,
};
