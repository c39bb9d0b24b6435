import { type DescribeExecutionCommandOutput, SFNClient } from "@aws-sdk/client-sfn";
import { executionArnOf } from "../../contracts/arns";
import type { ModelOutputs } from "../../contracts/outputs";
import { runId } from "../../contracts/runIds";
import type { TrainingOutcome } from "../../contracts/verdict";
import type { PushedObject } from "../files/landing";
import { CommandError } from "../terminal/errors";
import { type Report, together } from "../terminal/progress";
import { endedRun } from "./endedRun";
import { findExecution, followExecution, type Nesting } from "./executions";
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

/** The state in which a run waits for its deployment (components/training/machine/states/deployment.ts). */
const deploying = "Deploy the model";

/** A step that finds the run of one algorithm and follows it to its end, its deployment included. */
export function runStep(
    outputs: ModelOutputs,
    algorithm: string,
    find: (stateMachineArn: string) => Promise<string>,
    pace: Pace,
    client = new SFNClient({}),
) {
    const { stateMachineArn = "", deploymentStateMachineArn = "" } = outputs.pipelines[algorithm] ?? {};
    // A run names its deployment as it is called itself.
    const nesting = {
        state: deploying,
        executionOf: ({ executionArn = "", startDate = new Date(0) }: DescribeExecutionCommandOutput) =>
            executionArnOf(deploymentStateMachineArn, runId(executionArn, startDate)),
    };
    return followStep(outputs, algorithm, () => find(stateMachineArn), pace, client, nesting);
}

/** A step that finds the deployment of a version that was approved, or rejected, and follows it to its end. */
export function deploymentStep(
    outputs: ModelOutputs,
    algorithm: string,
    find: (stateMachineArn: string) => Promise<string>,
    pace: Pace,
    client = new SFNClient({}),
    title = "deploy",
) {
    const { deploymentStateMachineArn = "" } = outputs.pipelines[algorithm] ?? {};
    const step = followStep(outputs, algorithm, () => find(deploymentStateMachineArn), pace, client);
    return { ...step, title: `${title} ${algorithm}` };
}

function followStep(
    outputs: ModelOutputs,
    algorithm: string,
    find: () => Promise<string>,
    pace: Pace,
    client: SFNClient,
    nesting?: Nesting,
) {
    const { endpointName = "" } = outputs.pipelines[algorithm] ?? {};
    return {
        title: `train ${algorithm}`,
        run: async (report: Report): Promise<TrainingRun> => {
            report("waiting for the event to start a run");
            const executionArn = await find();
            const onState = leaseReport({ table: outputs.ledgerTable, endpointName, executionArn }, report);
            return {
                algorithm,
                ...endedRun<TrainingOutcome>(await followExecution(client, executionArn, pace, onState, nesting)),
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
