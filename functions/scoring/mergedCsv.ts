import { answerColumns, combiner, type ResultRule, type TestErrors } from "../../contracts/combine";
import type { Column } from "../../contracts/dataset";
import { canonicalIdentifier } from "../../contracts/identifiers";
import { explanationColumns } from "../../contracts/scoring";
import { csvField } from "../shared/csv";
import { identifierOf, impossible, type ScoredRow } from "./scoredRows";

/** How rows of several algorithms become one. */
export interface MergeRule extends ResultRule {
    /** The names of the model's algorithms, in the order of the result's columns. */
    readonly algorithms: readonly string[];
    /** The type of the column that names a row. */
    readonly identifierType: Column["type"];
}

/** The merging of one file. */
export interface Merging extends MergeRule {
    /** Of the versions that scored. */
    readonly errors: TestErrors;
    /** How many results so far were beyond the bounds, and are the bound: the file is too long to be looked at after. */
    clamped: number;
}

/** The rows that one algorithm scored, in batches. */
export interface ScoredBy {
    readonly algorithm: string;
    readonly batches: AsyncGenerator<readonly ScoredRow[]>;
}

/** What explains the scores of one algorithm, in batches: lines that begin with the rows' identifiers. */
export interface ExplainedBy {
    readonly algorithm: string;
    readonly batches: AsyncGenerator<readonly string[]>;
}

/** What there is to merge: as many rows of each as `used` says. */
export interface Scored {
    /** The names of the columns that came along, the identifier first. */
    readonly carried: readonly string[];
    /** The rows as they came, in batches: these columns as CSV. */
    readonly rows: AsyncGenerator<readonly string[]>;
    /** In the order of the model's algorithms, both. */
    readonly explained: readonly ExplainedBy[];
    readonly by: readonly ScoredBy[];
    readonly used: number;
}

/**
 * The result of a scoring run as CSV, block by block: the rows and all algorithms' answers in lockstep, with no more
 * than a batch of each at a time. The column of an algorithm that did not score is empty. Scores come last, and before
 * them what explains them.
 * @param merging counts what it clamps
 * @throws an error named `MergeImpossible` where an algorithm's rows are not those that came
 */
export async function* mergedCsv(merging: Merging, scored: Scored): AsyncGenerator<string> {
    const columns = [
        ...scored.carried,
        ...explanationColumns(scored.explained.map(({ algorithm }) => algorithm)),
        ...answerColumns(merging.algorithms),
    ];
    yield `${columns.map(csvField).join(",")}\n`;
    const rows = cursorOf("", scored.rows);
    const answers = scored.by.map(({ algorithm, batches }) => cursorOf(algorithm, batches));
    const reasons = scored.explained.map(({ algorithm, batches }) => cursorOf(`what explains ${algorithm}`, batches));
    const all = [...answers, ...reasons, rows];
    const { combine: rule, errors } = merging;
    const combine = combiner(
        rule,
        answers.map(({ algorithm }) => algorithm),
        errors,
    );
    for (;;) {
        const ready = await Promise.all(all.map(refill));
        const most = Math.min(...ready);
        if (most === 0) {
            checkCounts(all, ready, scored.used);
            return;
        }
        yield mergedLines(merging, combine, rows, reasons, answers, most);
    }
}

/** Where merging is in an algorithm's rows, or in those that came. */
interface Cursor<Row> {
    /** Whose lines they are; empty where they are the rows that came. */
    readonly algorithm: string;
    readonly batches: AsyncGenerator<readonly Row[]>;
    batch: readonly Row[];
    /** The place in `batch` of the row that comes next. */
    at: number;
    /** How many rows were there so far, those of `batch` included. */
    read: number;
}

function cursorOf<Row>(algorithm: string, batches: AsyncGenerator<readonly Row[]>): Cursor<Row> {
    return { algorithm, batches, batch: [], at: 0, read: 0 };
}

