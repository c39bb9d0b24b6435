import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { ModelOutputs, PipelineOutputs } from "../../contracts/outputs";
import { championParameter } from "../../contracts/parameters";
import { CommandError, UsageError } from "../terminal/errors";
import { findWaiting, pipelineOf } from "./approval";
import { describeVersion, numberedVersion, type Version } from "./registry";

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
