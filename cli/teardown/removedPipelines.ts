import { parseArn, stateMachineArnOf } from "../../contracts/arns";
import {
    algorithmOfGroup,
    deploymentMachineName,
    endpointName,
    modelPackageGroupName,
    parameterPrefix,
    promotionMachineName,
    stackPrefix,
    trainingMachineName,
} from "../../contracts/names";
import type { ModelOutputs, PipelineOutputs } from "../../contracts/outputs";
import { typeAndName } from "../engine/events";
import type { StateResource } from "../engine/state";
import type { Deployment } from "../stacks/deployment";
import { CommandError } from "../terminal/errors";

const groupType = "aws:sagemaker/modelPackageGroup:ModelPackageGroup";

/**
 * A stack's outputs with the training pipelines of algorithms that its program does not have any more: after an `up`
 * that could not remove one, the outputs do not name it, but the state has its model package group.
 */
export function withRemoved(outputs: ModelOutputs, resources: readonly StateResource[]): ModelOutputs {
    const known = Object.values(outputs.pipelines).map((one) => one.modelPackageGroupName);
    const removed = resources.flatMap(({ type, id }) => {
        if (type !== groupType || id === undefined || known.includes(id)) return [];
        const algorithm = algorithmOfGroup(id, outputs);
        return algorithm === undefined ? [] : [[algorithm, pipelineOf(algorithm, outputs)] as const];
    });
    return { ...outputs, pipelines: { ...outputs.pipelines, ...Object.fromEntries(removed) } };
}

/** An algorithm's pipeline, with the names that its component gave it. */
function pipelineOf(algorithm: string, { model, stage, scoring }: ModelOutputs): PipelineOutputs {
    const trained = { stage, model, algorithm };
    const prefix = stackPrefix(stage, model);
    const machineArn = (name: string) => stateMachineArnOf(parseArn(scoring.stateMachineArn), name);
    return {
        stateMachineArn: machineArn(trainingMachineName(prefix, algorithm)),
        deploymentStateMachineArn: machineArn(deploymentMachineName(prefix, algorithm)),
        // Where no versions come from another stage there is none.
        promotionStateMachineArn: machineArn(promotionMachineName(prefix, algorithm)),
        endpointName: endpointName(trained),
        modelPackageGroupName: modelPackageGroupName(trained),
        parameterPrefix: parameterPrefix(trained),
    };
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
