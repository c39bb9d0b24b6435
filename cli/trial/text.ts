import type { ModelDefinition } from "../../components/model/model";
import type { CombinedQuality } from "../../contracts/verdict";
import { combinedOf, runsTable, type ShownRun } from "../runs/verdicts";
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

/** The table, and below it a sentence for each algorithm. */
export function trialText(model: ModelDefinition, trial: Trial): string[] {
    return [runsTable(shownRuns(model, trial)), ...trial.runs.map(sentenceOf)];
}

function sentenceOf({ algorithm, result, failure = "" }: TriedRun): string {
    return `${algorithm}${result === undefined ? " failed" : ""}: ${result?.reason ?? failure.replace(/\s*\n\s*/g, " ")}`;
}
