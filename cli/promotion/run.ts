import {
    DescribeExecutionCommand,
    paginateListExecutions,
    SFNClient,
    StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { PipelineOutputs } from "../../contracts/outputs";
import { promotedFromProperty, type PromotionOutcome, type PromotionRequest } from "../../contracts/promotion";
import { type EndedRun, endedRun } from "../runs/endedRun";
import { followExecution } from "../runs/executions";
import { failedIn } from "../runs/failures";
import type { Pace } from "../runs/pace";
import { versionOf, versionWith } from "../runs/registry";
import { type Report, step } from "../terminal/progress";

/** The promotion of one algorithm's version that has ended. */
export interface PromotionRun extends EndedRun<PromotionOutcome> {
    readonly algorithm: string;
}

/**
 * Starts the promotion of a version at the stage that it goes to, as its approval would, and follows it to its end. Where
 * its approval has done so before, that promotion is the one that is followed, or told of.
 */
export async function promoteVersion(
    pipeline: PipelineOutputs,
    algorithm: string,
    request: PromotionRequest,
    pace: Pace,
): Promise<PromotionRun> {
    const client = new SFNClient({});
    const { promotionStateMachineArn: stateMachineArn = "" } = pipeline;
    const follow = async (executionArn: string, report: Report): Promise<PromotionRun> => {
        const ended = await followExecution(client, executionArn, pace, report);
        return { algorithm, ...endedRun<PromotionOutcome>(ended) };
    };
    return step({
        title: `promote ${algorithm}`,
        run: async (report: Report) => {
            const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(request) });
            const { executionArn = "" } = await client.send(command);
            const run = await follow(executionArn, report);
            if (run.output?.verdict !== "duplicate") return run;
            const other = await findRunning(client, stateMachineArn, request.versionArn);
            if (other !== undefined) return follow(other, report);
            return { ...run, output: await knownOutcome(pipeline, run.output) };
        },
        detail: outcomeOf,
        isFailure: (run) => run.failure !== undefined,
    });
}

/** The execution that promotes a version at this moment. */
async function findRunning(
    client: SFNClient,
    stateMachineArn: string,
    versionArn: string,
): Promise<string | undefined> {
    const query = { stateMachineArn, statusFilter: "RUNNING" } as const;
    for await (const { executions = [] } of paginateListExecutions({ client }, query)) {
        for (const { executionArn = "" } of executions) {
            const { input = "" } = await client.send(new DescribeExecutionCommand({ executionArn }));
            if (input.includes(`"${versionArn}"`)) return executionArn;
        }
    }
    return undefined;
}

/** What came of a version that was promoted before: its copy, where the registry still has it. */
async function knownOutcome(
    { modelPackageGroupName }: PipelineOutputs,
    output: PromotionOutcome,
): Promise<PromotionOutcome> {
    const copy = await versionWith(modelPackageGroupName, promotedFromProperty, output.versionArn);
    return copy === undefined ? output : { ...output, modelPackageArn: copy.arn };
}

/** `registered as version 3`, `refused` or `failed in "Copy the version"` */
export function outcomeOf({ output, status, failure }: PromotionRun): string {
    if (output === undefined) return failedIn(status, failure?.state);
    const { verdict, modelPackageArn } = output;
    if (modelPackageArn === undefined) return verdict;
    return `${verdict === "duplicate" ? "came before, as" : "registered as"} version ${versionOf(modelPackageArn)}`;
}
