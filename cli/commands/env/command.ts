import type { CommandDefinition } from "../definition";

export const env: CommandDefinition = {
    usage: "env",
    description: "print shell lines with which plain `npx pulumi` and the AWS CLI reach the stack",
    examples: ['eval "$(npx drivetrain env)" && npx pulumi preview -s local'],
    load: () => (module.require("./action") as typeof import("./action")).env,
};
