import { Listr, ListrLogger, PRESET_TIMER, ProcessOutput } from "listr2";
import { duration, secondsSince } from "./format";
import { interruption } from "./interrupt";

/** Shows what a step is doing right now. */
export type Report = (line: string) => void;

export interface Step<T> {
    readonly title: string;
    readonly run: (report: Report) => Promise<T>;
    /** What stands beside the title once it is done: `74 resources`. */
    readonly detail?: (value: T) => string | undefined;
    /** Whether what came of it is to be shown as a failure, although the step did its work. */
    readonly isFailure?: (value: T) => boolean;
}

/** Runs one step and shows it on stderr: live on a terminal, line by line elsewhere. */
export async function step<T>(one: Step<T>): Promise<T> {
    const [value] = await together([one]);
    return value as T;
}

/** Runs steps side by side; all of them end before the first error is thrown. */
export async function together<T>(steps: readonly Step<T>[]): Promise<T[]> {
    // Some terminals of build servers have no width to draw in.
    const drawable = process.stderr.isTTY && process.stderr.columns >= 40;
    const outcomes = drawable ? await live(steps) : await Promise.allSettled(steps.map(plain));
    return outcomes.map((outcome) => {
        if (outcome.status === "rejected") throw outcome.reason;
        return outcome.value;
    });
}

async function live<T>(steps: readonly Step<T>[]): Promise<PromiseSettledResult<T>[]> {
    const outcomes: PromiseSettledResult<T>[] = [];
    const tasks = new Listr(
        steps.map((one, index) => ({
            title: one.title,
            task: async (_context: unknown, task: { title: string | undefined; output: string | undefined }) => {
                try {
                    const value = await one.run((line) => (task.output = line));
                    outcomes[index] = { status: "fulfilled", value };
                    task.title = titleOf(one, value);
                } catch (error) {
                    outcomes[index] = { status: "rejected", reason: error };
                }
                // Shows the mark of failure alone: what an error says ends the command's output.
                const outcome = outcomes[index];
                if (outcome.status === "rejected" || one.isFailure?.(outcome.value)) throw new Error(one.title);
            },
        })),
        {
            concurrent: true,
            exitOnError: false,
            registerSignalListeners: false,
            rendererOptions: {
                timer: PRESET_TIMER,
                showErrorMessage: false,
                collapseErrors: false,
                logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
            },
        },
    );
    await tasks.run();
    return outcomes;
}

async function plain<T>(one: Step<T>): Promise<T> {
    const start = Date.now();
    // A state machine that waits passes the same states again and again.
    const printed = new Set<string>();
    const print = (line: string): void => {
        if (printed.has(line)) return;
        printed.add(line);
        process.stderr.write(`${duration(secondsSince(start)).padStart(12)}  ${one.title}: ${line}\n`);
    };
    try {
        process.stderr.write(`${"".padStart(12)}  ${one.title}\n`);
        const value = await one.run(print);
        print(one.detail?.(value) ?? "done");
        return value;
    } catch (error) {
        print(interruption.aborted ? "interrupted" : "failed");
        throw error;
    }
}

function titleOf<T>(one: Step<T>, value: T): string {
    const detail = one.detail?.(value);
    return detail ? `${one.title}: ${detail}` : one.title;
}

/** Passes on at most one line in that time; the lines between are left out. */
export function throttled(report: Report, everyMs: number): Report {
    let last = Number.NEGATIVE_INFINITY;
    return (line) => {
        const now = performance.now();
        if (now - last < everyMs) return;
        last = now;
        report(line);
    };
}
