import type { ModelDefinition } from "../../components/model/model";
import type { CombinedQuality } from "../../contracts/verdict";
import { rowsText } from "../runs/rows";
import { combinedOf, runsTable, type ShownRun } from "../runs/verdicts";
import { Exit } from "../terminal/errors";
import type { Trial, TriedRun } from "./trial";

/** The runs as the table of `train` shows them. */
export function shownRuns({ algorithms }: ModelDefinition, { runs }: Trial): ShownRun[] {
    return runs.map(({ algorithm, seconds, result }) => {
        const gate = algorithms[algorithm]?.gate;
        if (result === undefined || gate === undefined) return { algorithm, seconds, status: "FAILED" };
        const { results, comparison, passes } = result;
        const { rows, challenger, baseline, r2Interval, combined } = comparison;
        const { compare = "rmse", margin = 0, metric: name, threshold } = gate;
        const metric = { name, value: results.value, threshold };
        const { r2 } = challenger;
        const judged = { metric: compare, rows, challenger: challenger[compare], champion: null, margin };
        const verdict = passes ? "passes" : "rejected";
        const output = {
            ...{ verdict, metric, metrics: results.metrics, combined },
            comparison: { ...judged, baseline, r2, r2Interval },
        };
        return { algorithm, seconds, status: "SUCCEEDED", output };
    });
}

/** How the combined result did; undefined where every algorithm failed. */
export function combinedIn(model: ModelDefinition, trial: Trial): CombinedQuality | undefined {
    return combinedOf(shownRuns(model, trial));
}

/** The table, below it a sentence for each algorithm, and what became of the rows. */
export function trialText(model: ModelDefinition, trial: Trial): string[] {
    return [runsTable(shownRuns(model, trial)), ...trial.runs.map(sentenceOf), rowsText(trial.rows)];
}

/** What `--json` tells, in the shape of `train`. */
export function trialDetails(model: ModelDefinition, trial: Trial): object {
    const reasons = new Map(trial.runs.map(({ algorithm, result, failure }) => [algorithm, result?.reason ?? failure]));
    return {
        training: Object.fromEntries(
            shownRuns(model, trial).map(({ algorithm, status, seconds, output }) => [
                algorithm,
                {
                    ...{ status, seconds, verdict: output?.verdict ?? "", reason: reasons.get(algorithm) },
                    hyperparameters: model.algorithms[algorithm]?.hyperparameters,
                    metrics: output?.metrics ?? {},
                    metric: output?.metric,
                    comparison: output?.comparison,
                },
            ]),
        ),
        combined: combinedIn(model, trial),
        rows: trial.rows,
    };
}

/** As of `train`: a failed run outweighs a model that would not come to serve. */
export function trialExitCode({ runs }: Trial): number {
    if (runs.some(({ result }) => result === undefined)) return Exit.failed;
    return runs.some(({ result }) => !result?.passes) ? Exit.rejected : Exit.ok;
}

function sentenceOf({ algorithm, result, failure = "" }: TriedRun): string {
    return `${algorithm}${result === undefined ? " failed" : ""}: ${result?.reason ?? failure.replace(/\s*\n\s*/g, " ")}`;
}
