import type { ModelOutputs } from "../../contracts/outputs";
import { ask } from "../engine/pulumi";
import { countMade, existingStacks } from "../engine/state";
import { CommandError } from "../terminal/errors";
import { count } from "../terminal/format";
import type { StackReference } from "./stack";

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
