import { Option } from "commander";
import type { CommandDefinition } from "../definition";

export const govern: CommandDefinition = {
    usage: "govern",
    description:
        "judge every stack that has a file by all rules, without an account, an engine or a running stage; exits with 1 " +
        "where something would stop a deployment (policies/stages.yaml says what, policies/README.md has the rules)",
    examples: [
        "npx drivetrain govern",
        "npx drivetrain govern --stacks dev prod",
        "npx drivetrain govern --markdown summary.md --sarif findings.sarif --junit findings.xml",
    ],
    options: [
        new Option("--stacks <names...>", "these stacks alone"),
        new Option("--engine", "judge by real previews, which need the stacks' accounts"),
        new Option("--markdown <file>", "write a summary for a pull request"),
        new Option("--sarif <file>", "write the findings for code scanning"),
        new Option("--junit <file>", "write the findings for a build server"),
    ],
    takesStack: false,
    load: () => (module.require("./action") as typeof import("./action")).govern,
};
