import { join } from "node:path";
import { type Report, throttled, together } from "../../cli/terminal/progress";
import { type Fault, follow } from "./follow";

/** What is sent where. */
export type Target = "requests" | "files";

/** Which of a target's inputs are tried: number `from` up to, and without, number `to`. */
export interface Range {
    readonly from: number;
    readonly to: number;
}

const root = join(__dirname, "../..");

const targets: Readonly<Record<Target, { readonly title: string; readonly worker: readonly [string, ...string[]] }>> = {
    requests: {
        title: "requests through the real-time API's handler",
        worker: [process.execPath, "--expose-gc", "-r", "./tools/typescript.js", "tests/fuzz/requests/worker.ts"],
    },
    files: {
        title: "files through pre-processing and scoring",
        worker: [
            process.env.DRIVETRAIN_PYTHON ?? join(root, ".drivetrain", "python", "bin", "python"),
            "-B",
            "tests/fuzz/files/worker.py",
        ],
    },
};

/** Tries everything of these ranges, the targets side by side; returns what was wrong, in words. */
export async function fuzz(seed: number, ranges: Readonly<Partial<Record<Target, Range>>>): Promise<string[]> {
    const steps = (Object.entries(ranges) as [Target, Range][]).map(([target, range]) => ({
        title: targets[target].title,
        run: async (report: Report) => tryAll(target, seed, range, throttled(report, 5000)),
        detail: (faults: readonly string[]) =>
            faults.length === 0 ? `${range.to - range.from} as they should be` : `${faults.length} faults`,
        isFailure: (faults: readonly string[]) => faults.length > 0,
    }));
    return (await together(steps)).flat();
}

async function tryAll(target: Target, seed: number, { from, to }: Range, report: Report): Promise<string[]> {
    const command = [...targets[target].worker, String(seed), String(from), String(to)] as const;
    const faults = await follow(command, root, to, (at, kind) => report(`${at - from} of ${to - from} (${kind})`));
    return faults.map((fault) => inWords(target, seed, fault));
}

function inWords(target: Target, seed: number, { at, kind, fault, shown }: Fault): string {
    return [
        `${target}, ${kind}: ${fault}`,
        ...(shown === undefined ? [] : [`  what was sent: ${shown}`]),
        `  this one again: npm run fuzz -- --seed ${seed} --only ${target} --at ${at}`,
    ].join("\n");
}