/** How many rows are at hand, once there is at least one; 0 when they have ended. */
async function refill(cursor: Cursor<unknown>): Promise<number> {
    while (cursor.at === cursor.batch.length) {
        const next = await cursor.batches.next();
        if (next.done) {
            return 0;
        }
        cursor.batch = next.value;
        cursor.at = 0;
        cursor.read += cursor.batch.length;
    }
    return cursor.batch.length - cursor.at;
}

/**
 * So many lines of the result. In one function, that goes by what it has at hand: within a Lambda's package a call from
 * one function of a module to another takes longer than all else that is done of a row.
 */
function mergedLines(
    merging: Merging,
    combine: (scores: readonly number[]) => number,
    rows: Cursor<string>,
    reasons: readonly Cursor<string>[],
    answers: readonly Cursor<ScoredRow>[],
    most: number,
): string {
    const { algorithms, identifierType } = merging;
    const { min = -Infinity, max = Infinity } = merging.bounds;
    const columns = algorithms.map((name) => answers.findIndex(({ algorithm }) => algorithm === name));
    const scores = answers.map(() => 0);
    const lines: string[] = [];
    let clamped = 0;
    for (let count = 0; count < most; count++) {
        const row = rows.batch[rows.at++]!;
        const comma = row.indexOf(",");
        const isPlain = comma > 0 && !row.startsWith('"');
        const identifier = isPlain ? row.slice(0, comma) : identifierOf(row);
        for (let place = 0; place < scores.length; place++) {
            const cursor = answers[place]!;
            const answer = cursor.batch[cursor.at++]!;
            if (answer.identifier !== identifier && !isSame(identifierType, answer.identifier, identifier)) {
                const number = rows.read - rows.batch.length + rows.at;
                throw impossible(
                    `row ${number} is ${shown(identifier)}, but ${shown(answer.identifier)} of ${cursor.algorithm}`,
                );
            }
            scores[place] = answer.score;
        }
        const combined = combine(scores);
        const above = combined < min ? min : combined;
        const result = above > max ? max : above;
        if (result !== combined) clamped++;
        let line = row;
        if (reasons.length > 0) {
            const start = `${isPlain ? identifier : /^(?:"(?:[^"]|"")*"|[^,]*)/.exec(row)![0]},`;
            for (const cursor of reasons) {
                const told = cursor.batch[cursor.at++]!;
                if (!told.startsWith(start)) {
                    const number = rows.read - rows.batch.length + rows.at;
                    throw impossible(`row ${number} is ${shown(identifier)}, but not in ${cursor.algorithm}`);
                }
                line += told.slice(start.length - 1);
            }
        }
        for (const column of columns) line += column < 0 ? "," : `,${scores[column]}`;
        lines.push(`${line},${result}\n`);
    }
    merging.clamped += clamped;
    return lines.join("");
}

/** Whether two identifiers name the same row: a transform job may write one otherwise than it got it. */
function isSame(type: Column["type"], identifier: string, other: string): boolean {
    const name = canonicalIdentifier(type, identifier);
    return name !== undefined && name === canonicalIdentifier(type, other);
}

function shown(identifier: string): string {
    return JSON.stringify(identifier.slice(0, 80));
}

/** @param ready how many rows of each were left when the first of them ended */
function checkCounts(cursors: readonly Cursor<unknown>[], ready: readonly number[], used: number): void {
    const short = cursors.find((cursor, index) => ready[index] === 0 && cursor.read !== used);
    if (short !== undefined) {
        throw impossible(
            short.algorithm === ""
                ? `${short.read} rows came, and ${used} were counted`
                : `${short.algorithm} has predictions for ${short.read} rows, and ${used} were sent to it`,
        );
    }
    const long = cursors.find((_, index) => ready[index] !== 0);
    if (long !== undefined) {
        throw impossible(
            long.algorithm === ""
                ? `more rows came than the ${used} that were counted`
                : `${long.algorithm} has predictions for more rows than the ${used} that were sent to it`,
        );
    }
}
