import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SFNClient } from "@aws-sdk/client-sfn";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { ModelOutputs, PipelineOutputs } from "../../contracts/outputs";
import { championParameter } from "../../contracts/parameters";
import type { StackReference } from "../stacks/stack";
import { CommandError, UsageError } from "../terminal/errors";
import { watching } from "../terminal/interrupt";
import { step } from "../terminal/progress";
import { findWaiting, isDecisionOn, pipelineOf } from "./approval";
import { findStarted } from "./executions";
import { goingOn, paceOf } from "./pace";
import { decide, describeVersion, numberedVersion, type Version } from "./registry";
import { deploymentStep } from "./training";
import type { TrainingRun } from "./trainingRun";

/** The version that serves; undefined where none does. */
export async function servingVersion(
    { parameterPrefix }: Pick<PipelineOutputs, "parameterPrefix">,
    { ssm = new SSMClient({}), sagemaker = new SageMakerClient({}) } = {},
): Promise<Version | undefined> {
    try {
        const Name = championParameter(parameterPrefix, "model-package-arn");
        const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
        return Parameter?.Value === undefined ? undefined : await describeVersion(Parameter.Value, sagemaker);
    } catch (error) {
        if ((error as Error).name === "ParameterNotFound") return undefined;
        throw error;
    }
}

/**
 * The version that somebody means to reject: by its number, else the newest that waits for a person.
 * @throws UsageError where the number is none, or there is no such version
 */
export async function findRejected(
    outputs: Pick<ModelOutputs, "model" | "pipelines">,
    algorithm: string,
    number: string | undefined,
    stack: string,
    client = new SageMakerClient({}),
): Promise<Version> {
    const { modelPackageGroupName: group, approval } = pipelineOf(outputs, algorithm);
    if (number === undefined) {
        if (approval === "automatic") {
            throw new UsageError(
                `No version of ${algorithm} waits for a person on the stack ${stack}: say which one to reject, ` +
                    `\`npx drivetrain reject ${algorithm} VERSION\`, or take the one that serves out of service by ` +
                    `\`npx drivetrain rollback ${algorithm}\`.`,
            );
        }
        return findWaiting(outputs, algorithm, stack, client);
    }
    if (!/^[1-9]\d{0,8}$/.test(number)) {
        throw new UsageError(`"${number}" is no version: they are numbered 1, 2, 3 ...`);
    }
    const version = await numberedVersion(group, Number(number), client);
    if (version === undefined) throw new UsageError(`${algorithm} has no version ${number} in the group ${group}.`);
    return version;
}

/**
 * @throws UsageError where there is no such algorithm
 * @throws CommandError where no version of it serves
 */
export async function requireServing(
    outputs: Pick<ModelOutputs, "model" | "pipelines">,
    algorithm: string,
    stack: string,
    clients: { readonly ssm?: SSMClient; readonly sagemaker?: SageMakerClient } = {},
): Promise<Version> {
    const serving = await servingVersion(pipelineOf(outputs, algorithm), clients);
    if (serving !== undefined) return serving;
    throw new CommandError(
        `No version of ${algorithm} serves, so there is nothing to roll back: \`npx drivetrain status -s ${stack}\`.`,
    );
}

/** Rejects a version. */
export async function rejectStep(algorithm: string, { arn, version, modelName }: Version, why: string): Promise<void> {
    await step({
        title: `reject version ${version} of ${algorithm}`,
        run: () => decide(arn, "Rejected", why),
        detail: () => modelName,
    });
}

/**
 * Rejects the version that serves, and follows its rollback. Of one that is rejected already the registry tells once
 * more, so that a rollback which did not succeed is tried again.
 */
export async function rollBack(
    outputs: ModelOutputs,
    algorithm: string,
    serving: Version,
    stack: StackReference,
    why: string,
): Promise<TrainingRun> {
    const atMs = Date.now();
    await rejectStep(algorithm, serving, why);
    const client = new SFNClient({});
    const pace = paceOf(stack);
    const find = (stateMachineArn: string) =>
        findStarted(client, stateMachineArn, {
            atMs,
            isCause: (input) => isDecisionOn(input, serving.arn, "Rejected"),
            pace,
            late: (within) =>
                `Version ${serving.version} is rejected, but no rollback of it started within ${within}: look at ` +
                `\`npx drivetrain status -s ${stack.name}\`, then at the rule for the rejection of ${serving.arn}.`,
        });
    return watching(goingOn(stack, "The version is rejected, and its rollback"), () =>
        step(deploymentStep(outputs, algorithm, find, pace, client, "roll back")),
    );
}
