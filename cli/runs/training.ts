import { SFNClient } from "@aws-sdk/client-sfn";
import type { ModelOutputs } from "../../contracts/outputs";
import type { TrainingOutcome } from "../../contracts/verdict";
import type { PushedObject } from "../files/landing";
import { CommandError } from "../terminal/errors";
import { type Report, together } from "../terminal/progress";
import { endedRun } from "./endedRun";
import { findExecution, followExecution } from "./executions";
import { failureSentence } from "./failures";
import { leaseReport } from "./lease";
import type { Pace } from "./pace";
import type { TrainingRun } from "./trainingRun";
import { verdictOf } from "./verdicts";

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
            return {
                algorithm,
                ...endedRun<TrainingOutcome>(await followExecution(client, executionArn, pace, onState)),
            };
        },
        detail: verdictOf,
        isFailure: (run: TrainingRun) => run.failure !== undefined,
    };
}

/** @throws CommandError when a run failed: each with its reason */
export function requireEnded(runs: readonly TrainingRun[]): void {
    const failed = runs.filter((run) => run.failure);
    if (failed.length > 0) {
        throw new CommandError(failed.map((run) => failureSentence(run.algorithm, run, verdictOf(run))).join("\n"));
    }
}
