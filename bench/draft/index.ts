import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { inRoot } from "../../cli/checkout";
import { number } from "../../cli/terminal/format";
import { table } from "../../cli/terminal/table";
import { runPython } from "../frame/python";
import { describeMachine, markdownTable, writeNamedJson, writeNamedSection } from "../frame/report";
import { evaluate, type Evaluated, type TableOf } from "./evaluate";

/** By how much a draft may err more than the better of the plain models. */
const most = 1.05;
const head = ["table", "rows", "served", "xgboost", "linear-learner", "best plain model", "served / best plain"];
const folder = inRoot(".drivetrain", "bench", "draft");

/** Drafts a model of each table, and compares what would be served with plain models. @returns whether all are as good */
async function bench(splits: number): Promise<boolean> {
    try {
        const tables = await runPython("bench/tables/kinds.py", join(folder, "tables"));
        const found: Evaluated[] = [];
        for (const line of tables.trim().split("\n")) {
            found.push(await evaluate(JSON.parse(line) as TableOf, splits, folder));
        }
        const rows = found.map(rowOf);
        process.stdout.write(`${table(head, rows)}\n`);
        writeNamedJson("draft", { splits, most, found });
        await writeNamedSection("draft", section(splits, rows));
        return found.every(({ ratio }) => ratio <= most);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

function rowOf({ name, rows, served, models, baselines, ratio }: Evaluated): string[] {
    const plain = Object.entries(baselines).filter(([baseline]) => baseline !== "the mean");
    const [best, error] = plain.reduce((a, b) => (b[1] < a[1] ? b : a));
    const { xgboost = NaN, "linear-learner": linear = NaN } = models;
    const errors = [served, xgboost, linear].map((value) => number(value));
    return [name, String(rows), ...errors, `${number(error)} (${best})`, ratio.toFixed(3)];
}

function section(splits: number, rows: string[][]): string {
    return [
        "## Drafts",
        `\`npm run bench:draft\`. Errors (rmse) on the test rows, as means over ${splits} splits, of what \`new-model\` drafts ` +
            "from tables of ten kinds, as they are. The plain models are linear regression and both kinds of gradient boosting of " +
            "scikit-learn with their defaults, on the same encoded rows; they learn from the validation rows, too. Goal: at most " +
            `${most} times the error of the better of them. ${describeMachine()}.`,
        markdownTable(head, rows),
    ].join("\n\n");
}

const { values } = parseArgs({ options: { splits: { type: "string", default: "5" } } });
mkdirSync(folder, { recursive: true });
bench(Number(values.splits)).then(
    (good) => (process.exitCode = good ? 0 : 1),
    (error: unknown) => {
        process.stderr.write(`bench:draft: ${(error as Error).message}\n`);
        process.exitCode = 1;
    },
);
