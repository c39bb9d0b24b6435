import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { dirname } from "node:path";
import { format, resolveConfig } from "prettier";
import { inRoot } from "../../cli/checkout";
import { table } from "../../cli/terminal/table";
import type { JudgedGoal } from "./goals";
import { type Measurement, median } from "./measure";

/** What a benchmark found. */
export interface Result {
    /** As in `npm run bench:<name>`. */
    readonly name: string;
    readonly title: string;
    /** What is compared and how, in sentences. */
    readonly about: string;
    readonly machine: string;
    readonly measurements: readonly Measurement[];
    /** What was observed beside what was measured. */
    readonly tables: readonly Table[];
    readonly goals: readonly JudgedGoal[];
}

/** A table of its own, its first column in words. */
export interface Table {
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
}

const document = inRoot("docs", "benchmarks.md");
const preface = "# Benchmarks\n\nWhat was measured, each table in one run. `npm run bench:NAME` writes its section.\n";
const columns = ["what", "median s", "fastest s", "slowest s", "runs"];
const usageColumns = ["median CPU s", "median MB"];
const goalColumns = ["goal", "at most", "reached", "met"];

/** What the figures depend on beside the code. */
export function describeMachine(): string {
    const all = cpus();
    const load = loadavg()[0]!.toFixed(1);
    return `${all.length} × ${all[0]?.model.trim()}, Node ${process.versions.node}, load before the run ${load}`;
}

/** The tables as a terminal shows them. */
export function resultText({ measurements, tables, goals }: Result): string {
    const observed = tables.map(({ head, rows }) =>
        table(
            [...head],
            rows.map((row) => [...row]),
        ),
    );
    return [table(...rowsOf(measurements)), ...observed, table(goalColumns, goals.map(goalRowOf))].join("\n");
}

/** Writes `.drivetrain/bench/<name>.json`. */
export function writeJson(result: Result): void {
    const medians = result.measurements.map((one) => ({ ...one, median: median(one.seconds) }));
    writeNamedJson(result.name, { ...result, measurements: medians });
}

/** Writes what a benchmark of that name found into `.drivetrain/bench/<name>.json`. */
export function writeNamedJson(name: string, found: object): void {
    const file = inRoot(".drivetrain", "bench", `${name}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(found, undefined, 2)}\n`);
}

/** Puts the result into its section of docs/benchmarks.md. */
export async function writeSection(result: Result): Promise<void> {
    await writeNamedSection(result.name, sectionOf(result));
}

/** Puts a text into the section of that name of docs/benchmarks.md, and leaves the other sections as they are. */
export async function writeNamedSection(name: string, section: string): Promise<void> {
    const before = existsSync(document) ? readFileSync(document, "utf8") : preface;
    const options = { ...(await resolveConfig(document)), parser: "markdown" };
    writeFileSync(document, await format(withSection(before, name, section), options));
}

/** The document with a section in place of the one of that name, or after all others. */
export function withSection(document: string, name: string, section: string): string {
    const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
    const whole = `${begin}\n\n${section}\n\n${end}`;
    const from = document.indexOf(begin);
    const to = document.indexOf(end);
    if (from < 0 || to < 0) return `${document.trimEnd()}\n\n${whole}\n`;
    return document.slice(0, from) + whole + document.slice(to + end.length);
}

function sectionOf({ name, title, about, machine, measurements, tables, goals }: Result): string {
    return [
        `## ${title}`,
        `\`npm run bench:${name}\`. ${about} ${machine}.`,
        markdownTable(...rowsOf(measurements)),
        ...tables.map(({ head, rows }) => markdownTable(head, rows)),
        markdownTable(goalColumns, goals.map(goalRowOf)),
    ].join("\n\n");
}

/** The table's head and rows; with what was used where some contender tells it. */
function rowsOf(measurements: readonly Measurement[]): [string[], string[][]] {
    if (measurements.every(({ cpu }) => cpu === undefined)) return [columns, measurements.map(rowOf)];
    const usage = ({ cpu, megabytes }: Measurement) => [
        cpu ? median(cpu).toFixed(2) : "",
        megabytes ? median(megabytes).toFixed(0) : "",
    ];
    return [[...columns, ...usageColumns], measurements.map((one) => [...rowOf(one), ...usage(one)])];
}

function rowOf({ name, seconds }: Measurement): string[] {
    const figures = [median(seconds), Math.min(...seconds), Math.max(...seconds)];
    return [name, ...figures.map((value) => value.toFixed(2)), String(seconds.length)];
}

function goalRowOf({ what, atMost, reached, met }: JudgedGoal): string[] {
    return [what, atMost.toFixed(2), reached.toFixed(2), met ? "yes" : "no"];
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
    return [head, head.map((_, column) => (column === 0 ? "---" : "--:")), ...rows]
        .map((cells) => `| ${cells.join(" | ")} |`)
        .join("\n");
}
