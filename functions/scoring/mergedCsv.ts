import { answerColumns, resultOf, type ResultRule, type TestErrors } from "../../contracts/combine";
import type { Column } from "../../contracts/dataset";
import { canonicalIdentifier } from "../../contracts/identifiers";
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

/** What there is to merge: as many rows of each as `used` says. */
export interface Scored {
    /** The names of the columns that came along, the identifier first. */
    readonly carried: readonly string[];
    /** The rows as they came, in batches: these columns as CSV. */
    readonly rows: AsyncGenerator<readonly string[]>;
    /** In the order of the model's algorithms. */
    readonly by: readonly ScoredBy[];
    readonly used: number;
}

/**
 * The result of a scoring run as CSV, block by block: the rows and all algorithms' answers in lockstep, with no more
 * than a batch of each at a time. The column of an algorithm that did not score is empty.
 * @param merging counts what it clamps
 * @throws an error named `MergeImpossible` where an algorithm's rows are not those that came
 */
export async function* mergedCsv(merging: Merging, scored: Scored): AsyncGenerator<string> {
    yield `${[...scored.carried, ...answerColumns(merging.algorithms)].map(csvField).join(",")}\n`;
    const rows = cursorOf("", scored.rows);
    const answers = scored.by.map(({ algorithm, batches }) => cursorOf(algorithm, batches));
    const all = [...answers, rows];
    for (let count = 0; ;) {
        const ready = await Promise.all(all.map(refill));
        const most = Math.min(...ready);
        if (most === 0) {
            checkCounts(all, ready, scored.used);
            return;
        }
        const lines: string[] = [];
        for (let row = 0; row < most; row++) {
            lines.push(mergedLine(merging, next(rows), answers, ++count));
        }
        yield lines.join("");
    }
}

/** Where merging is in an algorithm's rows, or in those that came. */
interface Cursor<Row> {
    /** Empty where the rows are those that came. */
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

/** The row that is at hand. */
function next<Row>(cursor: Cursor<Row>): Row {
    return cursor.batch[cursor.at++] as Row;
}

function mergedLine(merging: Merging, row: string, answers: readonly Cursor<ScoredRow>[], count: number): string {
    const { algorithms, identifierType, errors } = merging;
    const identifier = identifierOf(row);
    const scores: Record<string, number> = {};
    for (const cursor of answers) {
        const answer = next(cursor);
        if (!isSame(identifierType, answer.identifier, identifier)) {
            throw impossible(
                `row ${count} is ${shown(identifier)}, but ${shown(answer.identifier)} of ${cursor.algorithm}`,
            );
        }
        scores[cursor.algorithm] = answer.score;
    }
    const columns = algorithms.map((name) => (Object.hasOwn(scores, name) ? scores[name] : "")).join(",");
    const { result, clamped } = resultOf(merging, scores, errors);
    if (clamped) merging.clamped++;
    return `${row},${columns},${result}\n`;
}

/** Whether two identifiers name the same row: a transform job may write one otherwise than it got it. */
function isSame(type: Column["type"], identifier: string, other: string): boolean {
    if (identifier === other) {
        return true;
    }
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
