import { inferenceIdOf } from "../../contracts/requests";
import type { Services } from "./services";

/** The most that is sent to an endpoint at once, in bytes; SageMaker takes 6 MB in one payload. */
const greatestPayload = 5_000_000;

/** Rows that are sent at once, by their places in the request: from `first` to before `end`. */
export interface Part {
    readonly first: number;
    readonly end: number;
}

/** What an endpoint is asked: the rows as its model reads them. */
export interface Question {
    /** Absent: the rows are of no request. */
    readonly requestId?: string;
    readonly endpointName: string;
    readonly lines: readonly string[];
    readonly parts: readonly Part[];
    readonly timeoutMilliseconds: number;
}

/**
 * What an endpoint says about each row.
 * @throws when the endpoint does not answer, or not with one number per row.
 */
export async function score(services: Services, question: Question): Promise<number[]> {
    const { requestId, endpointName, lines, parts, timeoutMilliseconds } = question;
    const answers = await Promise.all(
        parts.map(async ({ first, end }) => {
            const csv = lines.slice(first, end).join("\n");
            const inferenceId = requestId === undefined ? undefined : inferenceIdOf(requestId, first);
            const body = await services.invoke({ endpointName, csv, inferenceId, timeoutMilliseconds });
            return parseScores(body, end - first);
        }),
    );
    return answers.flat();
}

/**
 * Rows in consecutive parts, the same for all endpoints, since a row is to be found under one id: each is of at most
 * `limit` bytes in any model's encoding when joined (encoded rows are ASCII), and never empty.
 * @param encoded the lines of all rows, by model
 */
export function partsOf(encoded: readonly (readonly string[])[], limit = greatestPayload): Part[] {
    const [rows = []] = encoded;
    const parts: Part[] = [];
    let first = 0;
    let size = 0;
    for (let row = 0; row < rows.length; row++) {
        const longest = encoded.reduce((most, lines) => Math.max(most, lines[row]?.length ?? 0), 0) + 1;
        if (row > first && size + longest > limit + 1) {
            parts.push({ first, end: row });
            first = row;
            size = 0;
        }
        size += longest;
    }
    return rows.length === 0 ? [] : [...parts, { first, end: rows.length }];
}

/** The scores of `{"predictions":[{"score":22000.1}]}`, the JSON of both built-in algorithms. */
function parseScores(body: string, rows: number): number[] {
    const { predictions } = JSON.parse(body) as { predictions?: { score?: unknown }[] };
    const scores = (predictions ?? []).map((prediction) => prediction.score);
    if (
        scores.length !== rows ||
        !scores.every((one): one is number => typeof one === "number" && Number.isFinite(one))
    ) {
        throw new Error(`The endpoint gave ${scores.length} predictions for ${rows} rows, or one that is not a number`);
    }
    return scores;
}
