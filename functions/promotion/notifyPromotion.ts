import type { Notice } from "../../contracts/notices";
import type { PromotionOutcome } from "../../contracts/promotion";
import {
    asSubject,
    executionLines,
    failureLines,
    outcomeOf,
    parsedObject,
    publish,
    type StatusChange,
} from "../shared/notices";

/** What the notice knows of the pipeline beside the event. */
export interface PromotionFacts {
    readonly model: string;
    readonly algorithm: string;
    /** The stage before. */
    readonly from: string;
}

/** What became of a promotion, and what to do about it. */
export function composePromotionNotice(event: StatusChange, { model, algorithm, from }: PromotionFacts): Notice {
    const outcome = outcomeOf(event);
    const verdict = parsedObject(event.detail.output) as Partial<PromotionOutcome>;
    const what = `${model} with ${algorithm}`;
    const reasons =
        event.detail.status === "SUCCEEDED"
            ? [`Reason: ${verdict.reason ?? "the output of the run tells"}`]
            : failureLines(event);
    const lines = [
        `The promotion of ${what} from ${from} ended: ${outcome}.`,
        "",
        ...reasons,
        "",
        `What to do: ${advice(outcome, verdict, from)}`,
        "",
        `Model: ${model}`,
        `Algorithm: ${algorithm}`,
        ...(verdict.versionArn === undefined ? [] : [`Version of ${from}: ${verdict.versionArn}`]),
        ...(verdict.modelPackageArn === undefined ? [] : [`Version here: ${verdict.modelPackageArn}`]),
        ...executionLines(event).slice(1),
    ];
    return {
        subject: asSubject(`[drivetrain] promotion of ${what} from ${from}: ${outcome}`),
        message: lines.join("\n"),
        attributes: { model, algorithm, pipeline: "promotion", outcome },
    };
}

function advice(outcome: string, { approval }: Partial<PromotionOutcome>, from: string): string {
    if (outcome === "registered") {
        return approval === "automatic"
            ? "nothing; its deployment tells how it went."
            : "look at the version, and approve or reject it (drivetrain approve, drivetrain reject).";
    }
    if (outcome === "refused") {
        return `mend what the reason names at ${from}, train there again, and approve that version.`;
    }
    if (outcome === "aborted") return "nothing if it was meant; else promote the version again (drivetrain promote).";
    return "mend what the reason names, then promote the version again (drivetrain promote).";
}

/**
 * Tells people how a promotion ended; nobody of one that had nothing to do. Environment: TOPIC_ARN, MODEL, ALGORITHM,
 * FROM.
 */
export async function notifyPromotion(event: StatusChange): Promise<Notice | null> {
    if (["duplicate", "superseded"].includes(outcomeOf(event))) return null;
    const { MODEL = "", ALGORITHM = "", FROM = "" } = process.env;
    const notice = composePromotionNotice(event, { model: MODEL, algorithm: ALGORITHM, from: FROM });
    await publish(notice);
    return notice;
}
