import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const doctor: CommandDefinition = {
    usage: "doctor",
    description:
        "look at what a first deployment stumbles over: credentials, the engine's state, quotas of the machines that are " +
        "asked for, roles, network, QuickSight; exits with 1 where there is a problem",
    examples: ["npx drivetrain doctor -s dev", "npx drivetrain doctor -s prod -m used-cars homes"],
    options: [new Option("-m, --model <names...>", "models that are to be deployed to the stage together")],
    load: () => (module.require("./action") as typeof import("./action")).doctor,
};
