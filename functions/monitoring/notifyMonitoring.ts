import type { Notice } from "../../contracts/notices";
import { asSubject, executionLines, failureLines, outcomeOf, publish, type StatusChange } from "../shared/notices";

/** What became of a monitoring run that did not come to a verdict, and what to do about it. */
export function composeMonitoringNotice(event: StatusChange, model: string): Notice {
    const outcome = outcomeOf(event);
    const lines = [
        `Monitoring ${model} ${outcome === "failed" ? "failed" : `was ended: ${outcome}`}.`,
        "",
        ...failureLines(event),
        "",
        `What to do: ${outcome === "aborted" ? "nothing if it was meant; else" : "mend what the reason names; then"} run it again (drivetrain monitor). Rows that were read are not lost: the next run judges them.`,
        "",
        `Model: ${model}`,
        ...executionLines(event).slice(1),
    ];
    return {
        subject: asSubject(`[drivetrain] monitoring ${model}: ${outcome}`),
        message: lines.join("\n"),
        attributes: { model, pipeline: "monitoring", outcome },
    };
}

/** Tells people of a run that did not succeed: one that did has told itself what drifted. Environment: TOPIC_ARN, MODEL. */
export async function notifyMonitoring(event: StatusChange): Promise<Notice | null> {
    if (event.detail.status === "SUCCEEDED") {
        return null;
    }
    const notice = composeMonitoringNotice(event, process.env.MODEL ?? "");
    await publish(notice);
    return notice;
}
