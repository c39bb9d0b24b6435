import { Command, CommanderError } from "commander";
import { version } from "../package.json";
import { commands } from "./commands";
import { examplesText, register } from "./commands/definition";
import { Exit, exitCodeOf, explain } from "./terminal/errors";
import { listenForInterrupts } from "./terminal/interrupt";

const examples = [
    "npx drivetrain up                              deploy to the local stage",
    "npx drivetrain train data/used-cars.csv        push data, follow the runs, see metrics and verdict",
    "npx drivetrain predict data/used-cars.csv      ask the API about each row",
    "npx drivetrain score data/used-cars.csv        score a file by batch, see the result",
    "npx drivetrain status -s dev                   what is deployed on AWS, which model serves, last runs",
    "npx drivetrain down                            leave nothing behind",
];

const exitCodes = `
Exit codes:
  0    all went well
  1    something failed; stderr says what
  2    wrong arguments, or a file that cannot be used
  3    train, approve: every run ended, and at least one model does not come to serve: its gate rejected it,
       or newer data serves already
  130  interrupted

Progress goes to stderr, answers to stdout. DRIVETRAIN_DEBUG=1 shows where an error comes from.`;

function program(): Command {
    const root = new Command("drivetrain")
        .description(
            "Deploys, trains and asks models: on the local stage (the stack local, and those named local-...) and on AWS " +
                "(every other stack).",
        )
        .version(version, "--version", "print the version")
        .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "drivetrain: ")) })
        .exitOverride()
        .showHelpAfterError("(`npx drivetrain --help` shows what there is)")
        .addHelpText("after", `${examplesText(examples)}\n${exitCodes}`);
    for (const command of commands) register(root, command);
    return root;
}

/** Runs the command of an argument list and ends the process with its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
    listenForInterrupts();
    // Whoever reads along (`| head`) may go; the work goes on.
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
    try {
        await program().parseAsync(argv);
    } catch (error) {
        process.exitCode = report(error);
    }
    // A kept-alive connection would hold the process for a while.
    process.stdout.write("", () => process.exit());
}

function report(error: unknown): number {
    if (error instanceof CommanderError) return error.exitCode === 0 ? Exit.ok : Exit.usage;
    process.stderr.write(`drivetrain: ${explain(error)}\n`);
    if (process.env.DRIVETRAIN_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return exitCodeOf(error);
}
