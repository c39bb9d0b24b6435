import type { Definition } from "../../components/asl/states";
import { deploymentDefinition } from "../../components/deployment/machine/definition";
import type { AlgorithmDefinition } from "../../components/model/model";
import { monitorDefinition } from "../../components/monitoring/machine/definition";
import { promotionDefinition } from "../../components/promotion/machine/definition";
import { scoringDefinition } from "../../components/scoring/machine/definition";
import { trainingDefinition } from "../../components/training/machine/definition";
import { definitionArgs as deploymentArgs } from "../components/deployment/definitionArgs";
import { container, definitionArgs as monitorArgs, explained } from "../components/monitoring/definitionArgs";
import { definitionArgs as promotionArgs } from "../components/promotion/definitionArgs";
import { definitionArgs as scoringArgs } from "../components/scoring/definitionArgs";
import { algorithmOf, definitionArgs } from "../components/training/definitionArgs";

const algorithm = algorithmOf();
const { gate, endpoint } = algorithm;

/** What an algorithm's definition may ask for, each a shape of the state machines of its own. */
export const shapes = {
    standard: { gate: { ...gate, margin: 50 } },
    tuned: {
        tuning: {
            ranges: {
                eta: { type: "continuous", min: 0.01, max: 0.3, scale: "Logarithmic" },
                max_depth: { type: "integer", min: 3, max: 9 },
                booster: { type: "categorical", values: ["gbtree", "dart"] },
            },
            maxJobs: 6,
            maxParallelJobs: 2,
        },
    },
    "on spot": { training: { ...algorithm.training, spot: { maxWait: 7200 } } },
    "on several machines": { preprocessing: { ...algorithm.preprocessing, instanceCount: 3 } },
    explained: {},
    approved: { approval: "manual" },
    scaled: {
        endpoint: {
            ...endpoint,
            instanceCount: 2,
            scaling: { minInstances: 2, maxInstances: 6, invocationsPerInstance: 600 },
        },
    },
    "approved and scaled": {
        approval: "manual",
        endpoint: {
            ...endpoint,
            instanceCount: 2,
            canaryInstances: 2,
            scaling: { minInstances: 1, maxInstances: 4, invocationsPerInstance: 600, scaleOutCooldown: 30 },
        },
    },
} as const satisfies Readonly<Record<string, Partial<AlgorithmDefinition>>>;

type Shape = keyof typeof shapes;

/** The shapes that the two state machines of an algorithm have. */
export const trainingShapes = [
    ...(["standard", "tuned", "on spot", "on several machines", "explained", "approved"] as const),
] as const satisfies readonly Shape[];
export const deploymentShapes = [
    ...(["standard", "approved", "scaled", "approved and scaled"] as const),
] as const satisfies readonly Shape[];

/** The training state machine in one of its shapes. */
export function training(shape: (typeof trainingShapes)[number]): Definition {
    const rest = shape === "explained" ? ({ attribution: "trees" } as const) : {};
    return trainingDefinition(definitionArgs({ ...shapes.standard, ...shapes[shape] }, rest));
}

/** The deployment state machine in one of its shapes. */
export function deployment(shape: (typeof deploymentShapes)[number]): Definition {
    return deploymentDefinition(deploymentArgs({ ...shapes.standard, ...shapes[shape] }));
}

/** Every state machine of the project by its file, in each of the forms that its arguments can give it. */
export const definitions: Readonly<Record<string, Readonly<Record<string, Definition>>>> = {
    "components/deployment/machine/definition.ts": {
        ...Object.fromEntries(deploymentShapes.map((shape) => [shape, deployment(shape)])),
        "several instances, with disks of their own": deploymentDefinition(
            deploymentArgs({ endpoint: { instanceType: "ml.m5d.large", instanceCount: 2 } }),
        ),
    },
    "components/monitoring/machine/definition.ts": {
        "two algorithms": monitorDefinition(monitorArgs()),
        "what persists": monitorDefinition(monitorArgs({ persists: true })),
        "by Model Monitor's own container": monitorDefinition(monitorArgs({ container })),
        "with attributions": monitorDefinition(monitorArgs({ explained })),
    },
    "components/promotion/machine/definition.ts": {
        manual: promotionDefinition(promotionArgs()),
        automatic: promotionDefinition(promotionArgs({ approval: "automatic" })),
    },
    "components/scoring/machine/definition.ts": {
        "two algorithms": scoringDefinition(scoringArgs()),
        "nobody explains": scoringDefinition(scoringArgs({ explanations: {} })),
    },
    "components/training/machine/definition.ts": {
        ...Object.fromEntries(trainingShapes.map((shape) => [shape, training(shape)])),
        "several instances, with disks of their own, in a network": trainingDefinition(
            definitionArgs(
                {
                    training: { ...algorithm.training, instanceType: "ml.m5d.large", instanceCount: 2 },
                    endpoint: { instanceType: "ml.m5d.large", instanceCount: 2 },
                    tuning: { ...shapes.tuned.tuning },
                },
                { network: { subnetIds: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] } },
            ),
        ),
    },
};
