import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { ModelOutputs, PipelineOutputs } from "../../contracts/outputs";
import { CommandError, UsageError } from "../terminal/errors";
import { newestVersion, type Version } from "./registry";

/** @throws UsageError where there is no such algorithm */
export function pipelineOf(
    { model, pipelines }: Pick<ModelOutputs, "model" | "pipelines">,
    algorithm: string,
): PipelineOutputs {
    const pipeline = Object.hasOwn(pipelines, algorithm) ? pipelines[algorithm] : undefined;
    if (pipeline === undefined) {
        throw new UsageError(`${model} has no algorithm "${algorithm}". It has: ${Object.keys(pipelines).join(", ")}.`);
    }
    return pipeline;
}

/**
 * The newest version of an algorithm that waits for a person.
 * @throws UsageError where there is no such algorithm, or none whose versions wait
 * @throws CommandError where no version of it waits
 */
export async function findWaiting(
    outputs: Pick<ModelOutputs, "model" | "pipelines">,
    algorithm: string,
    stack: string,
    client = new SageMakerClient({}),
): Promise<Version> {
    const pipeline = pipelineOf(outputs, algorithm);
    if (pipeline.approval === "automatic") {
        throw new UsageError(
            `A version of ${algorithm} needs nobody's approval on the stack ${stack}, as its run deploys it by itself once ` +
                'it has passed its gates: to be asked from now on, give the algorithm `approval: "manual"` in the model\'s ' +
                `file, or in drivetrain:algorithms of Pulumi.${stack}.yaml, and run \`npx drivetrain up -s ${stack}\`.`,
        );
    }
    const group = pipeline.modelPackageGroupName;
    const waiting = await newestVersion(group, "PendingManualApproval", client);
    if (waiting !== undefined) return waiting;
    const approved = await newestVersion(group, "Approved", client);
    const train = `\`npx drivetrain train FILE.csv -s ${stack}\``;
    throw new CommandError(
        approved === undefined
            ? `No version of ${algorithm} waits for approval, and none is approved: ${train} registers one that passes its gates.`
            : `No version of ${algorithm} waits for approval, and version ${approved.version} is approved already: ` +
                  `\`npx drivetrain status -s ${stack}\` tells which one serves, and ${train} registers the next.`,
    );
}

/** Whether an execution's input is the event that tells of a decision about a version. */
export function isDecisionOn(input: string, arn: string, decision: "Approved" | "Rejected"): boolean {
    const { detail } = JSON.parse(input) as { detail?: { ModelPackageArn?: string; ModelApprovalStatus?: string } };
    return detail?.ModelPackageArn === arn && detail.ModelApprovalStatus === decision;
}

/** What to say where a version is approved and nothing deploys it. */
export function notStarted({ version, arn }: Version, stack: string, within: string): string {
    return (
        `Version ${version} is approved, but no deployment of it started within ${within}: somebody else may have approved ` +
        `it first, so look at \`npx drivetrain status -s ${stack}\`; else look at the rule for the approval of ${arn}.`
    );
}
