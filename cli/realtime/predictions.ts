import { type Bounds, type Combine, resultOf, type TestErrors } from "../../contracts/combine";
import type { ModelOutputs } from "../../contracts/outputs";
import { loadChampion } from "../../functions/realtime/champions";
import { partsOf, score } from "../../functions/realtime/score";
import { connect } from "../../functions/realtime/services";
import { parseCsv } from "../../functions/shared/records";
import { encode } from "../../functions/shared/transform";
import { CommandError } from "../terminal/errors";
import type { PredictionClient } from "./client";
import { refusal } from "./refusal";

/** One record's scores by algorithm, and their combination under `result`. */
export type Scores = Readonly<Record<string, number>>;

const endpointTimeoutMs = 60_000;

/** Asks the API about rows of a CSV: one request for all of them. */
export async function askApi(api: PredictionClient, outputs: ModelOutputs, csv: string): Promise<Scores[]> {
    const reply = await api.post(csv, "text/csv", "application/json");
    if (reply.status !== 200) throw refusal(reply);
    const { predictions } = JSON.parse(reply.body) as { predictions: Record<string, unknown>[] };
    const names = [...outputs.algorithms, "result"];
    return predictions.map((one) => Object.fromEntries(names.map((name) => [name, one[name] as number])));
}

/** What the endpoints say themselves, by algorithm, and how much the versions behind them err. */
export interface EndpointScores {
    readonly scores: Readonly<Record<string, readonly number[]>>;
    readonly errors: TestErrors;
}

/** Asks each endpoint itself about the same rows, each row encoded as the version that serves was trained. */
export async function askEndpoints(outputs: ModelOutputs, csv: string): Promise<EndpointScores> {
    const services = await connect();
    // In the API's order: a mean of three numbers depends on it in its last digits.
    const answers = outputs.algorithms.map(async (algorithm) => {
        const champion = await loadChampion(services, outputs.pipelines[algorithm]?.parameterPrefix ?? "");
        if (champion === undefined) throw new CommandError(`No ${algorithm} model serves yet.`);
        const parsed = parseCsv(champion.transform, csv);
        if ("problems" in parsed) throw new CommandError(parsed.problems.map((problem) => problem.message).join("\n"));
        const { endpointName, transform } = champion;
        const lines = parsed.records.map((record) => encode(transform, record).join(","));
        const question = { endpointName, lines, parts: partsOf([lines]), timeoutMilliseconds: endpointTimeoutMs };
        return { algorithm, champion, scores: await score(services, question) };
    });
    const asked = await Promise.all(answers);
    return {
        scores: Object.fromEntries(asked.map(({ algorithm, scores }) => [algorithm, scores])),
        errors: Object.fromEntries(asked.map(({ algorithm, champion }) => [algorithm, champion.error])),
    };
}

/**
 * Compares what the API said with what the endpoints say themselves.
 * @param combine the model's rule, a function of the model's file included
 * @returns one sentence per difference, each with its row
 */
export function differences(
    predictions: readonly Scores[],
    endpoints: EndpointScores,
    combine: Combine,
    bounds: Bounds = {},
): string[] {
    const rule = typeof combine === "function" ? "the model's function" : combine;
    return predictions.flatMap((prediction, row) => {
        const own = Object.entries(endpoints.scores).map(
            ([algorithm, scores]) => [algorithm, scores[row] ?? NaN] as const,
        );
        const found = own
            .filter(([algorithm, value]) => prediction[algorithm] !== value)
            .map(
                ([algorithm, value]) =>
                    `row ${row + 1}: the API says ${prediction[algorithm]} for ${algorithm}, its endpoint ${value}.`,
            );
        const expected = resultOf({ combine, bounds }, Object.fromEntries(own), endpoints.errors).result;
        if (prediction.result !== expected) {
            found.push(
                `row ${row + 1}: the result is ${prediction.result}, but ${rule} makes ${expected} of the endpoints' scores.`,
            );
        }
        return found;
    });
}
