import { Command, CommanderError, Option } from "commander";
import type { NewModelOptions } from "./commands/newModel/action";
import type { ScoreOptions } from "./commands/score/action";
import type { UpOptions } from "./commands/up/action";
import type { CommonOptions } from "./stacks/options";
import { defaultStack } from "./stacks/stackOption";
import { Exit, exitCodeOf, explain } from "./terminal/errors";
import { listenForInterrupts } from "./terminal/interrupt";

const exitCodes = `
Exit codes:
  0    all went well
  1    something failed; stderr says what
  2    wrong arguments, or a file that cannot be used
  3    train, approve: every run ended, and at least one model does not come to serve: its gate rejected it,
       or newer data serves already
  130  interrupted

Progress goes to stderr, answers to stdout. DRIVETRAIN_DEBUG=1 shows where an error comes from.`;

/** Commands are loaded when they are asked for: the AWS clients take longer to load than \`--help\` to print. */
function program(finish: (exitCode: number) => void): Command {
    const root = new Command("drivetrain")
        .description(
            "Deploys, trains and asks models, on the local stage (stack local) and on AWS (every other stack).",
        )
        .exitOverride()
        .showHelpAfterError("(`npx drivetrain --help` shows what there is)")
        .addHelpText(
            "after",
            `
Examples:
  npx drivetrain up                              deploy to the local stage
  npx drivetrain train data/used-cars.csv        push data, follow the runs, see metrics and verdict
  npx drivetrain predict data/used-cars.csv      ask the API about each row
  npx drivetrain score data/used-cars.csv        score a file by batch, see the result
  npx drivetrain status -s dev                   what is deployed on AWS, which model serves, last runs
  npx drivetrain down                            leave nothing behind
${exitCodes}`,
        );

    const define = (usage: string, description: string): Command =>
        root
            .command(usage)
            .description(description)
            .addOption(new Option("-s, --stack <stack>", "the stack: a model at a stage").default(defaultStack))
            .option("--json", "print one machine-readable object")
            .showHelpAfterError(helpOf(usage));
    const examples = (...lines: string[]): string =>
        ["", "Examples:", ...lines.map((line) => `  npx drivetrain ${line}`)].join("\n");

    root.command("start")
        .description("the whole lifecycle on the local stage with data/used-cars.csv, from nothing (npm start)")
        .option("--keep", "leave the local stage running")
        .option("--json", "print the summary")
        .addHelpText("after", examples("start", "start --keep"))
        .action(async (options: { keep?: boolean; json?: boolean }) => {
            const { start } = await load<typeof import("./commands/start/action")>("start");
            finish(await start(options));
        });
    define("up", "deploy the stack; on the local stage, start it first where it does not run")
        .option("--prune", "remove what runs made for algorithms that the stack does not have any more")
        .addHelpText("after", examples("up", "up -s dev --json", "up -s dev --prune"))
        .action(async (options: UpOptions) => {
            const { up } = await load<typeof import("./commands/up/action")>("up");
            finish(await up(options));
        });
    define("preview", "show what `up` would change and what the policy pack says to it")
        .addHelpText("after", examples("preview", "preview -s dev"))
        .action(async (options: CommonOptions) => {
            const { preview } = await load<typeof import("./commands/up/action")>("up");
            finish(await preview(options));
        });
    define("down", "remove what runs made, then the stack; on the local stage, end it")
        .option("--yes", "do not ask")
        .addHelpText("after", examples("down", "down -s dev --yes"))
        .action(async (options: CommonOptions & { yes?: boolean }) => {
            const { down } = await load<typeof import("./commands/down/action")>("down");
            finish(await down(options));
        });
    define("train <file.csv>", "push training data, follow every run it starts, show metrics and verdict")
        .addHelpText("after", examples("train data/used-cars.csv", "train new-sales.csv -s dev --json"))
        .action(async (file: string, options: CommonOptions) => {
            const { train } = await load<typeof import("./commands/train/action")>("train");
            finish(await train(file, options));
        });
    define("approve <algorithm>", "approve the newest model version that waits for it, and follow its deployment")
        .addHelpText("after", examples("approve xgboost", "approve linear-learner -s prod"))
        .action(async (algorithm: string, options: CommonOptions) => {
            const { approve } = await load<typeof import("./commands/approve/action")>("approve");
            finish(await approve(algorithm, options));
        });
    define("score <file.csv>", "push a file to be scored, follow the run, show what came of its rows")
        .option(
            "-o, --output <path>",
            "put the result into this file or folder, and rows that were set aside beside it",
        )
        .addHelpText(
            "after",
            examples(
                "score data/used-cars.csv",
                "score cars.csv -o scored.csv",
                "score cars.csv -o results/",
                "score cars.csv -s dev",
            ),
        )
        .action(async (file: string, options: ScoreOptions) => {
            const { score } = await load<typeof import("./commands/score/action")>("score");
            finish(await score(file, options));
        });
    define("predict <file>", "ask the prediction API about each row of a .csv or .json file, or of stdin (-)")
        .addOption(new Option("--type <type>", "what stdin holds").choices(["csv", "json"]))
        .addHelpText(
            "after",
            examples("predict data/used-cars.csv", "predict one-car.json --json", "predict - --type json < cars.json"),
        )
        .action(async (file: string, options: CommonOptions & { type?: "csv" | "json" }) => {
            const { predict } = await load<typeof import("./commands/predict/action")>("predict");
            finish(await predict(file, options));
        });
    define("status", "what is deployed, which model version serves, which waits for approval, last runs")
        .addHelpText("after", examples("status", "status -s prod --json"))
        .action(async (options: CommonOptions) => {
            const { status } = await load<typeof import("./commands/status/action")>("status");
            finish(await status(options));
        });
    root.command("new-model <name>")
        .description("write the first draft of a model's file, and its stacks' files, from a CSV file")
        .requiredOption("--from <file.csv>", "examples with a header: a row each, an identifier, and what to predict")
        .option("--target <column>", "what to predict, where the name does not tell")
        .option("--identifier <column>", "what names a row, where the name does not tell")
        .option("--json", "print one machine-readable object")
        .addHelpText(
            "after",
            examples("new-model homes --from homes.csv", "new-model homes --from homes.csv --target price"),
        )
        .action(async (name: string, options: NewModelOptions) => {
            const { newModel } = await load<typeof import("./commands/newModel/action")>("newModel");
            finish(await newModel(name, options));
        });
    root.command("stop")
        .description("end the local stage and, with it, every stack on it (`down` removes one stack)")
        .option("--json", "print one machine-readable object")
        .addHelpText("after", examples("stop"))
        .action(async (options: { json?: boolean }) => {
            const { stop } = await load<typeof import("./commands/stop/action")>("stop");
            finish(await stop(options));
        });
    define("env", "print shell lines with which plain `npx pulumi` and the AWS CLI reach the stack")
        .addHelpText("after", `\nExample:\n  eval "$(npx drivetrain env)" && npx pulumi preview -s local`)
        .action(async (options: CommonOptions) => {
            const { env } = await load<typeof import("./commands/env/action")>("env");
            finish(await env(options));
        });
    return root;
}

/** What to say of wrong arguments: a stack that follows without `-s` is the likeliest. */
function helpOf(usage: string): string {
    const [name] = usage.split(" ");
    return `(\`npx drivetrain ${name} --help\` shows what it takes; a stack is named with -s)`;
}

async function load<Module>(command: string): Promise<Module> {
    // Not import(), which would leave ts-node's require hook out.
    return Promise.resolve(module.require(`./commands/${command}/action`) as Module);
}

/** Runs the command of an argument list and ends the process with its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
    listenForInterrupts();
    // Whoever reads along (`| head`) may go; the work goes on.
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
    let exitCode: number = Exit.ok;
    try {
        await program((code) => (exitCode = code)).parseAsync(argv);
    } catch (error) {
        exitCode = report(error);
    }
    // A kept-alive connection would hold the process for a while.
    process.stdout.write("", () => process.exit(exitCode));
}

function report(error: unknown): number {
    if (error instanceof CommanderError) return error.exitCode === 0 ? Exit.ok : Exit.usage;
    process.stderr.write(`drivetrain: ${explain(error)}\n`);
    if (process.env.DRIVETRAIN_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return exitCodeOf(error);
}
