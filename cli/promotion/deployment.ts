import { SFNClient } from "@aws-sdk/client-sfn";
import type { ModelOutputs } from "../../contracts/outputs";
import { isDecisionOn, notStarted, pipelineOf } from "../runs/approval";
import { decideAndFollow } from "../runs/decision";
import { findStarted } from "../runs/executions";
import { goingOn, paceOf } from "../runs/pace";
import { describeVersion } from "../runs/registry";
import { servingVersion } from "../runs/rejection";
import { deploymentStep } from "../runs/training";
import type { TrainingRun } from "../runs/trainingRun";
import type { StackReference } from "../stacks/stack";
import { watching } from "../terminal/interrupt";
import { step } from "../terminal/progress";
import type { PromotionRun } from "./run";

/**
 * Approves the copy that a promotion has registered, where a person is to, and follows its deployment.
 * @returns undefined where the copy serves already
 */
export async function deployCopy(
    outputs: ModelOutputs,
    { algorithm, output, seconds }: PromotionRun,
    stack: StackReference,
    from: string,
): Promise<TrainingRun | undefined> {
    const version = await describeVersion(output?.modelPackageArn ?? "");
    const serving = await servingVersion(pipelineOf(outputs, algorithm));
    if (serving?.arn === version.arn) return undefined;
    if (output?.verdict === "duplicate" || output?.approval !== "automatic") {
        const why = `Approved by drivetrain promote, from ${from}`;
        return decideAndFollow(outputs, algorithm, version, stack, "Approved", why);
    }
    const client = new SFNClient({});
    const pace = paceOf(stack);
    const find = (stateMachineArn: string) =>
        findStarted(client, stateMachineArn, {
            atMs: Date.now() - seconds * 1000,
            isCause: (input) => isDecisionOn(input, version.arn, "Approved"),
            late: (within) => notStarted(version, stack.name, within),
            pace,
        });
    return watching(goingOn(stack, "The deployment"), () =>
        step(deploymentStep(outputs, algorithm, find, pace, client)),
    );
}
