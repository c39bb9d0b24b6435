import { type DataRecord, encode } from "../shared/transform";
import type { Outcome } from "./answer";
import type { Champion } from "./champions";
import { type Part, partsOf, score } from "./score";
import type { Services } from "./services";

/** What asking takes beside the records. */
export interface Asking {
    readonly services: Services;
    /** What serves, by algorithm. */
    readonly champions: Readonly<Record<string, () => Promise<Champion | undefined>>>;
    /** In milliseconds. */
    readonly endpointTimeout: number;
}

/** What came of asking. */
export interface Outcomes {
    /** By algorithm, in their order. */
    readonly outcomes: Readonly<Record<string, Outcome>>;
    /** The rows that were sent at once. */
    readonly parts: readonly Part[];
}

/** A request's records as a champion reads them. */
interface Encoded {
    readonly champion: Champion;
    readonly lines: readonly string[];
}

/** What all algorithms say, asked at once, each with its own champion and transform: none can take the others down. */
export async function askAll(
    asking: Asking,
    algorithms: readonly string[],
    requestId: string,
    records: readonly DataRecord[],
): Promise<Outcomes> {
    const found = await Promise.all(algorithms.map((algorithm) => encodeFor(asking, algorithm, records)));
    const parts = partsOf(found.flatMap((one) => ("lines" in one ? [one.lines] : [])));
    const answers = found.map(async (one, index): Promise<[string, Outcome]> => {
        const algorithm = algorithms[index] ?? "";
        if ("failure" in one) {
            return [algorithm, one];
        }
        const { endpointName, modelName, error } = one.champion;
        const question = { requestId, endpointName, lines: one.lines, parts };
        try {
            const timeoutMilliseconds = asking.endpointTimeout;
            const scores = await score(asking.services, { ...question, timeoutMilliseconds });
            return [algorithm, { modelName, scores, error }];
        } catch (error) {
            return [algorithm, silence(algorithm, error)];
        }
    });
    return { outcomes: Object.fromEntries(await Promise.all(answers)), parts };
}

async function encodeFor(
    { champions }: Asking,
    algorithm: string,
    records: readonly DataRecord[],
): Promise<Encoded | Extract<Outcome, { readonly failure: string }>> {
    try {
        const champion = await champions[algorithm]?.();
        if (!champion) {
            return { failure: `No ${algorithm} model serves yet.`, absent: true };
        }
        return { champion, lines: records.map((record) => encode(champion.transform, record).join(",")) };
    } catch (error) {
        return silence(algorithm, error);
    }
}

function silence(algorithm: string, error: unknown) {
    const { name, message } = error as Error;
    return { failure: `${algorithm} did not answer.`, absent: false, detail: `${name}: ${message}` };
}
