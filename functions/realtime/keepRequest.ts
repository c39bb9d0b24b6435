import { inferenceIdOf, requestKey, type RequestRow } from "../../contracts/requests";
import { hashOf } from "../shared/hash";
import type { Records, RecordSpec } from "../shared/records";
import type { Answer } from "./answer";
import type { Outcomes } from "./askAll";
import type { Services } from "./services";

/** Where requests are kept, and how many of them. */
export interface Keeping {
    readonly bucket: string;
    /** With a slash at its end. */
    readonly prefix: string;
    /** Of requests, as of the endpoints' own captures; 0 keeps none. */
    readonly percentage: number;
}

/** A request that was answered. */
export interface Answered {
    readonly requestId: string;
    /** When it came. */
    readonly time: Date;
    readonly spec: RecordSpec;
    readonly given: Records;
    readonly asked: Outcomes;
    readonly predictions: Answer["predictions"];
}

/** What the request's line in the log says of it, in rows. */
export interface Kept {
    readonly kept?: number;
    /** Those that should be kept and are not. */
    readonly unkept?: number;
    /** Why not, in the words of AWS. */
    readonly unkeptFor?: string;
}

/** The most that is kept of a request, in characters; rows beyond it are in the endpoints' captures alone. */
const greatest = 8_000_000;

/**
 * Keeps the raw rows of a request that is among the sampled ones. The answer is there by then, and is sent whatever
 * happens here. What still runs once it is sent Lambda freezes, so it is waited for, but so long at most.
 */
export async function keepRequest(
    services: Services,
    { bucket, prefix, percentage }: Keeping,
    request: Answered,
    milliseconds: number,
): Promise<Kept> {
    if (!isSampled(request.requestId, percentage)) {
        return {};
    }
    const rows = request.predictions.length;
    try {
        if (milliseconds <= 0) {
            throw new Error("there was no time left");
        }
        const { lines, kept } = linesOf(request);
        const key = requestKey(prefix, request.requestId, request.time);
        await services.put({ bucket, key }, lines, milliseconds);
        return kept === rows ? { kept } : { kept, unkept: rows - kept, unkeptFor: "the request is too large" };
    } catch (error) {
        const { name, message } = error as Error;
        return { unkept: rows, unkeptFor: `${name}: ${message}` };
    }
}

/** Whether a request is among those that are kept: so many in a hundred, and one request always or never. */
export function isSampled(requestId: string, percentage: number): boolean {
    return (hashOf(requestId) / 2 ** 32) * 100 < percentage;
}

/** Rows as lines of JSON, as many as there is room for. */
function linesOf(request: Answered): { readonly lines: string; readonly kept: number } {
    const lines: string[] = [];
    let room = greatest;
    for (const row of rowsOf(request)) {
        const line = `${JSON.stringify(row)}\n`;
        room -= line.length;
        if (room < 0) {
            break;
        }
        lines.push(line);
    }
    return { lines: lines.join(""), kept: lines.length };
}

function* rowsOf({ requestId, time, spec, given, asked, predictions }: Answered): Generator<RequestRow> {
    const came = time.toISOString();
    for (const { first, end } of asked.parts) {
        const inferenceId = inferenceIdOf(requestId, first);
        for (let place = first; place < end; place++) {
            yield {
                inferenceId,
                row: place - first,
                identifier: given.identifiers[place] ?? null,
                time: came,
                values: valuesOf(spec, given, place),
                answers: answersOf(asked, place),
                result: Number(predictions[place]?.result),
            };
        }
    }
}

function valuesOf({ identifier, target, columns }: RecordSpec, given: Records, place: number): RequestRow["values"] {
    const { identifiers, records, ignored } = given;
    const values: Record<string, string | number | null> = {
        ...records[place],
        ...ignored[place],
        [identifier]: identifiers[place] ?? null,
    };
    const entries = columns
        .filter(({ name }) => name !== target)
        .map(({ name }): [string, string | null] => {
            const value = values[name] ?? null;
            return [name, value === null ? null : String(value)];
        });
    return Object.fromEntries(entries);
}

function answersOf({ outcomes }: Outcomes, place: number): RequestRow["answers"] {
    const entries = Object.entries(outcomes).flatMap(([algorithm, outcome]) => {
        const score = "scores" in outcome ? outcome.scores[place] : undefined;
        return "scores" in outcome && score !== undefined
            ? [[algorithm, { modelName: outcome.modelName, score }] as const]
            : [];
    });
    return Object.fromEntries(entries);
}
