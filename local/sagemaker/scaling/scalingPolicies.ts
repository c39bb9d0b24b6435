import * as crypto from "node:crypto";
import type {
    DeleteScalingPolicyCommandInput,
    DescribeScalingPoliciesCommandInput,
    PutScalingPolicyCommandInput,
    ScalingPolicy,
    TargetTrackingScalingPolicyConfiguration,
} from "@aws-sdk/client-application-auto-scaling";
import type { Account } from "../core/account";
import { refuseMembers } from "../core/checks";
import { invalid, ServiceError, unsupported } from "../core/errors";
import { page } from "../core/listing";
import type { Services } from "../core/services";
import { checkPlace } from "./scalableTargets";
import { dimension, namespace, scalableTargets } from "./scaling";
import { deleteAlarms, putAlarms } from "./scalingAlarms";

/** `PutScalingPolicy`: target tracking of the invocations per instance; recorded, with its alarms. */
export async function putScalingPolicy(account: Account, input: PutScalingPolicyCommandInput, services: Services) {
    checkPlace(input);
    if (input.PolicyType !== undefined && input.PolicyType !== "TargetTrackingScaling") {
        throw unsupported(`PolicyType ${input.PolicyType} in PutScalingPolicy`, "Use TargetTrackingScaling.");
    }
    const target = scalableTargets.of(account).require(input.ResourceId!);
    const before = target.policies.get(input.PolicyName!);
    const configuration = input.TargetTrackingScalingPolicyConfiguration;
    if (!configuration || (!before && !input.PolicyType)) {
        throw invalid(
            "PolicyType and TargetTrackingScalingPolicyConfiguration are required to create a scaling policy.",
        );
    }
    checkTracking(configuration);
    const PolicyARN = before?.PolicyARN ?? policyArn(account, input);
    const Alarms = await putAlarms(account, services, PolicyARN, target, configuration.TargetValue!);
    await deleteAlarms(account, services, before ? [before] : []);
    target.policies.set(input.PolicyName!, {
        PolicyARN,
        PolicyName: input.PolicyName,
        ServiceNamespace: namespace,
        ResourceId: input.ResourceId,
        ScalableDimension: dimension,
        PolicyType: "TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration: configuration,
        Alarms,
        CreationTime: before?.CreationTime ?? new Date(),
    });
    return { PolicyARN, Alarms };
}

function checkTracking(configuration: TargetTrackingScalingPolicyConfiguration): void {
    refuseMembers("PutScalingPolicy", configuration, [
        "TargetValue",
        "PredefinedMetricSpecification",
        "ScaleInCooldown",
        "ScaleOutCooldown",
        "DisableScaleIn",
    ]);
    const metric = configuration.PredefinedMetricSpecification?.PredefinedMetricType;
    if (metric !== "SageMakerVariantInvocationsPerInstance") {
        throw unsupported(
            metric ? `the predefined metric ${metric}` : "a target tracking policy without a predefined metric",
            "Use SageMakerVariantInvocationsPerInstance.",
        );
    }
}

function policyArn(account: Account, { ResourceId, PolicyName }: PutScalingPolicyCommandInput): string {
    const place = `arn:aws:autoscaling:${account.region}:${account.id}`;
    return `${place}:scalingPolicy:${crypto.randomUUID()}:resource/${namespace}/${ResourceId}:policyName/${PolicyName}`;
}

export function describeScalingPolicies(account: Account, input: DescribeScalingPoliciesCommandInput) {
    checkPlace(input);
    const wanted = (policy: ScalingPolicy) =>
        (!input.ResourceId || policy.ResourceId === input.ResourceId) &&
        (!input.PolicyNames?.length || input.PolicyNames.includes(policy.PolicyName!));
    const policies = [...scalableTargets.of(account)].flatMap((target) => [...target.policies.values()]).filter(wanted);
    const { items, NextToken } = page(policies, input, 10);
    return { ScalingPolicies: items, NextToken };
}

export async function deleteScalingPolicy(
    account: Account,
    input: DeleteScalingPolicyCommandInput,
    services: Services,
) {
    checkPlace(input);
    const policies = scalableTargets.of(account).get(input.ResourceId!)?.policies;
    const policy = policies?.get(input.PolicyName!);
    if (!policy) {
        throw new ServiceError(
            "ObjectNotFoundException",
            `No scaling policy found for service namespace: ${namespace}, resource ID: ${input.ResourceId}, scalable ` +
                `dimension: ${dimension}, policy name: ${input.PolicyName}`,
        );
    }
    policies!.delete(input.PolicyName!);
    await deleteAlarms(account, services, [policy]);
    return {};
}
