import { answerColumns, resultOf, type ResultRule, type TestErrors } from "../../contracts/combine";
import type { Column } from "../../contracts/dataset";
import { canonicalIdentifier } from "../../contracts/identifiers";
import { csvField } from "../shared/csv";
import { impossible, type ScoredRow } from "./scoredRows";

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
    readonly batches: AsyncGenerator<ScoredRow[]>;
}

/**
 * The result of a scoring run as CSV, block by block: all algorithms' rows in lockstep, with no more than a batch of
 * each at a time. The column of an algorithm that did not score is empty.
 * @param merging counts what it clamps
 * @param carried the names of the columns that came along
 * @param scored in the order of the model's algorithms
 * @param used how many rows there must be of each
 * @throws an error named `MergeImpossible` where the algorithms' rows are not the same ones
 */
export async function* mergedCsv(
    merging: Merging,
    carried: readonly string[],
    scored: readonly ScoredBy[],
    used: number,
): AsyncGenerator<string> {
    yield `${[...carried, ...answerColumns(merging.algorithms)].map(csvField).join(",")}\n`;
    const cursors = scored.map((one): Cursor => ({ ...one, batch: [], at: 0, read: 0 }));
    for (let count = 0; ;) {
        const ready = await Promise.all(cursors.map(refill));
        const rows = Math.min(...ready);
        if (rows === 0) {
            checkCounts(cursors, ready, used);
            return;
        }
        const lines: string[] = [];
        for (let row = 0; row < rows; row++) {
            lines.push(mergedLine(merging, cursors, ++count));
        }
        yield lines.join("");
    }
}

/** Where merging is in an algorithm's rows. */
interface Cursor extends ScoredBy {
    batch: readonly ScoredRow[];
    /** The place in `batch` of the row that comes next. */
    at: number;
    /** How many rows were there so far, those of `batch` included. */
    read: number;
}

/** How many rows are at hand, once there is at least one; 0 when they have ended. */
async function refill(cursor: Cursor): Promise<number> {
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

function mergedLine(merging: Merging, cursors: readonly Cursor[], count: number): string {
    const { algorithms, identifierType, errors } = merging;
    const scores: Record<string, number> = {};
    let first: ScoredRow | undefined;
    for (const cursor of cursors) {
        const row = cursor.batch[cursor.at++] as ScoredRow;
        first ??= row;
        if (!sameRow(identifierType, row, first)) {
            throw impossible(
                `row ${count} is ${shown(first)} of ${cursors[0]?.algorithm}, but ${shown(row)} of ${cursor.algorithm}`,
            );
        }
        scores[cursor.algorithm] = row.score;
    }
    const columns = algorithms.map((name) => (Object.hasOwn(scores, name) ? scores[name] : "")).join(",");
    const { result, clamped } = resultOf(merging, scores, errors);
    if (clamped) merging.clamped++;
    return `${first?.carried},${columns},${result}\n`;
}

function sameRow(type: Column["type"], { identifier }: ScoredRow, other: ScoredRow): boolean {
    if (identifier === other.identifier) {
        return true;
    }
    const name = canonicalIdentifier(type, identifier);
    return name !== undefined && name === canonicalIdentifier(type, other.identifier);
}

function shown({ identifier }: ScoredRow): string {
    return JSON.stringify(identifier.slice(0, 80));
}

/** @param ready how many rows of each were left when the first of them ended */
function checkCounts(cursors: readonly Cursor[], ready: readonly number[], used: number): void {
    const short = cursors.find((cursor, index) => ready[index] === 0 && cursor.read !== used);
    if (short !== undefined) {
        throw impossible(`${short.algorithm} has predictions for ${short.read} rows, and ${used} were sent to it`);
    }
    const long = cursors.find((_, index) => ready[index] !== 0);
    if (long !== undefined) {
        throw impossible(`${long.algorithm} has predictions for more rows than the ${used} that were sent to it`);
    }
}
