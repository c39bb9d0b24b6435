import {
    DescribeExecutionCommand,
    type DescribeExecutionCommandOutput,
    type HistoryEvent,
    paginateGetExecutionHistory,
    paginateListExecutions,
    SFNClient,
} from "@aws-sdk/client-sfn";
import { s3Uri } from "../../contracts/places";
import type { PushedObject } from "../files/landing";
import { CommandError } from "../terminal/errors";
import { duration } from "../terminal/format";
import { poll } from "../terminal/interrupt";
import { passages } from "./history";
import type { Pace } from "./pace";

// A machine's clock and the service's may differ by this much.
const clockSkewMs = 60_000;

/** The execution that the arrival of an object started. */
export function findExecution(
    client: SFNClient,
    stateMachineArn: string,
    pushed: PushedObject,
    pace: Pace,
): Promise<string> {
    return findStarted(client, stateMachineArn, {
        atMs: pushed.atMs,
        isCause: (input) => startedBy(input, pushed),
        pace,
        late: (within) =>
            `No run of ${stateMachineArn.split(":").at(-1)} started within ${within} after ${s3Uri(pushed.bucket, pushed.key)} ` +
            "arrived: look at the bucket's EventBridge notifications and at the rule.",
    });
}

/** What started an execution, and how long to look for it. */
export interface Cause {
    /** When it happened, milliseconds since 1970. */
    readonly atMs: number;
    /** Whether an execution's input (JSON) is its event. */
    readonly isCause: (input: string) => boolean;
    readonly pace: Pace;
    /** What to say where no execution started in that time. */
    readonly late: (within: string) => string;
}

/** The execution that an event started. */
export async function findStarted(
    client: SFNClient,
    stateMachineArn: string,
    { atMs, isCause, pace, late }: Cause,
): Promise<string> {
    const others = new Set<string>();
    return poll(
        async () => {
            for await (const page of paginateListExecutions({ client }, { stateMachineArn, maxResults: 100 })) {
                for (const { executionArn = "", startDate } of page.executions ?? []) {
                    // The newest come first.
                    if ((startDate?.getTime() ?? 0) < atMs - clockSkewMs) return undefined;
                    if (others.has(executionArn)) continue;
                    const { input } = await client.send(new DescribeExecutionCommand({ executionArn }));
                    if (isCause(input ?? "{}")) return executionArn;
                    others.add(executionArn);
                }
            }
            return undefined;
        },
        {
            everyMs: pace.everyMs,
            deadlineMs: pace.startsWithinMs,
            late: () => new CommandError(late(duration(pace.startsWithinMs / 1000))),
        },
    );
}

/** Whether an execution's input is the event of that very upload: same object, and same version or content. */
export function startedBy(input: string, pushed: PushedObject): boolean {
    const { detail } = JSON.parse(input) as {
        detail?: { bucket?: { name?: string }; object?: { key?: string; "version-id"?: string; etag?: string } };
    };
    // EventBridge has keys as plain text; only S3's own notifications encode them.
    if (detail?.bucket?.name !== pushed.bucket || detail.object?.key !== pushed.key) return false;
    const version = detail.object["version-id"];
    if (version && pushed.versionId) return version === pushed.versionId;
    return unquoted(detail.object.etag) === unquoted(pushed.etag);
}

function unquoted(etag: string | undefined): string | undefined {
    return etag?.replace(/"/g, "");
}

export interface EndedExecution {
    readonly execution: DescribeExecutionCommandOutput;
    readonly events: readonly HistoryEvent[];
    /** The one that it has started and waited for, where there was one. */
    readonly nested?: EndedExecution;
}

/** Where an execution starts another one and waits for it. */
export interface Nesting {
    readonly state: string;
    /** The ARN of the other one. */
    readonly executionOf: (execution: DescribeExecutionCommandOutput) => string;
}

/** Follows an execution to its end and tells its states as they pass, those of a nested one among them. */
export async function followExecution(
    client: SFNClient,
    executionArn: string,
    pace: Pace,
    onState: (state: string) => void | Promise<void>,
    nesting?: Nesting,
): Promise<EndedExecution> {
    const seen = new Map<string, number>();
    const look = async (arn: string, inner?: Nesting): Promise<EndedExecution> => {
        const execution = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
        const running = execution.status === "RUNNING";
        const events = await readHistory(client, arn, !running);
        const passed = passages(events);
        if (running) {
            for (const { state } of passed.slice(seen.get(arn))) await onState(state);
            seen.set(arn, passed.length);
        }
        if (inner === undefined || !passed.some(({ state }) => state === inner.state)) return { execution, events };
        // It may not have started yet, or not at all.
        const nested = await look(inner.executionOf(execution)).catch(unlessMissing);
        return { execution, events, ...(nested && { nested }) };
    };
    return poll(
        async () => {
            const found = await look(executionArn, nesting);
            return found.execution.status === "RUNNING" ? undefined : found;
        },
        {
            everyMs: pace.everyMs,
            deadlineMs: pace.endsWithinMs,
            late: () =>
                new CommandError(
                    `${executionArn} still runs after ${duration(pace.endsWithinMs / 1000)}: \`npx drivetrain status\` tells how it goes on.`,
                ),
        },
    );
}

function unlessMissing(error: Error): undefined {
    if (error.name !== "ExecutionDoesNotExist") throw error;
    return undefined;
}

async function readHistory(client: SFNClient, executionArn: string, withData: boolean): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    const query = { executionArn, maxResults: 1000, includeExecutionData: withData };
    for await (const page of paginateGetExecutionHistory({ client }, query)) events.push(...(page.events ?? []));
    return events;
}
