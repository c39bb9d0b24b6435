import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "../../cli/checkout";
import type { Contender, Usage } from "../frame/measure";
import { measureProgram, measurePython, runPython } from "../frame/python";
import { type Observed, runBenchmark } from "../frame/run";
import { peerPython } from "./environment";

const million = 1_000_000;
const ours = "ours, 1,000,000 rows against as many";
const oursTenfold = "ours, 10,000,000 rows against as many";
const peer = "Evidently 0.7.23, data-drift preset, 1,000,000 against as many";
const scans = { duckdb: "a bare scan of both files by DuckDB", arrow: "a bare scan of both files by Arrow" };

const folder = inRoot(".drivetrain", "bench", "drift");
const model = join(folder, "model.json");
const sides = ["baseline", "window"] as const;
const tableOf = (rows: number, side: string): string => join(folder, `${rows}`, side, "rows.csv");
const filesOf = (rows: number): string[] => sides.map((side) => tableOf(rows, side));

/** Both jobs, one after the other: the baseline of one file, and the judgement of the other. */
async function judge(rows: number): Promise<Usage> {
    const [output, baseline] = [join(folder, "output"), join(folder, "baseline")];
    const options = (side: string, into: string): string[] => {
        const places = { data: join(tableOf(rows, side), ".."), model, output: into, message: join(folder, "message") };
        return Object.entries(places).flatMap(([name, path]) => [`--${name}`, path]);
    };
    const first = await measurePython("jobs/monitor/baseline.py", "data-quality", ...options("baseline", baseline));
    const second = await measurePython(
        "jobs/monitor/analyze.py",
        ...["data-quality", "--baseline", `bench=${baseline}`, ...options("window", output)],
    );
    const report = JSON.parse(readFileSync(join(output, "report.json"), "utf8")) as {
        rows: number;
        violations: number;
    };
    assert.deepEqual([report.rows, report.violations], [rows, 0]);
    return { cpu: first.cpu + second.cpu, megabytes: Math.max(first.megabytes, second.megabytes) };
}

async function contenders(): Promise<readonly Contender[]> {
    const theirs = await peerPython();
    const script = (name: string): string => inRoot("bench", "drift", name);
    const scan = (engine: keyof typeof scans): Contender => ({
        name: scans[engine],
        run: () => measureProgram(theirs, script("scan.py"), engine, ...filesOf(million)),
    });
    return [
        { name: ours, run: () => judge(million) },
        scan("duckdb"),
        scan("arrow"),
        { name: peer, run: () => measureProgram(theirs, script("peer.py"), ...filesOf(million)) },
        { name: oursTenfold, run: () => judge(10 * million) },
    ];
}

void runBenchmark({
    name: "drift",
    title: "Drift",
    about:
        "Two CSV files of twenty columns, fourteen of numbers and six of texts (135 MB a million rows). Ours makes the " +
        "baseline of one and judges the other by it, in two processes that write all their files; a scan takes the " +
        "least and the greatest value of each column. Then windows of the training rows of used-cars.csv, drawn with " +
        "replacement and judged by the default method: which share of them raises an alarm, in percent.",
    rounds: 3,
    goals: [
        { what: "s / those of Evidently", of: ours, to: peer, atMost: 1 / 25 },
        { what: "s / those of the faster scan", of: ours, to: Object.values(scans), atMost: 4 },
        { what: "MB of 10,000,000 rows / of 1,000,000", of: oursTenfold, to: ours, by: "megabytes", atMost: 1.2 },
    ],
    observe: async () => JSON.parse(await runPython("bench/drift/quality.py")) as Observed,
    with: async (measure) => {
        try {
            mkdirSync(folder, { recursive: true });
            await runPython("bench/drift/table.py", "model", model);
            for (const rows of [million, 10 * million]) {
                for (const [seed, side] of sides.entries()) {
                    await runPython("bench/drift/table.py", String(rows), String(seed), tableOf(rows, side));
                }
            }
            return await measure(await contenders());
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    },
});
