import type { EndedExecution } from "./executions";
import { type Failure, failureOf, passages } from "./history";

/** One run of a state machine that has ended. */
export interface EndedRun<Output> {
    /** Step Functions' word: SUCCEEDED, FAILED, TIMED_OUT or ABORTED. A rejected run has succeeded. */
    readonly status: string;
    readonly executionArn: string;
    readonly seconds: number;
    /** Absent when the run failed. */
    readonly output?: Output;
    /** Present when the run failed. */
    readonly failure?: Failure;
    /** Seconds that each state took, in the order in which they passed. */
    readonly states: readonly { readonly state: string; readonly seconds: number }[];
}

/** What an ended execution says of its run. */
export function endedRun<Output>({ execution, events }: EndedExecution): EndedRun<Output> {
    const { status = "", executionArn = "", startDate, stopDate, output, error, cause } = execution;
    const endMs = (stopDate ?? new Date()).getTime();
    return {
        status,
        executionArn,
        seconds: tenths(endMs - (startDate?.getTime() ?? endMs)),
        ...(status === "SUCCEEDED"
            ? { output: JSON.parse(output ?? "{}") as Output }
            : { failure: failureOf(events, { error, cause }) }),
        states: passages(events).map(({ state, enteredMs, leftMs }) => ({
            state,
            seconds: tenths((leftMs ?? endMs) - enteredMs),
        })),
    };
}

function tenths(ms: number): number {
    return Math.round(ms / 100) / 10;
}
