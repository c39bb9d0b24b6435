import type {
    ScalableTarget as ScalableTargetDescription,
    ScalingPolicy,
    SuspendedState,
} from "@aws-sdk/client-application-auto-scaling";
import { type Account, PerAccount } from "../core/account";
import { invalid, ServiceError } from "../core/errors";
import type { Services } from "../core/services";
import type { EndpointConfig } from "../hosting/endpointConfigs";
import { deleteAlarms } from "./scalingAlarms";

export const namespace = "sagemaker";
export const dimension = "sagemaker:variant:DesiredInstanceCount";

/** A variant that Application Auto Scaling may scale. */
export interface ScalableTarget {
    readonly resourceId: string;
    readonly endpoint: string;
    readonly variant: string;
    readonly arn: string;
    readonly created: Date;
    /** The least and the greatest number of instances. */
    min: number;
    max: number;
    suspended: SuspendedState;
    /** By name. */
    readonly policies: Map<string, ScalingPolicy>;
}

/** Takes `endpoint/NAME/variant/NAME` apart. */
export function parseResourceId(resourceId: string): { endpoint: string; variant: string } {
    const match = /^endpoint\/([^/]+)\/variant\/([^/]+)$/.exec(resourceId);
    if (!match) {
        throw invalid("Unsupported service namespace, resource type or scalable dimension");
    }
    return { endpoint: match[1]!, variant: match[2]! };
}

/** The variants of an account that are registered with Application Auto Scaling. */
export class ScalableTargets {
    private readonly targets = new Map<string, ScalableTarget>();

    add(target: ScalableTarget): void {
        this.targets.set(target.resourceId, target);
    }

    get(resourceId: string): ScalableTarget | undefined {
        return this.targets.get(resourceId);
    }

    /** @throws ServiceError `ObjectNotFoundException` */
    require(resourceId: string): ScalableTarget {
        const target = this.targets.get(resourceId);
        if (!target) {
            throw new ServiceError(
                "ObjectNotFoundException",
                `No scalable target registered for service namespace: ${namespace}, resource ID: ${resourceId}, ` +
                    `scalable dimension: ${dimension}`,
            );
        }
        return target;
    }

    /** Takes a target off, with its policies and their alarms. */
    async remove(account: Account, target: ScalableTarget, services: Services): Promise<void> {
        this.targets.delete(target.resourceId);
        await deleteAlarms(account, services, [...target.policies.values()]);
    }

    ofEndpoint(endpoint: string): ScalableTarget[] {
        return [...this].filter((target) => target.endpoint === endpoint);
    }

    /**
     * Refuses an update of an endpoint that would take a scaled variant away, change its instance type, or reset the
     * instance count that scaling gave it.
     *
     * https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-update.html
     */
    checkUpdate(before: EndpointConfig, after: EndpointConfig, endpoint: string, retainsInstances: boolean): void {
        for (const { variant } of this.ofEndpoint(endpoint)) {
            const [old, next] = [before, after].map((config) =>
                config.input.ProductionVariants!.find(({ VariantName }) => VariantName === variant),
            );
            const why = !next
                ? "The new configuration has no such variant."
                : next.InstanceType !== old?.InstanceType
                  ? `The instance type would change from ${old?.InstanceType} to ${next.InstanceType}.`
                  : retainsInstances
                    ? undefined
                    : "Without RetainAllVariantProperties its instance count would be reset.";
            if (why) {
                throw invalid(
                    `The variant(s) "${variant}" must be deregistered as scalable targets with AWS Auto Scaling before ` +
                        `endpoint config can be updated. ${why}`,
                );
            }
        }
    }

    [Symbol.iterator](): IterableIterator<ScalableTarget> {
        return this.targets.values();
    }
}

export const scalableTargets = new PerAccount(() => new ScalableTargets());

export function describeTarget(target: ScalableTarget): ScalableTargetDescription {
    return {
        ServiceNamespace: namespace,
        ResourceId: target.resourceId,
        ScalableDimension: dimension,
        MinCapacity: target.min,
        MaxCapacity: target.max,
        RoleARN: roleArn(target.arn.split(":")[4]!),
        CreationTime: target.created,
        SuspendedState: target.suspended,
        ScalableTargetARN: target.arn,
    };
}

/** The service-linked role by which the service acts; the emulator makes it. */
function roleArn(accountId: string): string {
    return (
        `arn:aws:iam::${accountId}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/` +
        "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
    );
}
