import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { inRoot } from "../../cli/checkout";
import { findStage, stopStage } from "../../local";
import type { Contender, Steps } from "../frame/measure";
import { runPython } from "../frame/python";
import { runBenchmark } from "../frame/run";

const rows = 1_000_000;
const ours = "drivetrain score, local stage";
const peer = "pandas, XGBoost and scikit-learn in one script";

const folder = inRoot(".drivetrain", "bench", "scoring");
const file = join(folder, "rows.csv");
const known = inRoot("data", "used-cars.csv");

/** The part of `score --json` that is read. */
interface Scored {
    readonly scoring: { readonly output: number };
    /** The run's states in their order. */
    readonly states: readonly { readonly state: string; readonly seconds: number }[];
}

/** Runs a command to its end. @throws Error with its last words where it fails */
async function drivetrain(...args: string[]): Promise<unknown> {
    const command = [inRoot("cli", "drivetrain.js"), ...args, "--json"];
    const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: inRoot(), maxBuffer: 2 ** 26 });
    return JSON.parse(stdout);
}

async function score(): Promise<Steps> {
    const start = performance.now();
    const { scoring, states } = (await drivetrain("score", file)) as Scored;
    assert.equal(scoring.output, rows);
    const all = (performance.now() - start) / 1000;
    const long = states.filter(({ seconds }) => seconds >= 0.5).map(({ state, seconds }) => [state, seconds] as const);
    const rest = long.reduce((left, [, seconds]) => left - seconds, all);
    return { steps: { ...Object.fromEntries(long), "upload, states between and the answer": rest } };
}

const contenders: readonly Contender[] = [
    { name: ours, run: score },
    {
        name: peer,
        run: async () => void (await runPython("bench/scoring/peer.py", known, file, join(folder, "scored.csv"))),
    },
];

void runBenchmark({
    name: "scoring",
    title: "Scoring",
    about:
        "1,000,000 rows of ten columns (45 MB of CSV) by two models: `drivetrain score` on a local stage of its own, " +
        "from the file to the merged result in the bucket, beside the bare work in one script.",
    rounds: 3,
    goals: [{ what: "s of 1,000,000 rows by two models", of: ours, atMost: 25 }],
    with: async (measure) => {
        if (await findStage()) throw new Error("The local stage runs: end it first (npx drivetrain stop).");
        try {
            mkdirSync(folder, { recursive: true });
            await runPython("bench/tables/used_cars.py", String(rows), file);
            await drivetrain("up");
            await drivetrain("train", known);
            return await measure(contenders);
        } finally {
            await stopStage();
            rmSync(folder, { recursive: true, force: true });
        }
    },
});
