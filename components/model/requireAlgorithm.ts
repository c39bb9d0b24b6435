import * as pulumi from "@pulumi/pulumi";
import type { AlgorithmDefinition, ModelDefinition } from "./model";

/**
 * Finds the algorithm that a pipeline is for.
 * @throws pulumi.ResourceError that names those of the model, without a stack trace
 */
export function requireAlgorithm(
    { algorithms }: Pick<ModelDefinition, "algorithms">,
    algorithm: string,
    resource: pulumi.Resource,
): AlgorithmDefinition {
    const definition = algorithms[algorithm];
    if (definition !== undefined) return definition;
    const known = Object.keys(algorithms).join(", ");
    throw new pulumi.ResourceError(`algorithm: ${algorithm} is none of ${known}.`, resource, true);
}
