import { loadChampion } from "../../functions/realtime/champions";
import { score } from "../../functions/realtime/score";
import { connect } from "../../functions/realtime/services";
import { parseCsv } from "../../functions/shared/records";
import type { DataRecord } from "../../functions/shared/transform";
import { PredictionClient, refusal } from "./api";
import { CommandError } from "./errors";
import type { ModelOutputs } from "./outputs";
import type { Scores } from "./summary";

const endpointTimeoutMs = 60_000;

/** Asks the API about rows of a CSV: one request for all of them. */
export async function askApi(outputs: ModelOutputs, csv: string): Promise<Scores[]> {
    const reply = await new PredictionClient(outputs.realtime).post(csv, "text/csv", "application/json");
    if (reply.status !== 200) throw refusal(reply);
    const { predictions } = JSON.parse(reply.body) as { predictions: Record<string, unknown>[] };
    const names = [...Object.keys(outputs.pipelines), "result"];
    return predictions.map((one) => Object.fromEntries(names.map((name) => [name, one[name] as number])));
}

/** Asks each endpoint itself about the same rows, each row encoded as the version that serves was trained. */
export async function askEndpoints(outputs: ModelOutputs, csv: string): Promise<Readonly<Record<string, number[]>>> {
    const services = await connect();
    const answers = Object.entries(outputs.pipelines).map(async ([algorithm, pipeline]) => {
        const champion = await loadChampion(services, pipeline.parameterPrefix);
        if (champion === undefined) throw new CommandError(`No ${algorithm} model serves yet.`);
        const parsed = parseCsv(champion.transform, csv);
        if ("problems" in parsed) throw new CommandError(parsed.problems.map((problem) => problem.message).join("\n"));
        const records: readonly DataRecord[] = parsed.records;
        return [algorithm, await score(services, champion, records, endpointTimeoutMs)] as const;
    });
    return Object.fromEntries(await Promise.all(answers));
}

/**
 * Compares what the API said with what the endpoints say themselves.
 * @returns one sentence per difference, each with its row
 */
export function differences(
    predictions: readonly Scores[],
    endpoints: Readonly<Record<string, readonly number[]>>,
    combine: string,
): string[] {
    const rule = {
        max: Math.max,
        min: Math.min,
        mean: (...all: number[]) => all.reduce((a, b) => a + b, 0) / all.length,
    }[combine];
    return predictions.flatMap((prediction, row) => {
        const own = Object.entries(endpoints).map(([algorithm, scores]) => [algorithm, scores[row]] as const);
        const found = own
            .filter(([algorithm, value]) => prediction[algorithm] !== value)
            .map(
                ([algorithm, value]) =>
                    `row ${row + 1}: the API says ${prediction[algorithm]} for ${algorithm}, its endpoint ${value}.`,
            );
        const expected = rule?.(...own.map(([, value]) => value ?? Number.NaN));
        if (expected !== undefined && prediction.result !== expected) {
            found.push(
                `row ${row + 1}: the result is ${prediction.result}, the ${combine} of the models' own is ${expected}.`,
            );
        }
        return found;
    });
}
