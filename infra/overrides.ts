import { z } from "zod";
import type { AlgorithmDefinition, ModelDefinition } from "../components/shared/model";

const job = z.strictObject({
    instanceType: z.string(),
    instanceCount: z.int(),
    volumeSize: z.int(),
    maxRuntime: z.int(),
});

/** A whole algorithm, as a model's file defines it. */
export const algorithmDefinition = z.strictObject({
    image: z.strictObject({ repository: z.string(), tag: z.string() }),
    hyperparameters: z.record(z.string(), z.union([z.string(), z.number()])),
    preprocessing: job,
    training: job,
    endpoint: z.strictObject({ instanceType: z.string(), instanceCount: z.int() }),
    gate: z.strictObject({ metric: z.string(), threshold: z.number(), margin: z.number().optional() }),
});

const { image, hyperparameters, preprocessing, training, endpoint, gate } = algorithmDefinition.shape;

/** What config may change about a model's definition. An algorithm that the model lacks is added, if it is whole. */
export const modelOverrides = z.strictObject({
    algorithms: z
        .record(
            z.string(),
            z.strictObject({
                image: image.partial().optional(),
                hyperparameters: hyperparameters.optional(),
                preprocessing: preprocessing.partial().optional(),
                training: training.partial().optional(),
                endpoint: endpoint.partial().optional(),
                gate: gate.partial().optional(),
            }),
        )
        .default({}),
    realtime: z
        .strictObject({
            maxRequestBytes: z.int(),
            requestsPerSecond: z.int(),
            burst: z.int(),
            requestsPerDay: z.int(),
            cacheSeconds: z.int(),
            endpointTimeoutSeconds: z.int(),
            timeoutSeconds: z.int(),
            memoryMegabytes: z.int(),
        })
        .partial()
        .default({}),
    locations: z.strictObject({ landing: z.string(), runs: z.string(), captures: z.string() }).partial().default({}),
});

export type ModelOverrides = z.infer<typeof modelOverrides>;

/** The model as this stack deploys it: its own definition, with what config says on top. */
export function mergeModel(model: ModelDefinition, overrides: ModelOverrides): ModelDefinition {
    const changed = Object.entries(overrides.algorithms).map(([name, override]) => [
        name,
        mergeAlgorithm(model.algorithms[name] ?? {}, override),
    ]);
    return {
        ...model,
        algorithms: { ...model.algorithms, ...(Object.fromEntries(changed) as ModelDefinition["algorithms"]) },
        realtime: { ...model.realtime, ...overrides.realtime },
        locations: { ...model.locations, ...overrides.locations },
    };
}

/** Field by field, one level deep: that is how deep a definition goes. */
function mergeAlgorithm(
    own: Partial<AlgorithmDefinition>,
    override: ModelOverrides["algorithms"][string],
): Record<string, unknown> {
    const merged: Record<string, unknown> = { ...own };
    for (const [part, fields] of Object.entries(override)) {
        merged[part] = { ...(merged[part] as object | undefined), ...fields };
    }
    return merged;
}
