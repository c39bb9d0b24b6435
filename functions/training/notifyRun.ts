/** EventBridge's "Step Functions Execution Status Change", as far as a notice needs it. */
export interface StatusChange {
    readonly region: string;
    readonly detail: {
        readonly executionArn: string;
        readonly name: string;
        readonly status: string;
        /** Milliseconds since 1970. */
        readonly startDate?: number | null;
        readonly stopDate?: number | null;
        /** JSON; the event leaves out what is longer than 248 KiB. */
        readonly input?: string | null;
        readonly output?: string | null;
        readonly error?: string | null;
        readonly cause?: string | null;
    };
}

/** What the notice knows of the pipeline beside the event. */
export interface PipelineFacts {
    readonly model: string;
    readonly algorithm: string;
    /** Where runs leave their files: an S3 location with a slash at its end. */
    readonly runs: string;
}

export interface Notice {
    /** At most 100 printable ASCII characters, as SNS demands. */
    readonly subject: string;
    readonly message: string;
    /** For filter policies of subscriptions. */
    readonly attributes: { readonly model: string; readonly algorithm: string; readonly outcome: string };
}

/** The output of a run that was judged, as far as a notice needs it. */
interface Verdict {
    readonly verdict?: string;
    readonly reason?: string;
    readonly metric?: {
        readonly name: string;
        readonly value: number;
        readonly threshold: number;
        readonly previousBest: number | null;
    };
    readonly modelName?: string;
    readonly endpointName?: string;
    readonly endpointConfigName?: string;
    /** `<location of the run's files>/transform/transform.json` */
    readonly transform?: string;
}

/** What happened, and what to do about it. */
export function composeNotice(event: StatusChange, facts: PipelineFacts): Notice {
    const { detail } = event;
    const verdict = parsed(detail.output) as Verdict;
    const outcome = outcomeOf(detail.status, verdict);
    const what = `${facts.model} with ${facts.algorithm}`;
    const lines = [
        `${headline(outcome, what)}`,
        "",
        ...reasons(outcome, event, verdict),
        "",
        `What to do: ${advice(outcome, quarantineOf(verdict, facts))}`,
        "",
        `Model: ${facts.model}`,
        `Algorithm: ${facts.algorithm}`,
        ...metricLines(verdict),
        ...servingLines(outcome, verdict),
        `Data: ${dataOf(detail.input)}`,
        `Duration: ${duration(detail.startDate, detail.stopDate)}`,
        `Execution: ${detail.executionArn}`,
        `Console: https://${event.region}.console.aws.amazon.com/states/home?region=${event.region}#/v2/executions/details/${detail.executionArn}`,
    ];
    return {
        subject: asSubject(`[drivetrain] ${what}: ${outcome}${subjectMetric(verdict)}`),
        message: lines.join("\n"),
        attributes: { model: facts.model, algorithm: facts.algorithm, outcome },
    };
}

/** `promoted`, `rejected`, `failed`, `timed out` or `aborted`. */
function outcomeOf(status: string, verdict: Verdict): string {
    if (status === "SUCCEEDED") return verdict.verdict ?? "succeeded";
    return status.toLowerCase().replace(/_/g, " ");
}

function headline(outcome: string, what: string): string {
    if (outcome === "promoted") return `A new model of ${what} serves.`;
    if (outcome === "rejected") return `A new model of ${what} was rejected; what served before still serves.`;
    if (outcome === "succeeded") return `A run of ${what} ended well.`;
    return `A run of ${what} ${outcome === "failed" ? "failed" : `was ended: ${outcome}`}; what served before still serves.`;
}

function reasons(outcome: string, { detail }: StatusChange, verdict: Verdict): string[] {
    if (detail.status === "SUCCEEDED") return [`Reason: ${verdict.reason ?? "the output of the run tells"}`];
    if (outcome === "timed out") return ["Reason: the run took longer than the state machine allows."];
    if (outcome === "aborted") return [`Reason: somebody stopped it${detail.cause ? `: ${detail.cause}` : "."}`];
    return [`Reason: ${detail.cause || "no reason was given"}`, `Error: ${detail.error || "unknown"}`];
}

function advice(outcome: string, quarantine: string): string {
    const again = "push the data file once more to start a new run.";
    if (outcome === "promoted" || outcome === "succeeded") return "nothing.";
    if (outcome === "rejected") {
        return `look at the data of this run and the rows it set aside (${quarantine}), or change the gate in the model's file; then ${again}`;
    }
    if (outcome === "aborted") return `nothing if it was meant; else ${again}`;
    return `open the execution (below) and mend what the reason names (rows that could not be used are under ${quarantine}); then ${again}`;
}

/** Where a run puts the rows that it could not use. A run that was not judged does not tell its own folder. */
function quarantineOf(verdict: Verdict, facts: PipelineFacts): string {
    const run = verdict.transform?.replace(/\/transform\/transform\.json$/, "") ?? `${facts.runs}<run>`;
    return `${run}/quarantine/`;
}

function metricLines({ metric }: Verdict): string[] {
    if (metric === undefined) return [];
    // A run that misses the threshold ends before it looks at the previous best.
    const previous = metric.previousBest ?? (metric.value > metric.threshold ? "not compared" : "none");
    return [`Metric: ${metric.name} = ${metric.value} (threshold ${metric.threshold}, previous best ${previous})`];
}

function servingLines(outcome: string, verdict: Verdict): string[] {
    const model = verdict.modelName ? [`Model version: ${verdict.modelName}`] : [];
    return outcome === "promoted"
        ? [...model, `Endpoint: ${verdict.endpointName} (${verdict.endpointConfigName})`]
        : model;
}

function subjectMetric({ metric }: Verdict): string {
    return metric === undefined ? "" : ` (${metric.name} ${Math.round(metric.value * 100) / 100})`;
}

function dataOf(input: string | null | undefined): string {
    const { detail } = parsed(input) as { detail?: { bucket?: { name?: string }; object?: { key?: string } } };
    if (detail?.bucket?.name === undefined || detail.object?.key === undefined) return "not told by the event";
    return `s3://${detail.bucket.name}/${detail.object.key}`;
}

function duration(start: number | null | undefined, stop: number | null | undefined): string {
    return start == null || stop == null ? "unknown" : `${Math.round((stop - start) / 1000)} s`;
}

function asSubject(text: string): string {
    return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);
}

/** The object in a JSON text; an empty one where there is none. */
function parsed(text: string | null | undefined): object {
    try {
        const value: unknown = JSON.parse(text ?? "{}");
        return typeof value === "object" && value !== null ? value : {};
    } catch {
        return {};
    }
}

/** Publishes one message for one change of status. The topic and the pipeline come by environment. */
export async function notifyRun(event: StatusChange): Promise<Notice> {
    const { SNSClient, PublishCommand } = await import("@aws-sdk/client-sns");
    const { subject, message, attributes } = composeNotice(event, {
        model: process.env.MODEL ?? "",
        algorithm: process.env.ALGORITHM ?? "",
        runs: process.env.RUNS ?? "",
    });
    const client = new SNSClient({});
    await client.send(
        new PublishCommand({
            TopicArn: process.env.TOPIC_ARN,
            Subject: subject,
            Message: message,
            MessageAttributes: Object.fromEntries(
                Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
            ),
        }),
    );
    return { subject, message, attributes };
}
