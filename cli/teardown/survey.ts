import { endpointLogGroup } from "../../contracts/names";
import type { ModelOutputs } from "../../contracts/outputs";
import { made, readResources } from "../engine/state";
import { findOutputs } from "../stacks/outputs";
import type { StackReference } from "../stacks/stack";
import { count } from "../terminal/format";
import { findLeftovers, type Leftovers, leftoversText } from "./leftovers";
import { withRemoved } from "./removedPipelines";
import { retainedRefusal, retainedResources } from "./retained";
import type { SweepClients } from "./scope";

/** What taking a stack down would remove, found before anything is. */
export interface Survey {
    /** The stack's outputs; undefined where it was never brought up to its end. */
    readonly outputs: ModelOutputs | undefined;
    /** How many resources the engine knows. */
    readonly resources: number;
    /** What runs made. */
    readonly leftovers: Leftovers | undefined;
    /** Why the stack does not go down; undefined where it does. */
    readonly refusal: string | undefined;
}

/** Finds what taking a stack down would remove. */
export async function survey(stack: StackReference, clients: SweepClients): Promise<Survey> {
    const deployed = await findOutputs(stack);
    const resources = await readResources(stack.name);
    const outputs = deployed && withRemoved(deployed, resources);
    const leftovers = outputs && (await findLeftovers(outputs, clients));
    const text = leftovers && leftoversText(leftovers);
    return {
        ...{ outputs, leftovers, resources: made(resources).length },
        refusal: retainedRefusal(stack, retainedResources(resources), text),
    };
}

/**
 * What would go, as one sentence or more.
 *
 * SageMaker deletes no model package group that has versions
 * (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteModelPackageGroup.html).
 */
export function surveyText(
    { name, local }: Pick<StackReference, "name" | "local">,
    { outputs, resources, leftovers }: Survey,
): string {
    const text = leftovers && leftoversText(leftovers);
    const logs = Object.values(local ? {} : (outputs?.pipelines ?? {})).map(({ endpointName }) =>
        endpointLogGroup(endpointName),
    );
    const versions = leftovers?.modelPackages.length ?? 0;
    return [
        `This removes from the stack ${name}: ${[count(resources, "resource"), text].filter(Boolean).join(", ")}.`,
        ...(versions > 0
            ? [
                  `A plain \`pulumi destroy\` would stop at the model package groups, since SageMaker deletes none that has ` +
                      `versions (there ${versions === 1 ? "is 1" : `are ${versions}`}): \`npx drivetrain down -s ${name}\` ` +
                      `deletes the versions first.`,
              ]
            : []),
        ...(logs.length > 0
            ? [
                  `What the endpoints logged stays (${logs.join(", ")}); it can be read as long as the stack's key, which ` +
                      `is deleted with it, can be used.`,
              ]
            : []),
    ].join("\n");
}
