import { executionLine, type Notice } from "../../contracts/notices";
import type { RetrainingDecision } from "../../contracts/retraining";
import { asSubject } from "../shared/notices";

/** What is done about drift, and what people have to do where it is nothing. */
export function composeRetrainingNotice(model: string, decision: RetrainingDecision): Notice {
    const { outcome, reason, runs, data, monitoringRun } = decision;
    const advice = {
        started: "nothing: each run tells its own end, and its model serves where the gate finds it better.",
        "cooling down":
            "nothing, unless it should not wait: push newer data (drivetrain train), which starts a run at once.",
        "nothing newer": "push newer data (drivetrain train): the same data would make the same model again.",
        "too little": "nothing.",
    }[outcome];
    const lines = [
        reason,
        "",
        `What to do: ${advice}`,
        "",
        `Model: ${model}`,
        ...(data === undefined ? [] : [`Data: ${data}`]),
        ...Object.entries(runs).map(([algorithm, run]) => `Training run of ${algorithm}: ${run}`),
        executionLine(monitoringRun),
    ];
    const what = outcome === "started" ? `retraining ${Object.keys(runs).join(", ")}` : `not retrained: ${outcome}`;
    return {
        subject: asSubject(`[drivetrain] ${model} drifted, ${what}`),
        message: lines.join("\n"),
        attributes: { model, pipeline: "monitoring", outcome: `retraining ${outcome}` },
    };
}
