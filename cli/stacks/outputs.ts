import { ask } from "../engine/pulumi";
import { countMade, existingStacks } from "../engine/state";
import { CommandError } from "../terminal/errors";
import { count } from "../terminal/format";
import type { StackReference } from "./stack";

/** One training pipeline of a model's stack. */
export interface PipelineOutputs {
    readonly stateMachineArn: string;
    readonly endpointName: string;
    /** The registry's group that has the pipeline's model versions. */
    readonly modelPackageGroupName: string;
    /** Parameter Store path under which runs write `candidate/` and `champion/`. */
    readonly parameterPrefix: string;
    /** Whether a person approves a version before it serves; a stack that was brought up long ago does not tell. */
    readonly approval?: "automatic" | "manual";
}

/** The batch scoring pipeline of a model's stack. */
export interface ScoringOutputs {
    readonly stateMachineArn: string;
    /** Objects created under this prefix of the landing bucket are scored. */
    readonly prefix: string;
    /** Where runs leave their files: an S3 location with a slash at its end. */
    readonly scores: string;
    /** What the names of scoring runs' jobs begin with. */
    readonly jobPrefix: string;
}

/** The outputs of a model's stack: all that the commands know of what is deployed. */
export interface ModelOutputs {
    readonly model: string;
    readonly stage: string;
    readonly landingBucket: string;
    readonly artifactBucket: string;
    readonly captureBucket: string;
    readonly topicArn: string;
    /** Objects created under this prefix of the landing bucket start the training pipelines. */
    readonly trainingPrefix: string;
    /** The stack's algorithms, those that its config adds included, in the order of a result's columns. */
    readonly algorithms: readonly string[];
    /** By algorithm, in no order. */
    readonly pipelines: Readonly<Record<string, PipelineOutputs>>;
    readonly scoring: ScoringOutputs;
    /** The table of claims and leases. */
    readonly ledgerTable: string;
    readonly realtime: { readonly url: string; readonly apiKeyId: string; readonly functionName: string };
    readonly combine: string;
}

/** The outputs of a model's stack, or undefined where it is not deployed. */
export async function findOutputs(stack: StackReference): Promise<ModelOutputs | undefined> {
    const outputs = (await readStackOutputs(stack.name)) as Partial<ModelOutputs> | undefined;
    return outputs?.model && outputs.pipelines ? (outputs as ModelOutputs) : undefined;
}

/** Whether a stack was brought up to its end once: only then does it have outputs. */
export async function isDeployed(stack: string): Promise<boolean> {
    return Object.keys((await readStackOutputs(stack)) ?? {}).length > 0;
}

async function readStackOutputs(stack: string): Promise<object | undefined> {
    if (!(await existingStacks()).includes(stack)) return undefined;
    return JSON.parse(await ask(["stack", "output", "--json", "--stack", stack])) as object;
}

/** The outputs of a stack. @throws CommandError where nothing is deployed */
export async function readOutputs(stack: StackReference): Promise<ModelOutputs> {
    const outputs = await findOutputs(stack);
    if (outputs === undefined) throw new CommandError(notDeployedText(stack.name, await countMade(stack.name)));
    return outputs;
}

/** What to say of a stack that has no outputs. */
export function notDeployedText(stack: string, resources = 0): string {
    const up = `\`npx drivetrain up -s ${stack}\``;
    return resources === 0
        ? `Nothing is deployed to the stack ${stack}: ${up} does it.`
        : `The stack ${stack} is deployed in part (${count(resources, "resource")}), as its first \`up\` did not end: ${up} ` +
              `goes on with it, \`npx drivetrain down -s ${stack}\` removes it.`;
}
