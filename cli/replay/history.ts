import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatasetSpec } from "../../contracts/dataset";
import { checkCsvFile } from "../files/csvFile";
import type { Purpose } from "../files/purpose";
import { UsageError } from "../terminal/errors";
import { count } from "../terminal/format";
import { type Label, readLabels } from "./labels";
import { readTraffic, type Traffic } from "./traffic";

/** What may be in a day's folder, by the file's name. */
export const dayFiles = {
    "training.csv": "training",
    "traffic.csv": "scoring",
    "ground-truth.csv": "ground truth",
} as const satisfies Readonly<Record<string, Purpose>>;

type DayFile = keyof typeof dayFiles;

/** A day on which something came. */
export interface Day {
    /** `2005-03-07` */
    readonly date: string;
    /** The path of the training data. */
    readonly training?: string;
    readonly traffic?: Traffic;
    /** What became of rows of this day or of earlier ones. */
    readonly labels?: { readonly path: string; readonly labels: readonly Label[] };
}

export type History = readonly Day[];

const layout =
    `A history is a folder with a folder a day, called by its date (2005-03-07), and in it ` +
    `${Object.keys(dayFiles).join(", ")}, or some of them.`;

/**
 * Reads a dated history, the earliest day first, and checks whatever can be wrong with it.
 * @throws UsageError with every problem, each with the place where it is
 */
export async function readHistory(folder: string, spec: DatasetSpec): Promise<History> {
    const problems: string[] = [];
    const dates = datesIn(folder, problems);
    const days: Day[] = [];
    for (const date of dates) {
        const day = await readDay(folder, date, spec, problems);
        if (day !== undefined) days.push(day);
    }
    if (problems.length === 0) problems.push(...orderProblems(folder, days));
    if (problems.length > 0) throw new UsageError(problems.join("\n"));
    return days;
}

/** Text files that tell of the history, and what systems leave behind, are nobody's business. */
function datesIn(folder: string, problems: string[]): string[] {
    const entries = entriesOf(folder);
    const folders = entries.filter((entry) => entry.isDirectory());
    const dates = folders.filter(({ name }) => isDay(name)).map(({ name }) => name);
    for (const { name } of folders) {
        if (!isDay(name)) {
            problems.push(`"${join(folder, name)}" is not called by a day, such as 2005-03-07. ${layout}`);
        }
    }
    for (const { name } of entries) {
        if (name.endsWith(".csv")) problems.push(`"${join(folder, name)}" is of no day. ${layout}`);
    }
    if (dates.length === 0 && problems.length === 0) problems.push(`"${folder}" has no day in it. ${layout}`);
    return dates.sort();
}

function entriesOf(folder: string): Dirent[] {
    try {
        return readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith("."));
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "ENOENT") throw new UsageError(`There is no folder "${folder}". ${layout}`);
        if (code === "ENOTDIR") throw new UsageError(`"${folder}" is a file. ${layout}`);
        throw error;
    }
}

/** A day of the calendar: JavaScript takes the 31st of a month of 30 days for the 1st of the next. */
export function isDay(text: string): boolean {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
    const day = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

async function readDay(folder: string, date: string, spec: DatasetSpec, problems: string[]): Promise<Day | undefined> {
    const names = entriesOf(join(folder, date)).map(({ name }) => name);
    const known = names.filter((name): name is DayFile => Object.hasOwn(dayFiles, name));
    for (const name of names) {
        if (!Object.hasOwn(dayFiles, name)) problems.push(strangerText(join(folder, date), name));
    }
    if (names.length === 0) problems.push(`"${join(folder, date)}" is empty. ${layout}`);
    const pathOf = (name: DayFile) => (known.includes(name) ? join(folder, date, name) : undefined);
    try {
        for (const name of known) await checkCsvFile(join(folder, date, name), dayFiles[name], spec);
        const [training, traffic, labels] = [pathOf("training.csv"), pathOf("traffic.csv"), pathOf("ground-truth.csv")];
        return {
            date,
            ...(training !== undefined && { training }),
            ...(traffic !== undefined && { traffic: readTraffic(traffic, readFileSync(traffic, "utf8"), spec) }),
            ...(labels !== undefined && {
                labels: { path: labels, labels: readLabels(labels, readFileSync(labels, "utf8"), spec) },
            }),
        };
    } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        problems.push(error.message);
        return undefined;
    }
}

function strangerText(folder: string, name: string): string {
    const path = join(folder, name);
    const again = /^(training|traffic|ground-truth)[^/]*\.(csv|parquet)$/.exec(name)?.[1];
    return again === undefined
        ? `"${path}" is none of what a day has: ${Object.keys(dayFiles).join(", ")}.`
        : `"${path}" is not read: a day has one ${again}.csv alone. Join the files, or give another one its own day.`;
}

/** What is wrong with the days as a whole. */
function orderProblems(folder: string, days: History): string[] {
    const first = days.findIndex(({ training }) => training !== undefined);
    if (first < 0) return [`"${folder}" has no training.csv: there is no model to ask. ${layout}`];
    const early = days.slice(0, first).find(({ traffic }) => traffic !== undefined);
    if (early !== undefined) {
        return [
            `The traffic of ${early.date} comes before the first training data, of ${days[first]?.date}: no model serves ` +
                `by then. Leave it out, or give an earlier day the data that the model of that time was trained on.`,
        ];
    }
    if (days.every(({ traffic }) => traffic === undefined)) {
        return [`"${folder}" has no traffic.csv: nothing is asked of the models. ${layout}`];
    }
    return [...labelProblems(days), ...repeatedProblems(days)];
}

/** Ground truth of which no row was ever asked about is a mistake: of other identifiers, or of another day. */
function labelProblems(days: History): string[] {
    const asked = new Set<string>();
    return days.flatMap(({ traffic, labels }) => {
        for (const identifier of traffic?.identifiers ?? []) asked.add(identifier);
        if (labels === undefined || labels.labels.some(({ identifier }) => asked.has(identifier))) return [];
        const [label] = labels.labels;
        return [
            `No row of "${labels.path}" is of traffic of that day or of an earlier one (its first is "${label?.identifier}"): ` +
                `ground truth tells what became of rows that were asked about.`,
        ];
    });
}

/** Rows are found again by their identifiers. */
function repeatedProblems(days: History): string[] {
    const seen = new Map<string, string>();
    const problems: string[] = [];
    for (const { traffic } of days) {
        const twice: string[] = [];
        for (const identifier of traffic?.identifiers ?? []) {
            if (seen.has(identifier)) twice.push(identifier);
            else seen.set(identifier, traffic?.path ?? "");
        }
        const [one] = twice;
        if (one === undefined || traffic === undefined) continue;
        problems.push(
            `"${traffic.path}" has ${count(twice.length, "row")} that an earlier row is called like, e.g. "${one}" ` +
                `("${seen.get(one)}"): of two rows of one identifier nobody knows whose ground truth it is.`,
        );
    }
    return problems;
}
