import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const promote: CommandDefinition = {
    usage: "promote",
    description: "bring the versions that serve at one stage to another one, and have them serve there",
    examples: [
        "npx drivetrain promote --from dev --to prod",
        "npx drivetrain promote --from dev --from-profile ml-dev --to prod --to-profile ml-prod",
    ],
    options: [
        new Option("--from <stack>", "the stack whose versions serve").makeOptionMandatory(),
        new Option("--to <stack>", "the stack that they are to serve at").makeOptionMandatory(),
        new Option("--from-profile <profile>", "the AWS profile of the first stack's account, where it is another one"),
        new Option("--to-profile <profile>", "that of the second"),
    ],
    takesStack: false,
    load: () => (module.require("./action") as typeof import("./action")).promote,
};
