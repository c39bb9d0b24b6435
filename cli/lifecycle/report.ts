import { relative } from "node:path";
import { root } from "../checkout";
import type { Scores } from "../realtime/predictions";
import type { TrainingRun } from "../runs/trainingRun";
import { runsTable } from "../runs/verdicts";
import type { ScoringRun } from "../scoring/run";
import { scoringText } from "../scoring/text";
import { policiesText } from "../stacks/deploymentText";
import { duration, number } from "../terminal/format";
import { interruption } from "../terminal/interrupt";
import { table } from "../terminal/table";
import { type Summary, summaryFile } from "./summary";

/** What the runs of a lifecycle came to, as far as they have ended. */
export interface EndedRuns {
    readonly training: readonly TrainingRun[];
    readonly scoring: readonly ScoringRun[];
}

/**
 * What happened, as people read it, and what to try next.
 * @param options whether the stage goes on running
 */
export function report(summary: Summary, { training, scoring }: EndedRuns, { keep }: { keep?: boolean }): string {
    const { realtime, notifications = [], policies, steps } = summary;
    const rounded = (scores: Scores): (string | undefined)[] => Object.values(scores).map(number);
    const outcome = summary.ok ? "Every step held" : interruption.aborted ? "Interrupted" : "Not every step held";
    return [
        "",
        ...(training.length > 0 ? [runsTable(training)] : []),
        ...(realtime ? [table(Object.keys(realtime.predictions[0] ?? {}), realtime.predictions.map(rounded))] : []),
        ...scoring.filter((run) => run.output?.verdict === "scored").map((run) => scoringText(run, {})),
        ...notifications.map(({ subject }) => `Notification: ${subject}`),
        ...(policies ? [`Policies: ${policiesText(policies)}.`] : []),
        table(
            ["step", "result", "time", "detail"],
            steps.map((one) => [
                one.name,
                one.ok ? "ok" : "failed",
                duration(one.seconds),
                // The reason stands above, in full.
                one.ok ? one.detail : "see above",
            ]),
        ),
        `${outcome}, in ${duration(summary.seconds)}. Summary: ${relative(root, summaryFile)}`,
        ...(summary.ok ? next(keep) : []),
    ].join("\n");
}

function next(keep: boolean | undefined): string[] {
    if (!keep) {
        return [
            "Next: `npm start -- --keep` leaves the stage running for `npx drivetrain status`, `predict` and `train`.",
        ];
    }
    return [
        "The local stage keeps running. Next:",
        "  npx drivetrain status                        which models serve, last runs",
        "  npx drivetrain predict data/used-cars.csv    ask the API",
        "  npx drivetrain score data/used-cars.csv      score a file by batch",
        "  npx drivetrain train data/used-cars.csv      the same data again: not better, so rejected",
        "  npx drivetrain down                          leave nothing behind",
    ];
}
