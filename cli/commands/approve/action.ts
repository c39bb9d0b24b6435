import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SFNClient } from "@aws-sdk/client-sfn";
import { findStarted } from "../../runs/executions";
import { approve as approveVersion, newestVersion, type Version } from "../../runs/registry";
import { runDetails, runStep } from "../../runs/training";
import { explained, runsTable } from "../../runs/verdicts";
import { enter } from "../../stacks/environment";
import { type CommonOptions, goingOn, paceOf, stackOf } from "../../stacks/options";
import { type ModelOutputs, readOutputs } from "../../stacks/outputs";
import { CommandError, UsageError } from "../../terminal/errors";
import { answer } from "../../terminal/format";
import { watching } from "../../terminal/interrupt";
import { step } from "../../terminal/progress";
import { exitCodeFor } from "../train/action";

/** Approves the newest version of an algorithm that waits for it, and follows its deployment. */
export async function approve(algorithm: string, options: CommonOptions): Promise<number> {
    const stack = stackOf(options);
    await enter(stack);
    const outputs = await readOutputs(stack);
    const waiting = await findWaiting(outputs, algorithm, stack.name);
    const atMs = Date.now();
    await step({
        title: `approve version ${waiting.version} of ${algorithm}`,
        run: () => approveVersion(waiting.arn, "Approved by drivetrain approve"),
        detail: () => waiting.modelName,
    });
    const client = new SFNClient({});
    const pace = paceOf(stack);
    const find = (stateMachineArn: string) =>
        findStarted(client, stateMachineArn, {
            atMs,
            isCause: (input) => isApprovalOf(input, waiting.arn),
            pace,
            late: (within) => notStarted(waiting, stack.name, within),
        });
    const run = await watching(goingOn(stack, "The version is approved, and its deployment"), () =>
        step({ ...runStep(outputs, algorithm, find, pace, client), title: `deploy ${algorithm}` }),
    );
    const exitCode = exitCodeFor([run]);
    answer(
        options.json,
        { ok: exitCode === 0, stack: stack.name, model: outputs.model, algorithm, ...runDetails(run) },
        () => [runsTable([run]), explained(run, stack.name)].join("\n"),
    );
    return exitCode;
}

/**
 * The newest version of an algorithm that waits for a person.
 * @throws UsageError where there is no such algorithm, or none whose versions wait
 * @throws CommandError where no version of it waits
 */
export async function findWaiting(
    { model, pipelines }: Pick<ModelOutputs, "model" | "pipelines">,
    algorithm: string,
    stack: string,
    client = new SageMakerClient({}),
): Promise<Version> {
    const pipeline = Object.hasOwn(pipelines, algorithm) ? pipelines[algorithm] : undefined;
    if (pipeline === undefined) {
        throw new UsageError(`${model} has no algorithm "${algorithm}". It has: ${Object.keys(pipelines).join(", ")}.`);
    }
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

/** Whether an execution's input is the event that tells of a version's approval. */
export function isApprovalOf(input: string, arn: string): boolean {
    const { detail } = JSON.parse(input) as { detail?: { ModelPackageArn?: string; ModelApprovalStatus?: string } };
    return detail?.ModelPackageArn === arn && detail.ModelApprovalStatus === "Approved";
}

function notStarted({ version, arn }: Version, stack: string, within: string): string {
    return (
        `Version ${version} is approved, but no deployment of it started within ${within}: somebody else may have approved ` +
        `it first, so look at \`npx drivetrain status -s ${stack}\`; else look at the rule for the approval of ${arn}.`
    );
}
