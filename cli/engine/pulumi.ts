import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "../checkout";
import { CommandError, Interrupted } from "../terminal/errors";
import { interruption } from "../terminal/interrupt";
import { type Report, throttled } from "../terminal/progress";
import { emptyReport, EngineEvent, EngineReport, observe, plainText } from "./events";

export type Operation = "up" | "preview" | "refresh" | "destroy";

const operationArguments: Readonly<Record<Operation, readonly string[]>> = {
    // The preview before it is an operation of its own: rules over the whole stack must judge before anything exists.
    up: ["up", "--yes", "--skip-preview"],
    preview: ["preview"],
    refresh: ["refresh", "--yes", "--skip-preview"],
    destroy: ["destroy", "--yes", "--skip-preview"],
};

/** The engine could not carry out an operation; the message has its errors and the violated rules. */
export class EngineError extends CommandError {
    constructor(
        message: string,
        readonly report: EngineReport,
    ) {
        super(message);
    }
}

/**
 * Runs one operation of the Pulumi CLI on a stack and reads its stream of events.
 *
 * The CLI runs in a process group of its own: a terminal's Ctrl-C would otherwise reach it beside ours, and a second
 * interrupt makes it leave in the middle of a resource.
 * @throws EngineError when it failed or a mandatory rule was violated
 */
export async function operate(
    operation: Operation,
    stack: string,
    report: Report,
    options: { policyPack?: string; targets?: readonly string[] } = {},
): Promise<EngineReport> {
    const args = [...operationArguments[operation], "--stack", stack, "--json", "--suppress-permalink=true"];
    if (options.policyPack) args.push("--policy-pack", options.policyPack);
    for (const target of options.targets ?? []) args.push("--target", target);
    const result = emptyReport();
    const show = throttled(report, 1000);
    const text: string[] = [];
    const { status, errors } = await runEngine(args, (line) => {
        const event = parseEvent(line);
        if (event === undefined) {
            text.push(line);
            return;
        }
        const progress = observe(result, event);
        if (progress) show(progress);
    });
    if (interruption.aborted) throw new Interrupted();
    const violated = result.violations.some((violation) => violation.level === "mandatory");
    if (status !== 0 || violated) throw new EngineError(failureOf(operation, stack, result, [...text, errors]), result);
    return result;
}

/**
 * Runs a command of the Pulumi CLI that answers at once.
 * @throws CommandError with what the CLI said where it failed, Interrupted where Ctrl-C ended it
 */
export async function ask(args: readonly string[]): Promise<string> {
    const lines: string[] = [];
    const interrupted = interruption.aborted;
    const { status, errors } = await runEngine(args, (line) => lines.push(line));
    // The engine ended because it was told to, which is no failure of its own.
    if (status !== 0 && !interrupted && interruption.aborted) throw new Interrupted();
    if (status !== 0) throw new CommandError(cleaned([errors, ...lines]) || `pulumi ${args.join(" ")} failed.`);
    return lines.join("\n");
}

async function runEngine(
    args: readonly string[],
    onLine: (line: string) => void,
): Promise<{ status: number | null; errors: string }> {
    const env = { ...process.env, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };
    const child = spawn("pulumi", [...args, "--non-interactive", "--color=never"], {
        cwd: root,
        env,
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
    });
    const forward = (): void => void child.kill("SIGINT");
    interruption.addEventListener("abort", forward);
    const errors: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    createInterface({ input: child.stdout }).on("line", onLine);
    try {
        const status = await new Promise<number | null>((resolve, reject) => {
            child.on("error", reject);
            child.on("close", resolve);
        });
        return { status, errors: Buffer.concat(errors).toString() };
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
        throw new CommandError("The Pulumi CLI is not there: `node tools/setup.mjs` provides it.");
    } finally {
        interruption.removeEventListener("abort", forward);
    }
}

function parseEvent(line: string): EngineEvent | undefined {
    if (!line.startsWith("{")) return undefined;
    try {
        return JSON.parse(line) as EngineEvent;
    } catch {
        return undefined;
    }
}

function failureOf(operation: Operation, stack: string, result: EngineReport, text: string[]): string {
    const violations = result.violations
        .filter((violation) => violation.level === "mandatory")
        .map((violation) => `  rule ${violation.rule}, ${violation.resource}: ${violation.message}`);
    const errors = result.errors.map((error) => `  ${error.replace(/\n/g, "\n  ")}`);
    const lines = [...violations, ...errors];
    if (lines.length === 0) lines.push(cleaned([...result.stderr, ...text]) || "  the engine gave no reason");
    return [`${operation} of the stack ${stack} failed:`, ...lines].join("\n");
}

/** What the CLI wrote, as sentences: known troubles in the user's terms, the rest without its decoration. */
function cleaned(text: string[]): string {
    const said = text
        .map((part) => plainText(part).replace(/^error: /gm, ""))
        .filter((part) => part !== "")
        .join("\n");
    if (/PULUMI_ACCESS_TOKEN must be set/.test(said)) {
        return "No Pulumi backend is chosen: run `npx pulumi login`, or `npx pulumi login s3://...` for one of your own.";
    }
    const lock = /created by (\S+ \(pid \d+\)) at (\S+)/.exec(said);
    if (lock && /currently locked/.test(said)) {
        return `Another update of this stack is under way (${lock[1]}, since ${lock[2]}): wait for it. If it was killed, \`npx pulumi cancel\` releases the stack.`;
    }
    return said;
}
