import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { inRoot } from "../../cli/checkout";
import { number, shortened } from "../../cli/terminal/format";
import { table } from "../../cli/terminal/table";
import { runPython } from "../frame/python";
import { describeMachine, markdownTable, writeNamedJson, writeNamedSection } from "../frame/report";
import { evaluate, type Evaluated, type Refused, type TableOf } from "./evaluate";

/** By how much a draft may err more than the better of the plain models. */
const most = 1.05;
const head = ["table", "rows", "served", "xgboost", "linear-learner", "best plain model", "served / best plain"];
const folder = inRoot(".drivetrain", "bench", "draft");

/**
 * Drafts a model of each table, and compares what would be served with plain models. Each table is looked at, whatever
 * becomes of the others.
 * @param list a file of a line of JSON a table, as bench/tables/kinds.py prints them; @default the ten made tables
 * @returns whether all are as good, those aside that are refused
 */
async function bench(splits: number, list: string | undefined): Promise<boolean> {
    try {
        const found: (Evaluated | Refused)[] = [];
        for (const one of list === undefined ? await madeTables() : listedTables(list)) {
            found.push(await evaluate(one, splits, folder));
            process.stdout.write(`${rowOf(found.at(-1)!).join("  ")}\n`);
        }
        const rows = found.map(rowOf);
        process.stdout.write(`${table(head, rows)}\n`);
        writeNamedJson("draft", { splits, most, found });
        if (list === undefined) await writeNamedSection("draft", section(splits, rows));
        return found.every((one) => "refused" in one || one.ratio <= most);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

async function madeTables(): Promise<TableOf[]> {
    return tablesIn(await runPython("bench/tables/kinds.py", join(folder, "tables")));
}

/** Files of one's own, named beside their list. */
function listedTables(list: string): TableOf[] {
    return tablesIn(readFileSync(list, "utf8")).map((one) => ({ ...one, file: resolve(dirname(list), one.file) }));
}

function tablesIn(lines: string): TableOf[] {
    return lines
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as TableOf);
}

function rowOf(one: Evaluated | Refused): string[] {
    if ("refused" in one) return [one.name, "", "", "", "", shortened(one.refused, 120), ""];
    const { name, rows, served, models, baselines, ratio } = one;
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

const { values } = parseArgs({
    options: { splits: { type: "string", default: "5" }, tables: { type: "string" } },
});
mkdirSync(folder, { recursive: true });
bench(Number(values.splits), values.tables).then(
    (good) => (process.exitCode = good ? 0 : 1),
    (error: unknown) => {
        process.stderr.write(`bench:draft: ${(error as Error).message}\n`);
        process.exitCode = 1;
    },
);
