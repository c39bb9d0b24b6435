import { typeAndName } from "../engine/events";
import type { StateResource } from "../engine/state";
import type { Deployment } from "../stacks/deployment";
import type { ModelOutputs, PipelineOutputs } from "../stacks/outputs";
import { CommandError } from "../terminal/errors";

const groupType = "aws:sagemaker/modelPackageGroup:ModelPackageGroup";

/**
 * A stack's outputs with the training pipelines of algorithms that its program does not have any more: after an `up`
 * that could not remove one, the outputs do not name it, but the state has its model package group.
 */
export function withRemoved(outputs: ModelOutputs, resources: readonly StateResource[]): ModelOutputs {
    const known = Object.values(outputs.pipelines).map((one) => one.modelPackageGroupName);
    const abandoned = resources.flatMap(({ type, id }) =>
        type === groupType && id !== undefined && !known.includes(id) ? [pipelineOf(id, outputs)] : [],
    );
    return { ...outputs, pipelines: { ...outputs.pipelines, ...Object.fromEntries(abandoned) } };
}

/** An algorithm and its pipeline, by its group: the names are made as components/training/names.ts makes them. */
function pipelineOf(group: string, { model, stage, scoring }: ModelOutputs): [string, PipelineOutputs] {
    const algorithm = group.slice(`${model}-`.length, -`-${stage}`.length);
    return [
        algorithm,
        {
            stateMachineArn: scoring.stateMachineArn.replace(/-scoring$/, `-${algorithm}-training`),
            endpointName: group,
            modelPackageGroupName: group,
            parameterPrefix: `/drivetrain/${stage}/${model}/${algorithm}`,
        },
    ];
}

/** The pipelines of the algorithms that a deployment would take out of a stack, by the groups that it would delete. */
export function removedBy(
    outputs: ModelOutputs,
    resources: readonly StateResource[],
    { changes }: Pick<Deployment, "changes">,
): Pick<ModelOutputs, "model" | "pipelines"> {
    const deleted = changes.filter(({ operation }) => operation === "delete").map(({ resource }) => resource);
    const groups = resources.flatMap(({ type, id, urn }) =>
        type === groupType && urn !== undefined && deleted.includes(typeAndName(urn)) ? [id] : [],
    );
    const pipelines = Object.entries(withRemoved(outputs, resources).pipelines).filter(([, pipeline]) =>
        groups.includes(pipeline.modelPackageGroupName),
    );
    return { model: outputs.model, pipelines: Object.fromEntries(pipelines) };
}

/**
 * What to say of algorithms that are taken out while their runs have left something that the engine does not know.
 * @param leftovers what their runs made, as text
 */
export function removalRefusal(stack: string, algorithms: readonly string[], leftovers: string): CommandError {
    return new CommandError(
        `This takes ${algorithms.join(" and ")} out of the stack ${stack}, whose runs have left ${leftovers}; nothing was ` +
            `changed. \`npx drivetrain up -s ${stack} --prune\` removes these with it; else put the algorithm back.`,
    );
}
