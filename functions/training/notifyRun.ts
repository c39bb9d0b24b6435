import {
    type Notice,
    type StatusChange,
    asSubject,
    executionLines,
    failureLines,
    outcomeOf,
    parsedObject,
    publish,
    shownNumber,
} from "../shared/notices";

/** What the notice knows of the pipeline beside the event. */
export interface PipelineFacts {
    readonly model: string;
    readonly algorithm: string;
    /** Where runs leave their files: an S3 location with a slash at its end. */
    readonly runs: string;
}

/** The output of a run that was judged, as far as a notice needs it. */
interface Verdict {
    readonly reason?: string;
    readonly metric?: { readonly name: string; readonly value: number; readonly threshold: number } | null;
    readonly comparison?: {
        readonly metric: string;
        /** How many test rows both were asked about. */
        readonly rows: number;
        readonly challenger: number;
        /** Null where nothing served before. */
        readonly champion: number | null;
        readonly margin?: number;
    } | null;
    readonly modelName?: string | null;
    readonly modelPackageArn?: string | null;
    readonly endpointName?: string | null;
    readonly endpointConfigName?: string | null;
    /** `<location of the run's files>/transform/transform.json` */
    readonly transform?: string | null;
    readonly championModelName?: string | null;
}

/** What happened, and what to do about it. */
export function composeNotice(event: StatusChange, facts: PipelineFacts): Notice {
    const verdict = parsedObject(event.detail.output) as Verdict;
    const outcome = outcomeOf(event);
    const what = `${facts.model} with ${facts.algorithm}`;
    const lines = [
        headline(outcome, what, event),
        "",
        ...(event.detail.status === "SUCCEEDED"
            ? [`Reason: ${verdict.reason ?? "the output of the run tells"}`]
            : failureLines(event)),
        "",
        `What to do: ${advice(outcome, event, verdict, facts)}`,
        "",
        `Model: ${facts.model}`,
        `Algorithm: ${facts.algorithm}`,
        ...figures(verdict),
        ...versionLines(outcome, verdict),
        ...executionLines(event),
    ];
    return {
        subject: asSubject(`[drivetrain] ${what}: ${outcome}${subjectMetric(verdict)}`),
        message: lines.join("\n"),
        attributes: { model: facts.model, algorithm: facts.algorithm, outcome },
    };
}

function headline(outcome: string, what: string, { detail }: StatusChange): string {
    const still = "what served before still serves";
    if (outcome === "promoted") return `A new model of ${what} serves.`;
    if (outcome === "rejected") return `A new model of ${what} was rejected; ${still}.`;
    if (outcome === "pending") return `A new model of ${what} waits for approval; ${still}.`;
    if (outcome === "superseded") return `Data older than what ${what} serves on came late; nothing was trained.`;
    if (outcome === "succeeded") return `A run of ${what} ended well.`;
    if (outcome !== "failed") return `A run of ${what} was ended: ${outcome}; the champion's names are as before.`;
    return failedBehindSwitch(detail.cause)
        ? `A run of ${what} failed when its endpoint had the new model already; the champion's names are as before.`
        : `A run of ${what} failed; ${still}.`;
}

/** The state machine's states that come after the endpoint's change. */
export const statesBehindSwitch = [
    "Register scaling",
    "Put scaling policy",
    "Approve the model",
    "Remember the data",
    "Export to Parameter Store",
] as const;

/** Whether the state that a run failed in, which its cause begins with, is one of those. */
function failedBehindSwitch(cause: string | null | undefined): boolean {
    return statesBehindSwitch.some((state) => cause?.startsWith(`${state}: `));
}

function advice(outcome: string, { detail }: StatusChange, verdict: Verdict, facts: PipelineFacts): string {
    const again = "push the data file once more to start a new run.";
    const quarantine = quarantineOf(verdict, facts);
    if (outcome === "promoted" || outcome === "succeeded") return "nothing.";
    if (outcome === "pending") return approval(facts.algorithm, verdict.modelPackageArn ?? "<its ARN>");
    if (outcome === "superseded") return `nothing; if this data should be served none the less, ${again}`;
    if (outcome === "rejected") {
        return `look at the data of this run and the rows it set aside (${quarantine}), or change the gate in the model's file; then ${again}`;
    }
    if (outcome === "aborted") return `nothing if it was meant; else ${again}`;
    if (detail.error?.startsWith("Endpoint")) {
        return `look at the endpoint's alarms and its log, then at the model that was deployed (the execution below names it); then ${again}`;
    }
    return `open the execution (below) and mend what the reason names (rows that could not be used are under ${quarantine}); then ${again}`;
}

function approval(algorithm: string, arn: string): string {
    return (
        `approve it by \`npx drivetrain approve ${algorithm}\` (with \`-s\` and the stack's name) or by ` +
        `\`aws sagemaker update-model-package --model-package-arn ${arn} --model-approval-status Approved\`; ` +
        `with \`Rejected\` it never serves.`
    );
}

/** Where a run puts the rows that it could not use. A run that was not judged does not tell its own folder. */
function quarantineOf(verdict: Verdict, facts: PipelineFacts): string {
    const run = verdict.transform?.replace(/\/transform\/transform\.json$/, "") ?? `${facts.runs}<run>`;
    return `${run}/quarantine/`;
}

function figures({ metric, comparison }: Verdict): string[] {
    return [
        ...(metric ? [`Metric: ${metric.name} = ${metric.value} (threshold ${metric.threshold})`] : []),
        ...(comparison ? [`Compared: ${comparisonOf(comparison)}`] : []),
    ];
}

function comparisonOf({ metric, rows, challenger, champion, margin = 0 }: NonNullable<Verdict["comparison"]>): string {
    const on = `${rows.toLocaleString("en-US")} test rows: challenger ${metric} ${shownNumber(challenger)}`;
    if (champion === null) return `on ${on}, no champion yet`;
    const by = margin > 0 ? ` (to be undercut by more than ${shownNumber(margin)})` : "";
    return `on the same ${on}, champion ${metric} ${shownNumber(champion)}${by}`;
}

function versionLines(outcome: string, verdict: Verdict): string[] {
    const endpoint = `Endpoint: ${verdict.endpointName} (${verdict.endpointConfigName})`;
    return [
        ...(verdict.modelName ? [`Model version: ${verdict.modelName}`] : []),
        ...(verdict.modelPackageArn ? [`Model package: ${verdict.modelPackageArn}`] : []),
        ...(outcome === "promoted" ? [endpoint] : []),
        ...(verdict.championModelName ? [`${champion(outcome)}: ${verdict.championModelName}`] : []),
    ];
}

function champion(outcome: string): string {
    return outcome === "promoted" ? "Served before" : "Serves still";
}

function subjectMetric({ metric }: Verdict): string {
    return metric ? ` (${metric.name} ${Math.round(metric.value * 100) / 100})` : "";
}

/**
 * Publishes one message for one change of status; none for an event that came twice, since the run that it belongs to
 * tells its own end. Environment: TOPIC_ARN, MODEL, ALGORITHM, RUNS.
 */
export async function notifyRun(event: StatusChange): Promise<Notice | null> {
    if (outcomeOf(event) === "duplicate") {
        return null;
    }
    const notice = composeNotice(event, {
        model: process.env.MODEL ?? "",
        algorithm: process.env.ALGORITHM ?? "",
        runs: process.env.RUNS ?? "",
    });
    await publish(notice);
    return notice;
}
