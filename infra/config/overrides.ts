import { z } from "zod";
import type { AlgorithmDefinition, ModelDefinition } from "../../components/model/model";
import { monitoringOf } from "../../components/model/monitoring";

const job = z.strictObject({
    instanceType: z.string(),
    instanceCount: z.int(),
    volumeSize: z.int(),
    maxRuntime: z.int(),
});

const machines = z.strictObject({ instanceType: z.string(), instanceCount: z.int() });

const scaling = z.strictObject({
    minInstances: z.int(),
    maxInstances: z.int(),
    invocationsPerInstance: z.number(),
    scaleInCooldown: z.int().optional(),
    scaleOutCooldown: z.int().optional(),
});

const alarms = z
    .strictObject({ serverErrors: z.number(), modelErrors: z.number(), latencyMilliseconds: z.number() })
    .partial();

const range = z.discriminatedUnion(
    "type",
    [
        z.strictObject({
            type: z.enum(["integer", "continuous"]),
            min: z.number(),
            max: z.number(),
            scale: z.enum(["Auto", "Linear", "Logarithmic", "ReverseLogarithmic"]).optional(),
        }),
        z.strictObject({ type: z.literal("categorical"), values: z.array(z.string()).readonly() }),
    ],
    { error: 'must be "integer" or "continuous", with min and max, or "categorical", with values' },
);

const tuning = z.strictObject({
    ranges: z.record(z.string(), range),
    maxJobs: z.int(),
    maxParallelJobs: z.int(),
    strategy: z.enum(["Bayesian", "Random"]).optional(),
    seed: z.int().optional(),
});

const training = job.extend({ spot: z.strictObject({ maxWait: z.int() }).optional() });
const endpoint = machines.extend({
    scaling: scaling.optional(),
    canaryInstances: z.int().optional(),
    alarms: alarms.optional(),
});
const gate = z.strictObject({
    metric: z.string(),
    threshold: z.number(),
    compare: z.enum(["rmse", "mae"]).optional(),
    margin: z.number().optional(),
});
const eitherImage = {
    error: "must have repository and tag (an image of SageMaker's own), or build (a folder with a Dockerfile)",
};
const image = z.union(
    [z.strictObject({ repository: z.string(), tag: z.string() }), z.strictObject({ build: z.string() })],
    eitherImage,
);
const hyperparameters = z.record(z.string(), z.union([z.string(), z.number()], { error: "must be text or a number" }));
const choices = {
    batchFormat: z.enum(["text/csv", "application/jsonlines"]).optional(),
    approval: z.enum(["automatic", "manual"]).optional(),
};

/** A whole algorithm, as a model's file defines it. */
export const algorithmDefinition = z.strictObject({
    image,
    hyperparameters,
    tuning: tuning.optional(),
    preprocessing: job,
    training,
    transform: machines.optional(),
    endpoint,
    gate,
    ...choices,
});

/** What config may change about a model's definition. An algorithm that the model lacks is added, if it is whole. */
export const modelOverrides = z.strictObject({
    algorithms: z
        .record(
            z.string(),
            z.strictObject({
                image: z
                    .strictObject({ repository: z.string(), tag: z.string(), build: z.string() }, eitherImage)
                    .partial()
                    .optional(),
                hyperparameters: hyperparameters.optional(),
                tuning: tuning.optional(),
                preprocessing: job.partial().optional(),
                training: training.partial().optional(),
                transform: machines.partial().optional(),
                endpoint: endpoint.partial().optional(),
                gate: gate.partial().optional(),
                ...choices,
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
    // What is in it the model's own validation knows (components/model).
    monitoring: z.record(z.string(), z.unknown()).default({}),
    locations: z
        .strictObject({
            landing: z.string(),
            data: z.string(),
            scoring: z.string(),
            runs: z.string(),
            scores: z.string(),
            captures: z.string(),
            requests: z.string(),
            groundTruth: z.string(),
        })
        .partial()
        .default({}),
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
        // A model that is not watched stays so, whatever config says of how it would be.
        ...(Object.keys(overrides.monitoring).length > 0 &&
            model.monitoring !== false && { monitoring: { ...monitoringOf(model), ...overrides.monitoring } }),
    };
}

/**
 * Field by field, one level deep: what is deeper (scaling, ranges) is replaced as a whole, and so is an image by one of
 * the other kind.
 */
function mergeAlgorithm(
    own: Partial<AlgorithmDefinition>,
    override: ModelOverrides["algorithms"][string],
): Record<string, unknown> {
    const merged: Record<string, unknown> = { ...own };
    for (const [part, fields] of Object.entries(override)) {
        const given = merged[part] as object | undefined;
        merged[part] = typeof fields === "string" || isOtherKind(given, fields) ? fields : { ...given, ...fields };
    }
    return merged;
}

/** Whether one of two images is built and the other one is not. */
function isOtherKind(own: object | undefined, fields: object): boolean {
    const ofRegistry = (image: object) => "repository" in image || "tag" in image;
    return own !== undefined && (("build" in fields && ofRegistry(own)) || (ofRegistry(fields) && "build" in own));
}
