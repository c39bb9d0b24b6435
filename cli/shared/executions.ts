import {
    DescribeExecutionCommand,
    type DescribeExecutionCommandOutput,
    type HistoryEvent,
    paginateGetExecutionHistory,
    paginateListExecutions,
    SFNClient,
} from "@aws-sdk/client-sfn";

import { CommandError } from "./errors";
import { passages } from "./history";
import { poll } from "./interrupt";
import { duration } from "./output";
import type { Report } from "./progress";

/** An object that was put into the landing bucket. */
export interface PushedObject {
    readonly bucket: string;
    readonly key: string;
    readonly versionId?: string;
    readonly etag?: string;
    /** When the upload started, milliseconds since 1970. */
    readonly atMs: number;
}

/** How often to look, and how long, in milliseconds. */
export interface Pace {
    readonly everyMs: number;
    readonly startsWithinMs: number;
    readonly endsWithinMs: number;
}

// A machine's clock and the service's may differ by this much.
const clockSkewMs = 60_000;

/** The execution that the arrival of an object started. */
export async function findExecution(
    client: SFNClient,
    stateMachineArn: string,
    pushed: PushedObject,
    pace: Pace,
): Promise<string> {
    const others = new Set<string>();
    return poll(
        async () => {
            for await (const page of paginateListExecutions({ client }, { stateMachineArn, maxResults: 100 })) {
                for (const { executionArn = "", startDate } of page.executions ?? []) {
                    // The newest come first.
                    if ((startDate?.getTime() ?? 0) < pushed.atMs - clockSkewMs) return undefined;
                    if (others.has(executionArn)) continue;
                    const { input } = await client.send(new DescribeExecutionCommand({ executionArn }));
                    if (startedBy(input ?? "{}", pushed)) return executionArn;
                    others.add(executionArn);
                }
            }
            return undefined;
        },
        {
            everyMs: pace.everyMs,
            deadlineMs: pace.startsWithinMs,
            late: () =>
                new CommandError(
                    `No run of ${stateMachineArn.split(":").at(-1)} started within ${duration(pace.startsWithinMs / 1000)} ` +
                        `after s3://${pushed.bucket}/${pushed.key} arrived: look at the bucket's EventBridge notifications and at the rule.`,
                ),
        },
    );
}

/** Whether an execution's input is the event of that very upload: same object, and same version or content. */
export function startedBy(input: string, pushed: PushedObject): boolean {
    const { detail } = JSON.parse(input) as {
        detail?: { bucket?: { name?: string }; object?: { key?: string; "version-id"?: string; etag?: string } };
    };
    if (detail?.bucket?.name !== pushed.bucket || detail.object?.key === undefined) return false;
    if (decodeURIComponent(detail.object.key.replace(/\+/g, " ")) !== pushed.key && detail.object.key !== pushed.key) {
        return false;
    }
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
}

/** Follows an execution to its end and reports its states as they pass. */
export async function followExecution(
    client: SFNClient,
    executionArn: string,
    pace: Pace,
    report: Report,
): Promise<EndedExecution> {
    let seen = 0;
    return poll(
        async () => {
            const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
            const running = execution.status === "RUNNING";
            const events = await readHistory(client, executionArn, !running);
            if (!running) return { execution, events };
            const passed = passages(events);
            for (const { state } of passed.slice(seen)) report(state);
            seen = passed.length;
            return undefined;
        },
        {
            everyMs: pace.everyMs,
            deadlineMs: pace.endsWithinMs,
            late: () =>
                new CommandError(
                    `${executionArn} still runs after ${duration(pace.endsWithinMs / 1000)}: \`drivetrain status\` tells how it goes on.`,
                ),
        },
    );
}

async function readHistory(client: SFNClient, executionArn: string, withData: boolean): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    const query = { executionArn, maxResults: 1000, includeExecutionData: withData };
    for await (const page of paginateGetExecutionHistory({ client }, query)) events.push(...(page.events ?? []));
    return events;
}
