import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { ModelOutputs } from "../../contracts/outputs";
import type { PromotionOutcome, PromotionRequest } from "../../contracts/promotion";
import { type EndedRun, endedRun } from "../runs/endedRun";
import { followExecution } from "../runs/executions";
import { failedIn } from "../runs/failures";
import type { Pace } from "../runs/pace";
import { versionOf } from "../runs/registry";
import { type Report, step } from "../terminal/progress";

/** The promotion of one algorithm's version that has ended. */
export interface PromotionRun extends EndedRun<PromotionOutcome> {
    readonly algorithm: string;
}

/** Starts the promotion of a version at the stage that it goes to, as its approval would, and follows it to its end. */
export async function promoteVersion(
    { pipelines }: ModelOutputs,
    algorithm: string,
    request: PromotionRequest,
    pace: Pace,
): Promise<PromotionRun> {
    const client = new SFNClient({});
    const stateMachineArn = pipelines[algorithm]?.promotionStateMachineArn;
    return step({
        title: `promote ${algorithm}`,
        run: async (report: Report): Promise<PromotionRun> => {
            const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(request) });
            const { executionArn = "" } = await client.send(command);
            const ended = await followExecution(client, executionArn, pace, report);
            return { algorithm, ...endedRun<PromotionOutcome>(ended) };
        },
        detail: outcomeOf,
        isFailure: (run) => run.failure !== undefined,
    });
}

/** `registered as version 3`, `refused` or `failed in "Copy the version"` */
export function outcomeOf({ output, status, failure }: PromotionRun): string {
    if (output === undefined) return failedIn(status, failure?.state);
    return output.modelPackageArn === undefined
        ? output.verdict
        : `registered as version ${versionOf(output.modelPackageArn)}`;
}
