import { fieldsOf } from "./fields";
import { prompts } from "./prompts";
import type { Sheet } from "./sheet";
import { bars, figure, lines, pivot, rows, table } from "./visuals";

/** How far off features are, run by run. */
function driftOverTime(): Sheet {
    const of = (visual: string) => fieldsOf(visual, "drift");
    const [violations, features, distance, windows] = ["violations", "drifted", "distance", "windows"] as const;
    return {
        id: "drift",
        name: "Drift over time",
        prompts,
        visuals: [
            figure(violations, "Violations", of(violations).of("violated", "SUM")),
            figure(features, "Features that are watched", of(features).different("feature")),
            lines(distance, "Distance from the baseline", {
                over: of(distance).by("time"),
                values: [of(distance).of("value", "MAX")],
                colour: of(distance).by("feature"),
            }),
            pivot(
                windows,
                "Violations by feature and window",
                of(windows).by("feature"),
                of(windows).by("window"),
                of(windows).of("violated", "SUM"),
            ),
        ],
        judged: { "data-quality": [violations, features, distance, windows] },
    };
}

/** Which features drift, since when, in which run; from there to the files behind it. */
function features(): Sheet {
    const of = (visual: string) => fieldsOf(visual, "drift");
    const [farthest, weightiest, since, found] = ["farthest", "weightiest", "since", "found"] as const;
    const shown = ["time", "feature", "slice", "version", "value", "threshold", "baseline", "observed"] as const;
    const behind = ["violations", "window", "files", "execution"] as const;
    return {
        id: "features",
        name: "Features",
        prompts,
        visuals: [
            bars(farthest, "Farthest from the baseline", of(farthest).by("feature"), of(farthest).of("value", "MAX")),
            bars(weightiest, "Importance", of(weightiest).by("feature"), of(weightiest).of("importance", "MAX")),
            table(
                since,
                "Since when",
                [of(since).by("feature"), of(since).by("version"), of(since).by("violations")],
                [of(since).first("time"), of(since).of("violated", "SUM"), of(since).of("value", "MAX")],
            ),
            rows(
                found,
                "What was found, and the files behind it",
                [...shown, ...behind].map((name) => of(found).shown(name)),
            ),
        ],
        judged: { "data-quality": [farthest, weightiest, since, found] },
    };
}

/** How well it answers, where it became known what was right. */
function predictions(): Sheet {
    const of = (visual: string) => fieldsOf(visual, "predictions");
    const [both, errors, metrics] = ["both", "errors", "metrics"] as const;
    const quality = fieldsOf(metrics, "drift");
    return {
        id: "predictions",
        name: "Predicted and actual",
        prompts: ["model", "version", "window"],
        visuals: [
            lines(both, "Predicted and actual, mean of a day", {
                over: of(both).by("time"),
                values: [of(both).of("predicted", "AVERAGE"), of(both).of("actual", "AVERAGE")],
            }),
            lines(errors, "Mean absolute error", {
                over: of(errors).by("time"),
                values: [of(errors).of("absolute_error", "AVERAGE")],
                colour: of(errors).by("algorithm"),
            }),
            lines(metrics, "Metrics of each window", {
                over: quality.by("time"),
                values: [quality.of("value", "MAX")],
                colour: quality.by("feature"),
            }),
        ],
        judged: { "model-quality": [metrics] },
    };
}

/** The trend of features and predictions from one scored batch to the next. */
function batches(): Sheet {
    const of = (visual: string) => fieldsOf(visual, "batches");
    const trend = (visual: string) => fieldsOf(visual, "batch-features");
    const [means, missing, counts, each] = ["means", "missing", "counts", "each"] as const;
    return {
        id: "batches",
        name: "Batches",
        prompts: ["model", "version", "feature"],
        visuals: [
            lines(means, "Mean of each feature, and of the result", {
                over: trend(means).by("time"),
                values: [trend(means).of("mean", "AVERAGE")],
                colour: trend(means).by("feature"),
            }),
            lines(missing, "Share of missing values", {
                over: trend(missing).by("time"),
                values: [trend(missing).of("missing_share", "AVERAGE")],
                colour: trend(missing).by("feature"),
            }),
            lines(counts, "Rows", {
                over: of(counts).by("time"),
                values: [of(counts).of("output", "MAX"), of(counts).of("quarantined", "MAX")],
            }),
            table(
                each,
                "Each batch",
                [of(each).by("batch"), of(each).by("algorithm"), of(each).by("version")],
                [
                    of(each).first("time"),
                    ...(["input", "output", "quarantined", "clamped"] as const).map((name) => of(each).of(name, "MAX")),
                ],
            ),
        ],
    };
}

/** The pages of the dashboard, in their order. */
export function sheets(): Sheet[] {
    return [driftOverTime(), features(), predictions(), batches()];
}
