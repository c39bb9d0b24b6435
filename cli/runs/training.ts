import { SFNClient } from "@aws-sdk/client-sfn";
import type { ModelOutputs } from "../stacks/outputs";
import { CommandError } from "../terminal/errors";
import { type Report, together } from "../terminal/progress";
import { type EndedExecution, findExecution, followExecution, type Pace, type PushedObject } from "./executions";
import { type Failure, failureOf, passages } from "./history";
import { leaseReport } from "./lease";
import { failureSentence, verdictOf } from "./verdicts";

/** What a training run may say in the end (components/training). */
export type Verdict = "promoted" | "rejected" | "pending" | "superseded" | "duplicate";

/** How champion and challenger did on the same rows. Errors: lower is better. */
export interface Comparison {
    readonly metric: string;
    readonly rows: number;
    readonly challenger: number;
    /** Null for the first model. */
    readonly champion: number | null;
    /** By how much the champion has to be undercut. */
    readonly margin: number;
}

/** How a training run judged its model: the output of the state machine. A run that trained nothing says less. */
export interface RunOutput {
    readonly verdict: Verdict;
    readonly reason: string;
    readonly metric?: { readonly name: string; readonly value: number; readonly threshold: number } | null;
    readonly comparison?: Comparison | null;
    readonly metrics?: Readonly<Record<string, number>> | null;
    readonly modelName?: string | null;
    readonly modelPackageArn?: string | null;
    readonly endpointName?: string | null;
    readonly endpointConfigName?: string | null;
    /** S3 URI of the model's `transform.json`. */
    readonly transform?: string | null;
    /** The model that served before. */
    readonly championModelName?: string | null;
    /** `taken back` where a person had approved a version of data that is older than what serves. */
    readonly approval?: "taken back";
}

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

/** One training run that has ended. */
export interface TrainingRun extends EndedRun<RunOutput> {
    readonly algorithm: string;
}

/** Follows the runs that an upload started, one per pipeline, side by side, to their end. */
export async function followRuns(outputs: ModelOutputs, pushed: PushedObject, pace: Pace): Promise<TrainingRun[]> {
    const client = new SFNClient({});
    const find = (stateMachineArn: string) => findExecution(client, stateMachineArn, pushed, pace);
    return together(Object.keys(outputs.pipelines).map((algorithm) => runStep(outputs, algorithm, find, pace, client)));
}

/** A step that finds the run of one algorithm and follows it to its end. */
export function runStep(
    outputs: ModelOutputs,
    algorithm: string,
    find: (stateMachineArn: string) => Promise<string>,
    pace: Pace,
    client = new SFNClient({}),
) {
    const { stateMachineArn = "", endpointName = "" } = outputs.pipelines[algorithm] ?? {};
    return {
        title: `train ${algorithm}`,
        run: async (report: Report): Promise<TrainingRun> => {
            report("waiting for the event to start a run");
            const executionArn = await find(stateMachineArn);
            const onState = leaseReport({ table: outputs.ledgerTable, endpointName, executionArn }, report);
            return { algorithm, ...endedRun<RunOutput>(await followExecution(client, executionArn, pace, onState)) };
        },
        detail: verdictOf,
        isFailure: (run: TrainingRun) => run.failure !== undefined,
    };
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

/** The contract's form of a run: what summary.json has of it under `training`. */
export function runSummary({ status, executionArn, output }: TrainingRun): Record<string, unknown> {
    return {
        status,
        executionArn,
        metrics: output?.metrics ?? {},
        verdict: output?.verdict ?? "",
        modelName: output?.modelName ?? "",
        endpointName: output?.endpointName ?? "",
        endpointConfigName: output?.endpointConfigName ?? "",
        modelPackageArn: output?.modelPackageArn ?? "",
    };
}

/** A run as `--json` tells it: the contract's keys, and what led to the verdict. */
export function runDetails(run: TrainingRun): Record<string, unknown> {
    return {
        ...runSummary(run),
        seconds: run.seconds,
        metric: run.output?.metric,
        comparison: run.output?.comparison,
        reason: run.output?.reason ?? run.failure?.reason,
        failure: run.failure,
        states: run.states,
    };
}

/** @throws CommandError when a run failed: each with its reason */
export function requireEnded(runs: readonly TrainingRun[]): void {
    const failed = runs.filter((run) => run.failure);
    if (failed.length > 0) {
        throw new CommandError(failed.map((run) => failureSentence(run.algorithm, run, verdictOf(run))).join("\n"));
    }
}
