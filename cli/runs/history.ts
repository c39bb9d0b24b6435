import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { outsideOfContainer } from "../../contracts/jobFailures";

/** One passage through a state of a state machine. */
export interface Passage {
    readonly state: string;
    readonly enteredMs: number;
    /** Undefined while the execution is in it, and for the state that ended it. */
    readonly leftMs?: number;
}

/** The states as an execution passed them, of its history in order. */
export function passages(events: readonly HistoryEvent[]): Passage[] {
    const passed: Passage[] = [];
    for (const event of events) {
        const at = event.timestamp?.getTime() ?? 0;
        const entered = event.stateEnteredEventDetails?.name;
        if (entered) passed.push({ state: entered, enteredMs: at });
        const left = event.stateExitedEventDetails?.name;
        const open = passed.findLastIndex((passage) => passage.state === left && passage.leftMs === undefined);
        const passage = passed[open];
        if (passage) passed[open] = { ...passage, leftMs: at };
    }
    return passed;
}

/** A job of SageMaker, as its log group calls its kind. */
export interface FailedJob {
    readonly kind: "ProcessingJob" | "TrainingJob" | "TransformJob";
    readonly name: string;
}

export interface Failure {
    /** The state in which it failed, when the history tells. */
    readonly state?: string;
    readonly error: string;
    /** One sentence: a job's own words where a job failed. */
    readonly reason: string;
    /** The job that failed, where one did: its log has more. */
    readonly job?: FailedJob;
}

/**
 * Why an execution failed. The task that failed says most; an earlier failure that a state caught and lived with is not
 * the reason, so the task's error, and its state where the execution's cause names one, have to be those that ended the
 * execution. A job that states look at while it runs fails without a task that does.
 * @param end the error and the cause that DescribeExecution gives
 */
export function failureOf(events: readonly HistoryEvent[], end: { error?: string; cause?: string }): Failure {
    const error = end.error || "Failed";
    const told = toldBy(end.cause ?? "", passages(events));
    const index = events.findLastIndex((event) => detailsOf(event)?.error === end.error);
    const task = index >= 0 ? detailsOf(events[index] as HistoryEvent) : undefined;
    const passed = passages(task ? events.slice(0, index + 1) : events);
    const state = (task ? passed.findLast((passage) => passage.leftMs === undefined) : passed.at(-1))?.state;
    if (told !== undefined && told.state !== state) {
        const job = startedJob(events, told.state);
        return { state: told.state, error, reason: told.reason, ...(job && { job }) };
    }
    return { state, error, ...reasonOf(task?.cause || end.cause || "") };
}

/**
 * The state and the reason in a cause such as `Score: Transform: no such model`, which begins with states from the
 * outermost to the one that failed.
 */
function toldBy(cause: string, passed: readonly Passage[]): { state: string; reason: string } | undefined {
    let told: { state: string; reason: string } | undefined;
    for (let reason = cause; ;) {
        const state = passed.find((passage) => reason.startsWith(`${passage.state}: `))?.state;
        if (state === undefined) return told;
        reason = reason.slice(state.length + 2);
        told = { state, reason };
    }
}

/** The job that a state started and that others looked at. */
function startedJob(events: readonly HistoryEvent[], state: string): FailedJob | undefined {
    const left = events.findLast((event) => event.stateExitedEventDetails?.name === state)?.stateExitedEventDetails;
    const result = parseObject(left?.output ?? "") ?? {};
    for (const kind of ["TransformJob", "TrainingJob"] as const) {
        const arn = result[`${kind}Arn`];
        if (typeof arn === "string") return { kind, name: arn.slice(arn.indexOf("/") + 1) };
    }
    return undefined;
}

function detailsOf(event: HistoryEvent): { error?: string; cause?: string } | undefined {
    return (
        event.taskFailedEventDetails ??
        event.taskTimedOutEventDetails ??
        event.taskSubmitFailedEventDetails ??
        event.taskStartFailedEventDetails ??
        event.lambdaFunctionFailedEventDetails ??
        event.evaluationFailedEventDetails
    );
}

/** The sentence in a cause: of a job's description, of a Lambda's error, or the cause itself. */
export function reasonOf(cause: string): Pick<Failure, "reason" | "job"> {
    const parsed = parseObject(cause);
    if (parsed === undefined) return { reason: cause.trim() || "no reason was given" };
    const text = (key: string): string | undefined => (typeof parsed[key] === "string" ? parsed[key] : undefined);
    const isOutside = new RegExp(outsideOfContainer).test(text("FailureReason") ?? "");
    const reason =
        (isOutside ? undefined : text("ExitMessage")) ||
        text("FailureReason") ||
        // A Glue job run's.
        text("ErrorMessage") ||
        text("errorMessage") ||
        text("Cause") ||
        cause.trim();
    const kind = (["ProcessingJob", "TrainingJob", "TransformJob"] as const).find((one) => text(`${one}Name`));
    return kind ? { reason, job: { kind, name: text(`${kind}Name`) ?? "" } } : { reason };
}

function parseObject(text: string): Record<string, unknown> | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
    } catch {
        return undefined;
    }
}
