import { Command, Option } from "commander";
import { defaultStack } from "../stacks/stackOption";

/** What a command is called, what it takes, and where to find what it does. */
export interface CommandDefinition {
    /** Name and arguments, in commander's notation: `train <file.csv>`. */
    readonly usage: string;
    readonly description: string;
    /** Lines to type as they are. */
    readonly examples: readonly string[];
    /** Its own options; `-s` and `--json` come after them. */
    readonly options?: readonly Option[];
    /**
     * Whether it works on a stack that `-s` names.
     * @default true
     */
    readonly takesStack?: boolean;
    /**
     * Loads what it does when it is asked for: the AWS clients take longer to load than `--help` to print.
     * `module.require`, not `import()`, which would leave out the hook that loads TypeScript.
     * @returns a function of the arguments and the options that gives the exit code
     */
    readonly load: () => (...given: never[]) => Promise<number>;
}

const stackHelp = "the stack: STAGE for the first model, STAGE-MODEL for another";

/** Adds a command to the program; its exit code becomes the process's. */
export function register(program: Command, definition: CommandDefinition): void {
    const { usage, description, options = [], takesStack = true, load } = definition;
    const command = program.command(usage).description(description).showHelpAfterError(hintOf(definition));
    for (const option of options) command.addOption(option);
    if (takesStack) {
        command.addOption(new Option("-s, --stack <stack>", stackHelp).default(defaultStack));
    }
    command
        .option("--json", "print one machine-readable object")
        .addHelpText("after", examplesText(definition.examples))
        .action(async (...given) => {
            // Commander's own object comes last.
            process.exitCode = await load()(...(given.slice(0, -1) as never[]));
        });
}

/** Examples as the end of a help text. */
export function examplesText(lines: readonly string[]): string {
    return ["", lines.length === 1 ? "Example:" : "Examples:", ...lines.map((line) => `  ${line}`)].join("\n");
}

/** What to say of wrong arguments: a stack that follows without `-s` is the likeliest. */
function hintOf({ usage, takesStack = true }: CommandDefinition): string {
    const [name] = usage.split(" ");
    return `(\`npx drivetrain ${name} --help\` shows what it takes${takesStack ? "; a stack is named with -s" : ""})`;
}
