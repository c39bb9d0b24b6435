import {
    type CaptureQuestion,
    captureSlack,
    type CaptureVerdict,
    falseAlarmProbability,
    fewestExpected,
} from "../../contracts/captures";
import { likelihoodOfSoFew } from "./captureBound";
import { type CaptureServices, type CaptureState, connectCaptures } from "./captureServices";

/** What the handler knows of the model. */
export interface CaptureSettings {
    /** The endpoints of all of its algorithms. */
    readonly endpoints: readonly string[];
    /** Seconds by which captures are counted. */
    readonly periodSeconds: number;
}

/** Periods that are waited for until there are enough invocations; as many as the consolidation tells of. */
const mostPeriods = 200;

/**
 * Holds the captures that were consolidated against the invocations that SageMaker counted, for each endpoint: data
 * capture stops without a word where the disk is nearly full.
 *
 * Runs see captures as they are delivered, so that they are kept by when they were made until their period is judged:
 * when the next one is over, too. The first run begins; so does one after a run of which the captures are not known.
 * @returns what was judged, of the endpoints of which there is enough to say
 */
export async function watch(
    services: CaptureServices,
    settings: CaptureSettings,
    question: CaptureQuestion,
): Promise<CaptureVerdict[]> {
    const found: CaptureVerdict[] = [];
    for (const endpoint of settings.endpoints) {
        const verdict = await watchOne(services, settings, question, endpoint);
        if (verdict !== null) {
            found.push(verdict);
            await services.publish(endpoint, verdict.short ? Math.round(verdict.expected) - verdict.captured : 0);
        }
    }
    return found;
}

async function watchOne(
    services: CaptureServices,
    { periodSeconds }: CaptureSettings,
    { runId, startedAt, watch: { generation, invocations } }: CaptureQuestion,
    endpoint: string,
): Promise<CaptureVerdict | null> {
    const before = await services.recall(endpoint);
    // Another try of the same run, whose answer was lost.
    if (before?.run === runId) return before.verdict;
    const percentage = await services.percentageOf(endpoint);
    if (percentage === undefined) return null;
    const period = Math.floor(Date.parse(startedAt) / 1000 / periodSeconds) * periodSeconds;
    const until = period - periodSeconds;
    const told = invocations[endpoint] ?? {};
    const run = { generation, run: runId };
    if (!follows(before, generation, until - mostPeriods * periodSeconds) || percentage === 0) {
        // What was captured in a period that begins after this run, no other one has read.
        const since = period + periodSeconds;
        await services.remember(endpoint, { ...run, percentage, since, captured: from(told, since), verdict: null });
        return null;
    }
    const open: CaptureState = {
        ...{ ...run, verdict: null, since: before.since },
        // Where the rate was changed between two runs, the lower one is what may be asked for.
        percentage: Math.min(percentage, before.percentage),
        captured: from(added(before.captured, told), before.since),
    };
    const verdict = until > open.since ? await judge(services, open, endpoint, until) : null;
    if (verdict === null || verdict.expected < fewestExpected) {
        await services.remember(endpoint, open);
        return null;
    }
    await services.remember(endpoint, {
        ...{ ...run, percentage, verdict, since: until },
        captured: from(open.captured, until),
    });
    return verdict;
}

/** Whether the run before was the one that is known, captures were made then, and not too long ago. */
function follows(before: CaptureState | undefined, generation: number, earliest: number): before is CaptureState {
    return (
        before !== undefined &&
        before.generation + 1 === generation &&
        before.percentage > 0 &&
        before.since >= earliest
    );
}

async function judge(
    services: CaptureServices,
    { since, percentage, captured }: CaptureState,
    endpoint: string,
    until: number,
): Promise<CaptureVerdict> {
    const invocations = await services.answered(endpoint, since, until);
    const seen = sum(captured) - sum(from(captured, until));
    const likelihood = likelihoodOfSoFew(seen, invocations, (percentage / 100) * (1 - captureSlack));
    return {
        ...{ endpoint, since: isoOf(since), until: isoOf(until), invocations, captured: seen },
        expected: (invocations * percentage) / 100,
        short: likelihood < falseAlarmProbability,
    };
}

type Counts = Readonly<Record<string, number>>;

function added(one: Counts, other: Counts): Counts {
    const both = Object.entries(other).map(([start, count]) => [start, (one[start] ?? 0) + count]);
    return { ...one, ...(Object.fromEntries(both) as Counts) };
}

/** Those of periods that do not start before that time. */
function from(counts: Counts, since: number): Counts {
    return Object.fromEntries(Object.entries(counts).filter(([start]) => Number(start) >= since));
}

function sum(counts: Counts): number {
    return Object.values(counts).reduce((total, count) => total + count, 0);
}

function isoOf(seconds: number): string {
    return new Date(seconds * 1000).toISOString();
}

/** The factory of the Lambda's handler. Environment: LEDGER_TABLE. */
export function watchCapturesHandler(
    settings: CaptureSettings,
): () => (question: CaptureQuestion) => Promise<CaptureVerdict[]> {
    return () => async (question) =>
        watch(await connectCaptures(process.env.LEDGER_TABLE ?? "", settings.periodSeconds), settings, question);
}
