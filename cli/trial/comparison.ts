import type { ModelDefinition } from "../../components/model/model";
import { resultOf, targetBounds } from "../../contracts/combine";
import { labelOf, predictionOf, readNumbers } from "../../functions/training/compareModels";
import { measure, type Regression } from "../../functions/training/regression";
import { number, r2Text } from "../terminal/format";
import { type Cell, table } from "../terminal/table";
import { type Baseline, tryBaselines } from "./baselines";
import { predictions, type Trial } from "./trial";
import type { Workplace } from "./workplace";

/** A model beside plain ones, on the same test rows. */
export interface ModelComparison {
    /** What would be served: the combined result of each test row. */
    readonly served: Regression;
    /** The served result first, then the algorithms', then the plain models. */
    readonly compared: readonly Compared[];
}

export type Compared = Omit<Baseline, "seconds"> & { readonly kind: "served" | "algorithm" | "baseline" };

/** Asks plain models about the test rows of a trial of which every algorithm has a model. */
export async function compareWithBaselines(
    model: ModelDefinition,
    trial: Trial,
    place: Workplace,
): Promise<ModelComparison> {
    const served = await servedResults(model, trial, place);
    const { rmse, mae, r2 } = measure(served);
    const baselines = await tryBaselines(place);
    return {
        served,
        compared: [
            { kind: "served", name: "served", rmse, mae, r2 },
            ...trial.runs.flatMap(({ algorithm, result }): Compared[] =>
                result === undefined
                    ? []
                    : [{ kind: "algorithm", name: algorithm, ...figures(result.comparison.challenger) }],
            ),
            ...baselines.map((one): Compared => ({ kind: "baseline", name: one.name, ...figures(one) })),
        ],
    };
}

function figures({ rmse, mae, r2 }: Omit<Compared, "kind" | "name">): Omit<Compared, "kind" | "name"> {
    return { rmse, mae, r2 };
}

/** The model's rule over its algorithms' answers, as the API would give it for each test row. */
async function servedResults(model: ModelDefinition, { runs }: Trial, place: Workplace): Promise<Regression> {
    const rule = { combine: model.combine, bounds: targetBounds(model) };
    const tried = runs.flatMap(({ algorithm, result }) => (result === undefined ? [] : [{ algorithm, result }]));
    const answers = await Promise.all(
        tried.map(async ({ algorithm }) => ({
            algorithm,
            scores: await readNumbers(place.objects, `${place.location(algorithm)}/${predictions}`, predictionOf),
        })),
    );
    const errors = Object.fromEntries(
        tried.map(({ algorithm, result }) => [algorithm, result.comparison.challenger.rmse]),
    );
    const [first] = tried;
    const labels = await readNumbers(place.objects, `${place.location(first?.algorithm ?? "")}/test/test.csv`, labelOf);
    const results = labels.map((_, row) => {
        const scores = Object.fromEntries(answers.map(({ algorithm, scores }) => [algorithm, scores[row] ?? NaN]));
        return resultOf(rule, scores, errors).result;
    });
    return { labels, predictions: results };
}

/** The table, and what it says in a sentence. */
export function comparisonText({ served, compared }: ModelComparison): string[] {
    const rows = compared.map(({ kind, name, rmse, mae, r2 }): Cell[] => [
        kind === "baseline" ? `plain: ${name}` : name,
        number(rmse),
        number(mae),
        r2 === null ? undefined : r2Text(r2),
    ]);
    return [table(["model", "rmse", "mae", "r2"], rows), sentence(compared, served.labels.length)];
}

function sentence(compared: readonly Compared[], rows: number): string {
    const [served] = compared;
    const best = compared
        .filter(({ kind }) => kind === "baseline")
        .reduce<Compared | undefined>((a, b) => (a === undefined || b.rmse < a.rmse ? b : a), undefined);
    if (served === undefined || best === undefined) return "";
    const percent = Math.round(100 * Math.abs(served.rmse / best.rmse - 1));
    const how =
        percent === 0 || best.rmse === 0
            ? "errs as much as"
            : `errs ${percent} % ${served.rmse < best.rmse ? "less" : "more"} than`;
    return `On ${number(rows)} test rows the draft ${how} ${best.name}, the best of the plain models.`;
}
