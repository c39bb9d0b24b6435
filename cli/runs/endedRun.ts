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
    readonly failure?: Failure & {
        /** The execution in which it failed, where the run has started that one. */
        readonly executionArn?: string;
    };
    /** Seconds that each state took, in the order in which they passed. */
    readonly states: readonly { readonly state: string; readonly seconds: number }[];
}

/** What an ended execution says of its run. */
export function endedRun<Output>(ended: EndedExecution): EndedRun<Output> {
    const { execution } = ended;
    const { status = "", executionArn = "", startDate, stopDate, output } = execution;
    const endMs = (stopDate ?? new Date()).getTime();
    return {
        status,
        executionArn,
        seconds: tenths(endMs - (startDate?.getTime() ?? endMs)),
        ...(status === "SUCCEEDED" ? { output: JSON.parse(output ?? "{}") as Output } : { failure: failureIn(ended) }),
        states: passed(ended, endMs),
    };
}

/** Of a run whose nested execution failed, that one's failure. */
function failureIn({ execution, events, nested }: EndedExecution): EndedRun<unknown>["failure"] {
    if (nested === undefined || ["RUNNING", "SUCCEEDED"].includes(nested.execution.status ?? "")) {
        const { error, cause } = execution;
        return failureOf(events, { error, cause });
    }
    return { ...failureIn(nested), executionArn: nested.execution.executionArn } as Failure;
}

/** The states as they passed, those of a nested execution behind the one that started it. */
function passed({ events, nested }: EndedExecution, endMs: number): EndedRun<unknown>["states"] {
    return [events, nested?.events ?? []]
        .flatMap((one) => passages(one))
        .sort((one, other) => one.enteredMs - other.enteredMs)
        .map(({ state, enteredMs, leftMs }) => ({ state, seconds: tenths((leftMs ?? endMs) - enteredMs) }));
}

function tenths(ms: number): number {
    return Math.round(ms / 100) / 10;
}
