import * as crypto from "node:crypto";
import type {
    DeregisterScalableTargetCommandInput,
    DescribeScalableTargetsCommandInput,
    RegisterScalableTargetCommandInput,
} from "@aws-sdk/client-application-auto-scaling";
import type { Account } from "../core/account";
import { refuseMembers } from "../core/checks";
import { invalid, unsupported } from "../core/errors";
import { page } from "../core/listing";
import type { Services } from "../core/services";
import { findEndpoint } from "../hosting/endpoints";
import { describeTarget, dimension, namespace, parseResourceId, scalableTargets } from "./scaling";

/** Of Application Auto Scaling there are the variants of SageMaker's endpoints. */
export function checkPlace(input: {
    ServiceNamespace?: string;
    ResourceId?: string;
    ScalableDimension?: string;
}): void {
    if (input.ServiceNamespace !== namespace) {
        throw unsupported(`the service namespace ${input.ServiceNamespace}`, `Use ${namespace}.`);
    }
    if (input.ScalableDimension?.startsWith(`${namespace}:`) && input.ScalableDimension !== dimension) {
        throw unsupported(`the scalable dimension ${input.ScalableDimension}`, `Use ${dimension}.`);
    }
    if (input.ScalableDimension && input.ScalableDimension !== dimension) {
        throw invalid("Unsupported service namespace, resource type or scalable dimension");
    }
    if (input.ResourceId !== undefined) {
        parseResourceId(input.ResourceId);
    }
}

/** `RegisterScalableTarget`: makes a target, or changes one; the variant's count is brought into its range. */
export function registerScalableTarget(account: Account, input: RegisterScalableTargetCommandInput) {
    checkPlace(input);
    refuseMembers("RegisterScalableTarget", input, [
        "ServiceNamespace",
        "ResourceId",
        "ScalableDimension",
        "MinCapacity",
        "MaxCapacity",
        "SuspendedState",
    ]);
    const held = scalableTargets.of(account).get(input.ResourceId!);
    const { min, max } = capacities(input, held);
    const { endpoint, variant } = parseResourceId(input.ResourceId!);
    const count = currentCount(account, endpoint, variant);
    const off = {
        DynamicScalingInSuspended: false,
        DynamicScalingOutSuspended: false,
        ScheduledScalingSuspended: false,
    };
    const suspended = { ...off, ...held?.suspended, ...input.SuspendedState };
    const target = held ?? {
        resourceId: input.ResourceId!,
        endpoint,
        variant,
        arn: `arn:aws:application-autoscaling:${account.region}:${account.id}:scalable-target/${id()}`,
        created: new Date(),
        min,
        max,
        suspended,
        policies: new Map(),
    };
    scalableTargets.of(account).add(Object.assign(target, { min, max, suspended }));
    const within = Math.min(max, Math.max(min, count));
    if (within !== count) {
        const DesiredWeightsAndCapacities = [{ VariantName: variant, DesiredInstanceCount: within }];
        findEndpoint(account, endpoint).updateWeights({ EndpointName: endpoint, DesiredWeightsAndCapacities });
    }
    return { ScalableTargetARN: target.arn };
}

function capacities(input: RegisterScalableTargetCommandInput, held: { min: number; max: number } | undefined) {
    const [min, max] = [input.MinCapacity ?? held?.min, input.MaxCapacity ?? held?.max];
    if (min === undefined || max === undefined) {
        throw invalid("MinCapacity and MaxCapacity are required to register a new scalable target.");
    }
    if (min > max) {
        throw invalid("Maximum capacity cannot be less than minimum capacity");
    }
    if (min < 1) {
        throw invalid(
            `Minimum capacity ${min} is not valid: a variant that answers in real time has 1 instance at least.`,
        );
    }
    return { min, max };
}

/** The variant's instance count; the endpoint must serve, on instances that can be scaled. */
function currentCount(account: Account, name: string, variantName: string): number {
    const endpoint = findEndpoint(account, name);
    const variant = endpoint.fleet?.find(variantName)?.variant;
    if (endpoint.status !== "InService") {
        throw invalid(
            `The endpoint "${endpoint.arn}" is ${endpoint.status}; a variant can be registered as a scalable target only ` +
                "when its endpoint is InService.",
        );
    }
    if (!variant) {
        throw invalid(`Could not find variant "${variantName}" of endpoint "${endpoint.arn}".`);
    }
    const type = variant.definition.InstanceType;
    if (type?.startsWith("ml.t2.")) {
        throw invalid(
            `You cannot register a variant with ${type} instance type as a scalable target. This is because the ` +
                "burstable performance of these instances can lead to unpredictable behavior with Auto Scaling.",
        );
    }
    return variant.instances;
}

/** AWS's ids are 34 hexadecimal digits. */
function id(): string {
    return crypto.randomBytes(17).toString("hex");
}

export function describeScalableTargets(account: Account, input: DescribeScalableTargetsCommandInput) {
    checkPlace(input);
    if (input.ScalableDimension && !input.ResourceIds?.length) {
        throw invalid("If you specify a scalable dimension, you must also specify a resource ID.");
    }
    const targets = [...scalableTargets.of(account)].filter(
        ({ resourceId }) => !input.ResourceIds?.length || input.ResourceIds.includes(resourceId),
    );
    const { items, NextToken } = page(targets, input, 50);
    return { ScalableTargets: items.map(describeTarget), NextToken };
}

/** `DeregisterScalableTarget`: its policies go with it. */
export async function deregisterScalableTarget(
    account: Account,
    input: DeregisterScalableTargetCommandInput,
    services: Services,
) {
    checkPlace(input);
    await scalableTargets.of(account).remove(account, scalableTargets.of(account).require(input.ResourceId!), services);
    return {};
}
