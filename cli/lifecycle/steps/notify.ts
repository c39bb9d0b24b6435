import { type Notification, readMailbox } from "../../../local";
import { enter } from "../../stacks/environment";
import { CommandError } from "../../terminal/errors";
import { count, duration } from "../../terminal/format";
import { pause, poll } from "../../terminal/interrupt";
import { step } from "../../terminal/progress";
import type { Lifecycle, LifecycleStep } from "../lifecycle";
import { mismatches, type ToldRun, untold } from "../notices";

const notifiedWithinMs = 30_000;
/** A notification that is sent twice arrives twice within this time. */
const duplicatedWithinMs = 2000;

/** Reads the notifications: one of each run. */
export const notify: LifecycleStep = {
    name: "notify",
    run: async (lifecycle) => {
        const arrived = await step({
            title: "notifications",
            run: () => readNotifications(lifecycle),
            detail: (all) => `${count(all.length, "message")}, one of each run`,
        });
        return count(arrived.length, "notification");
    },
};

async function readNotifications(lifecycle: Lifecycle): Promise<Notification[]> {
    const runs = toldRuns(lifecycle);
    const arrived: Notification[] = [];
    const read = () => readMailboxes(lifecycle);
    try {
        await waitForNotices(arrived, runs, read);
        await pause(duplicatedWithinMs);
        arrived.push(...(await read()));
    } finally {
        lifecycle.recorder.add({ notifications: arrived.map(({ topic, subject }) => ({ topic, subject })) });
    }
    const wrong = mismatches(arrived, runs);
    if (wrong.length > 0) throw new CommandError(wrong.join("\n"));
    return arrived;
}

/** Each account has mailboxes of its own. */
async function readMailboxes({ stages }: Lifecycle): Promise<Notification[]> {
    const arrived: Notification[] = [];
    for (const stage of stages) {
        await enter(stage);
        arrived.push(...(await readMailbox()));
    }
    return arrived;
}

function toldRuns({ training, promoted, scoring, monitoring }: Lifecycle): ToldRun[] {
    return [
        ...training.map(({ algorithm, executionArn }) => ({ what: `training of ${algorithm}`, executionArn })),
        ...promoted.flatMap(({ algorithm, promotion, deployment }) => [
            { what: `promotion of ${algorithm}`, executionArn: promotion },
            { what: `deployment of ${algorithm}`, executionArn: deployment },
        ]),
        ...scoring.map(({ executionArn }) => ({ what: "scoring", executionArn })),
        // A run that found nothing tells nobody.
        ...monitoring
            .filter(({ output }) => output?.verdict === "drifted")
            .map(({ executionArn }) => ({ what: "monitoring", executionArn })),
    ];
}

async function waitForNotices(
    arrived: Notification[],
    runs: readonly ToldRun[],
    read: () => Promise<Notification[]>,
): Promise<void> {
    await poll(
        async () => {
            arrived.push(...(await read()));
            return untold(arrived, runs).length === 0 ? arrived : undefined;
        },
        {
            everyMs: 200,
            deadlineMs: notifiedWithinMs,
            late: () => {
                const missing = untold(arrived, runs).map(({ what }) => what);
                return new CommandError(
                    `No notification of ${missing.join(", ")} arrived within ${duration(notifiedWithinMs / 1000)}.`,
                );
            },
        },
    );
}
