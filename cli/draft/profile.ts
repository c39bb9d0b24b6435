import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { answerColumns } from "../../contracts/combine";
import type { Delimiter } from "../../contracts/dataset";
import { latin1Sentence } from "../files/encoding";
import { UsageError } from "../terminal/errors";
import { count } from "../terminal/format";
import { ColumnProfile } from "./columns";
import { findDelimiter } from "./delimiter";
import { notUtf8, readRows } from "./rows";

/** What a CSV file holds, as far as a model's draft must know it. */
export interface FileProfile {
    readonly path: string;
    /** The file's name, without its folder. */
    readonly file: string;
    readonly delimiter: Delimiter;
    readonly columns: readonly ColumnProfile[];
    /** Where the fields of each column stand in a row, from 0 on. */
    readonly places: ReadonlyMap<string, number>;
    /** Whether the first column has no name: the numbers of rows that a program wrote. */
    readonly hasUnnamed: boolean;
    /** All rows, broken ones included. */
    readonly rows: number;
    readonly broken: number;
    /** The first broken row: its number from 1 on, and why. */
    readonly firstBroken: { readonly row: number; readonly problem: string } | undefined;
    /** The first row that is not in UTF-8, where no other row has more than ASCII: the file is in Latin-1. */
    readonly latin1Row: number | undefined;
}

/** What a scored file of a draft's model has beside the columns of the data. */
const reserved = answerColumns(["xgboost", "linear-learner"]);
const longestName = 256;

/**
 * Reads a whole file once.
 * @throws UsageError where it is no CSV file that a model can be trained with
 */
export async function profileFile(path: string): Promise<FileProfile> {
    await requireFile(path);
    const delimiter = await findDelimiter(path);
    let columns: ColumnProfile[] | undefined;
    let rows = 0;
    let broken = 0;
    let firstBroken: FileProfile["firstBroken"];
    let latin1Row: number | undefined;
    let isUtf8 = false;
    for await (const batch of readRows(path, delimiter)) {
        for (const row of batch) {
            if (columns === undefined) {
                if ("problem" in row) {
                    if (row.problem === notUtf8) throw new UsageError(latin1Sentence(path, 0));
                    throw new UsageError(`The header of "${path}" cannot be read: ${row.problem}.`);
                }
                columns = columnsOf(path, row.fields);
                continue;
            }
            rows++;
            if ("problem" in row) {
                broken++;
                firstBroken ??= { row: row.number, problem: row.problem };
                if (row.problem === notUtf8) latin1Row ??= row.number;
            } else {
                isUtf8 ||= /[^\0-\x7f]/.test(row.fields.join(""));
                row.fields.forEach((field, place) => columns?.[place]?.add(field, row.number));
            }
        }
    }
    if (columns === undefined) throw new UsageError(`"${path}" is empty: give it a header and a row per example.`);
    if (rows === broken) {
        const why = firstBroken ? `; row ${firstBroken.row}: ${firstBroken.problem}` : "";
        throw new UsageError(`"${path}" has a header and no usable row below it${why}.`);
    }
    // Nothing more is known of a column without a name.
    const named = columns.filter(({ name }) => name !== "");
    const places = new Map(named.map(({ name, place }) => [name, place]));
    const hasUnnamed = named.length < columns.length;
    const counts = { rows, broken, firstBroken, latin1Row: isUtf8 ? undefined : latin1Row };
    return { path, file: basename(path), delimiter, columns: named, places, hasUnnamed, ...counts };
}

async function requireFile(path: string): Promise<void> {
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
        throw new UsageError(error.code === "ENOENT" ? `There is no file "${path}".` : error.message);
    });
    if (!found.isFile()) throw new UsageError(`"${path}" is not a file.`);
    if (!path.endsWith(".csv")) {
        throw new UsageError(
            `"${path}" does not end in .csv, in small letters: no other file starts a run, so rename it.`,
        );
    }
}

function columnsOf(path: string, names: readonly string[]): ColumnProfile[] {
    const problems = [
        ...names.flatMap((name, index) => problemsOfName(name, index)),
        ...[...new Set(names.filter((name, index) => name !== "" && names.indexOf(name) !== index))].map(
            (name) => `${shown(name)} is there more than once: rename one.`,
        ),
    ];
    if (problems.length > 0) {
        const lines = problems.map((problem) => `  ${problem}`);
        throw new UsageError(
            [`The header of "${path}" has ${count(problems.length, "problem")}:`, ...lines].join("\n"),
        );
    }
    return names.map((name, place) => new ColumnProfile(name, place));
}

function problemsOfName(name: string, index: number): string[] {
    // What pandas and R write before the first name: rows are numbered there.
    if (name === "") return index === 0 ? [] : [`Column ${index + 1} has no name: give it one.`];
    if (/[\p{Cc}\u2028\u2029]/u.test(name)) {
        return [`${shown(name)} has a line break, a tab or another control character: rename it.`];
    }
    if (!Number.isNaN(Number(name))) {
        return [`${shown(name)} is a number: give the file a header with the columns' names.`];
    }
    if (name.length > longestName) return [`${shown(name)} has more than ${longestName} characters: shorten it.`];
    if (reserved.includes(name)) {
        return [`${shown(name)} is what answers call a column of their own: rename it.`];
    }
    return [];
}

/** A text in quotes, and not for pages. */
export function shown(text: string): string {
    const quoted = JSON.stringify(text);
    return quoted.length > 60 ? `${quoted.slice(0, 60)}..."` : quoted;
}
