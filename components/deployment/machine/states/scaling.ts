import { scalableTarget } from "../../../../contracts/names";
import { failed } from "../../../asl/failures";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling } from "../../../asl/states";
import type { Scaling } from "../../../model/model";
import type { DeploymentDefinitionArgs } from "../args";

const retry = retryThrottling(...serviceErrors.scaling);
const autoScaling = (operation: string) => `arn:aws:states:::aws-sdk:applicationautoscaling:${operation}`;

/**
 * Before an update by which the instance type changes, or of a model that does not scale (any more): only where scaling
 * is registered, so that models that never scale depend on no permission to stop it. Where that is not told, the update
 * goes on: SageMaker refuses it if it has to.
 */
export function stopScaling<const Next extends string>({ endpointName }: DeploymentDefinitionArgs, next: Next) {
    const { ServiceNamespace, ScalableDimension, ResourceId } = scalableTarget(endpointName);
    return part("Does it scale?", {
        "Does it scale?": {
            Type: "Task",
            Resource: autoScaling("describeScalableTargets"),
            Arguments: { ServiceNamespace, ScalableDimension, ResourceIds: [ResourceId] },
            Assign: { scales: "{% $count($states.result.ScalableTargets) > 0 %}" },
            Retry: retry,
            Catch: [{ ErrorEquals: ["States.ALL"], Next: next }],
            Next: "Is there scaling to stop?",
        },
        "Is there scaling to stop?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $scales %}", Next: "Stop scaling" }],
            Default: next,
        },
        "Stop scaling": {
            Type: "Task",
            Resource: autoScaling("deregisterScalableTarget"),
            Arguments: scalableTarget(endpointName),
            Assign: { scalingStopped: true },
            Retry: retry,
            Catch: [
                { ErrorEquals: ["ApplicationAutoScaling.ObjectNotFoundException"], Next: next },
                ...failed("Stop scaling", "May it be rejected?"),
            ],
            Next: next,
        },
    });
}

/**
 * Once the model is promoted and its verdict stored: scaling hangs on the endpoint, which deployments make. Registering
 * twice changes nothing. What fails here fails the deployment and leaves the model promoted; its settlement tries again.
 */
export function registerScaling<const Next extends string>(
    args: DeploymentDefinitionArgs,
    scaling: Scaling,
    next: Next,
) {
    return part("Register scaling", {
        "Register scaling": {
            Type: "Task",
            Resource: autoScaling("registerScalableTarget"),
            Arguments: registration(args, scaling),
            Retry: retry,
            Catch: failed("Register scaling", "Deployment failed"),
            Next: "Put scaling policy",
        },
        "Put scaling policy": {
            Type: "Task",
            Resource: autoScaling("putScalingPolicy"),
            Arguments: policy(args, scaling),
            Retry: retry,
            Catch: failed("Put scaling policy", "Deployment failed"),
            Next: next,
        },
    });
}

/** After a deployment that failed: what serves goes on scaling. The failure stays what it was. */
export function resumeScaling(args: DeploymentDefinitionArgs, scaling: Scaling) {
    const giveUp = [{ ErrorEquals: ["States.ALL"], Next: "Deployment failed" }] as const;
    return part("Did it stop scaling?", {
        "Did it stop scaling?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $scalingStopped %}", Next: "Register scaling again" }],
            Default: "Deployment failed",
        },
        "Register scaling again": {
            Type: "Task",
            Resource: autoScaling("registerScalableTarget"),
            Arguments: registration(args, scaling),
            Retry: retry,
            Catch: giveUp,
            Next: "Put scaling policy again",
        },
        "Put scaling policy again": {
            Type: "Task",
            Resource: autoScaling("putScalingPolicy"),
            Arguments: policy(args, scaling),
            Retry: retry,
            Catch: giveUp,
            Next: "Deployment failed",
        },
    });
}

function registration({ endpointName }: DeploymentDefinitionArgs, { minInstances, maxInstances }: Scaling) {
    return { ...scalableTarget(endpointName), MinCapacity: minInstances, MaxCapacity: maxInstances };
}

function policy({ endpointName, scalingPolicy }: DeploymentDefinitionArgs, scaling: Scaling) {
    return {
        PolicyName: scalingPolicy,
        ...scalableTarget(endpointName),
        PolicyType: "TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration: {
            TargetValue: scaling.invocationsPerInstance,
            PredefinedMetricSpecification: { PredefinedMetricType: "SageMakerVariantInvocationsPerInstance" },
            ScaleInCooldown: scaling.scaleInCooldown ?? 300,
            ScaleOutCooldown: scaling.scaleOutCooldown ?? 60,
        },
    };
}
