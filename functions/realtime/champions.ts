import { championParameter, testMetrics } from "../../contracts/parameters";
import type { Transform } from "../../contracts/transform";
import type { Services } from "./services";

/** The model version of an algorithm that serves. */
export interface Champion {
    readonly endpointName: string;
    readonly modelName: string;
    readonly transform: Transform;
    /** Its error on test rows (`TestErrors`); a version of long ago has none. */
    readonly error?: number;
}

/** The parameters that a champion is read from. */
export const championParameters = ["endpoint-name", "model-name", "transform", "metrics"] as const;

/**
 * What serves for an algorithm, from Parameter Store and the run's `transform.json`.
 * @returns undefined when no model has been promoted yet.
 */
export async function loadChampion(services: Services, prefix: string): Promise<Champion | undefined> {
    const names = championParameters.map((parameter) => championParameter(prefix, parameter));
    const values = await services.parameters(names);
    const [endpointName, modelName, uri, metrics] = names.map((name) => values[name]);
    if (!endpointName || !modelName || !uri) {
        return undefined;
    }
    const transform = JSON.parse(await services.text(uri)) as Transform;
    if (transform.version !== 1) {
        throw new Error(`${uri} has version ${String(transform.version)}; this function applies version 1.`);
    }
    const error = testErrorIn(metrics);
    return { endpointName, modelName, transform, ...(error !== undefined && { error }) };
}

/** What the champion's `metrics` tell of test rows. */
function testErrorIn(metrics = "{}"): number | undefined {
    const error = (JSON.parse(metrics) as Record<string, unknown>)[testMetrics.rmse];
    return typeof error === "number" ? error : undefined;
}

/**
 * Remembers a champion for some seconds. One that cannot be read anew stays in use: an answer of the version before is
 * better than none. One that does not exist yet is not remembered, so the first promotion is seen at once.
 */
export function cacheChampion(
    load: () => Promise<Champion | undefined>,
    seconds: number,
    now: () => number = Date.now,
): () => Promise<Champion | undefined> {
    let known: Champion | undefined;
    let until = 0;
    return async () => {
        if (known && now() < until) {
            return known;
        }
        try {
            known = await load();
            until = now() + seconds * 1000;
        } catch (error) {
            if (!known) {
                throw error;
            }
        }
        return known;
    };
}
