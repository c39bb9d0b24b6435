import { deploymentRequestIn } from "../../contracts/deployments";
import { executionLine, type Notice } from "../../contracts/notices";
import { s3Uri } from "../../contracts/places";

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

/** How an execution ended: the verdict of its output, else `succeeded`, `failed`, `timed out` or `aborted`. */
export function outcomeOf({ detail }: StatusChange): string {
    if (detail.status === "SUCCEEDED") {
        const { verdict } = parsedObject(detail.output) as { verdict?: string };
        return verdict ?? "succeeded";
    }
    return detail.status.toLowerCase().replace(/_/g, " ");
}

/** Why an execution did not succeed. */
export function failureLines({ detail }: StatusChange): string[] {
    if (detail.status === "TIMED_OUT") return ["Reason: the run took longer than the state machine allows."];
    if (detail.status === "ABORTED") return [`Reason: somebody stopped it${detail.cause ? `: ${detail.cause}` : "."}`];
    return [`Reason: ${detail.cause || "no reason was given"}`, `Error: ${detail.error || "unknown"}`];
}

/** Where to look: the data, how long it took, and the execution. The last lines of every notice. */
export function executionLines({ region, detail }: StatusChange): string[] {
    const states = `https://${region}.console.aws.amazon.com/states/home?region=${region}`;
    return [
        `Data: ${dataOf(detail.input)}`,
        `Duration: ${duration(detail.startDate, detail.stopDate)}`,
        executionLine(detail.executionArn),
        `Console: ${states}#/v2/executions/details/${detail.executionArn}`,
    ];
}

function dataOf(input: string | null | undefined): string {
    const version = versionIn(input);
    if (version !== undefined) return `that of the model package ${version}`;
    const { detail } = parsedObject(input) as { detail?: { bucket?: { name?: string }; object?: { key?: string } } };
    if (detail?.bucket?.name === undefined || detail.object?.key === undefined) return "not told by the event";
    return s3Uri(detail.bucket.name, detail.object.key);
}

/** The version that an execution deploys, by its ARN; undefined where it trains on data. */
export function versionIn(input: string | null | undefined): string | undefined {
    return deploymentRequestIn(parsedObject(input))?.versionArn;
}

/** Whether an execution is about a version that was rejected, and may have to go. */
export function isRollback(input: string | null | undefined): boolean {
    return deploymentRequestIn(parsedObject(input))?.rollsBack === true;
}

/** Whether an execution settles what a deployment left that ended badly. */
export function isSettlement(input: string | null | undefined): boolean {
    return deploymentRequestIn(parsedObject(input))?.settles !== undefined;
}

function duration(start: number | null | undefined, stop: number | null | undefined): string {
    return start == null || stop == null ? "unknown" : `${Math.round((stop - start) / 1000)} s`;
}

/** As SNS takes it. */
export function asSubject(text: string): string {
    return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);
}

/** A number for people: `2,280.1`, `0.012346`. */
export function shownNumber(value: number): string {
    const digits = Math.abs(value) >= 1000 ? { maximumFractionDigits: 1 } : { maximumSignificantDigits: 5 };
    return value.toLocaleString("en-US", digits);
}

/** The object in a JSON text; an empty one where there is none. */
export function parsedObject(text: string | null | undefined): object {
    try {
        const value: unknown = JSON.parse(text ?? "{}");
        return typeof value === "object" && value !== null ? value : {};
    } catch {
        return {};
    }
}

/** Publishes one message on a topic: the one that the environment names (TOPIC_ARN), where none is given. */
export async function publish(
    { subject, message, attributes }: Notice,
    topicArn = process.env.TOPIC_ARN,
): Promise<void> {
    const { SNSClient, PublishCommand } = await import("@aws-sdk/client-sns");
    const client = new SNSClient({});
    await client.send(
        new PublishCommand({
            TopicArn: topicArn,
            Subject: subject,
            Message: message,
            MessageAttributes: Object.fromEntries(
                Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
            ),
        }),
    );
}
