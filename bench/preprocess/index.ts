import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "../../cli/checkout";
import { datasetOf } from "../../components/model/model";
import { usedCars } from "../../infra/models/used-cars";
import type { Contender } from "../frame/measure";
import { measurePython, runPython } from "../frame/python";
import { runBenchmark } from "../frame/run";

const million = 1_000_000;
const ours = "ours, 1,000,000 rows";
const oursTenfold = "ours, 10,000,000 rows";
const peer = "pandas and scikit-learn's ColumnTransformer, 1,000,000 rows";

const folder = inRoot(".drivetrain", "bench", "preprocess");
const dataOf = (rows: number): string => join(folder, `${rows}`, "rows.csv");

async function preprocess(rows: number) {
    const output = join(folder, "output");
    const places = { data: join(dataOf(rows), ".."), model: join(folder, "model.json"), output };
    const args = Object.entries(places).flatMap(([name, path]) => [`--${name}`, path]);
    const usage = await measurePython("jobs/preprocess/preprocess.py", ...args);
    const report = JSON.parse(readFileSync(join(output, "report", "report.json"), "utf8")) as { used: number };
    assert.equal(report.used, rows);
    rmSync(output, { recursive: true });
    return usage;
}

const contenders: readonly Contender[] = [
    { name: ours, run: () => preprocess(million) },
    {
        name: peer,
        run: () => measurePython("bench/preprocess/peer.py", dataOf(million), join(folder, "peer")),
    },
    { name: oursTenfold, run: () => preprocess(10 * million) },
];

void runBenchmark({
    name: "preprocess",
    title: "Pre-processing",
    about:
        "Rows of ten columns (45 MB of CSV a million) read, split, fitted, encoded and written as three sides. Ours also " +
        "checks every value, keeps the raw rows, and writes test rows once more for the gate and shuffled.",
    rounds: 3,
    goals: [
        { what: "CPU s of 1,000,000 rows", of: ours, by: "cpu", atMost: 5 },
        { what: "MB of 1,000,000 rows", of: ours, by: "megabytes", atMost: 400 },
        { what: "MB of 10,000,000 rows", of: oursTenfold, by: "megabytes", atMost: 1300 },
        { what: "CPU s / those of the peer", of: ours, to: peer, by: "cpu", atMost: 1 },
    ],
    with: async (measure) => {
        try {
            mkdirSync(folder, { recursive: true });
            writeFileSync(join(folder, "model.json"), JSON.stringify(datasetOf(usedCars)));
            for (const rows of [million, 10 * million]) {
                await runPython("bench/tables/used_cars.py", String(rows), dataOf(rows));
            }
            return await measure(contenders);
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    },
});
