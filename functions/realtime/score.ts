import { type DataRecord, encode } from "../shared/transform";
import type { Champion } from "./champions";
import type { Services } from "./services";

/** The most that is sent to an endpoint at once, in bytes; SageMaker takes 6 MB in one payload. */
const greatestPayload = 5_000_000;

/**
 * What a champion's endpoint says about each record.
 * @throws when the endpoint does not answer, or not with one number per record.
 */
export async function score(
    services: Services,
    champion: Champion,
    records: readonly DataRecord[],
    timeoutMilliseconds: number,
    payload = greatestPayload,
): Promise<number[]> {
    const lines = records.map((record) => encode(champion.transform, record).join(","));
    const answers = await Promise.all(
        chunk(lines, payload).map(async (part) => {
            const body = await services.invoke(champion.endpointName, part.join("\n"), timeoutMilliseconds);
            return parseScores(body, part.length);
        }),
    );
    return answers.flat();
}

/** Lines in consecutive parts, each of at most `limit` bytes when joined (encoded rows are ASCII); never none. */
export function chunk(lines: readonly string[], limit: number): string[][] {
    const parts: string[][] = [];
    let room = 0;
    for (const line of lines) {
        const part = parts.at(-1);
        if (part && line.length + 1 <= room) {
            part.push(line);
            room -= line.length + 1;
        } else {
            parts.push([line]);
            room = limit - line.length;
        }
    }
    return parts;
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
