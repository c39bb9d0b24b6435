import { scalableTarget } from "../../../contracts/names";
import { championPath } from "../../../contracts/parameters";
import { runFiles } from "../../../contracts/places";
import { grantKey, useKey } from "../../access/keyUse";
import type { PolicyStatement } from "../../access/policyStatement";
import { arnOf, bucketArnOf, executionArnsOf, roleArnOf, type Scope } from "../../access/scope";
import { allow, allowItems } from "../../access/statements";
import type { AlgorithmDefinition } from "../../model/model";
import type { DeploymentNames } from "../names";

/** What the permissions of a deployment pipeline are made of. */
export interface DeploymentStatementsArgs {
    readonly scope: Scope;
    readonly names: DeploymentNames;
    readonly definition: AlgorithmDefinition;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    readonly artifactBucket: string;
    /** Prefix of the artifact bucket that training runs leave their files under, with a slash at its end. */
    readonly runsPrefix: string;
    readonly ledgerTable: string;
    /** The topic that tells people. */
    readonly topicArn: string;
}

/**
 * What the state machine's calls need, no more: see tests/components/deployment for the table of calls and actions.
 * What is asked for depends on the algorithm's definition as the states do.
 */
export function deploymentStatements(args: DeploymentStatementsArgs): PolicyStatement[] {
    const { scope, names, keyAlias, artifactBucket, runsPrefix } = args;
    const parameters = arnOf(scope, "ssm", `parameter${championPath(names.parameterPrefix)}/*`);
    return [
        ...leaseStatements(args),
        allow(
            ["sagemaker:DescribeModelPackage", "sagemaker:UpdateModelPackage"],
            arnOf(scope, "sagemaker", `model-package/${names.modelPackageGroup}/*`),
        ),
        ...endpointStatements(args),
        ...scalingStatements(args),
        allow(["ssm:GetParameters", "ssm:PutParameter", "ssm:DeleteParameters"], parameters),
        allow("s3:PutObject", bucketArnOf(scope, artifactBucket, `${runsPrefix}*/${runFiles.verdict}`)),
        // An execution that begins to wait for machines says so.
        allow("sns:Publish", args.topicArn),
        useKey(scope, { alias: keyAlias }, ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]),
        // An endpoint's volume is encrypted on behalf of who creates the endpoint.
        grantKey(scope, { alias: keyAlias }),
    ];
}

/** The endpoint's lease, and whether another holder of it still runs. */
function leaseStatements({ scope, names, ledgerTable }: DeploymentStatementsArgs): PolicyStatement[] {
    return [
        allowItems(scope, ledgerTable, ["dynamodb:GetItem", "dynamodb:UpdateItem"], names.lease),
        allow(
            "states:DescribeExecution",
            [names.stateMachine, names.training].map((machine) => executionArnsOf(scope, machine)),
        ),
    ];
}

function endpointStatements({ scope, names }: DeploymentStatementsArgs): PolicyStatement[] {
    const configurations = arnOf(scope, "sagemaker", `endpoint-config/${names.endpoint}-*`);
    const endpoint = arnOf(scope, "sagemaker", `endpoint/${names.endpoint}`);
    return [
        allow("sagemaker:CreateEndpointConfig", configurations),
        // It only reads, and what serves may have a name of its own: whoever points the endpoint at a configuration by
        // hand calls it as they like, and a deployment must see what machines that has before it changes the endpoint.
        allow("sagemaker:DescribeEndpointConfig", arnOf(scope, "sagemaker", "endpoint-config/*")),
        allow(["sagemaker:CreateEndpoint", "sagemaker:UpdateEndpoint"], [endpoint, configurations]),
        allow(["sagemaker:DescribeEndpoint", "sagemaker:DeleteEndpoint"], endpoint),
        allow("sagemaker:AddTags", [configurations, endpoint]),
        // AWS asks "your execution role" for it, and does not say whether that is the caller's or the model's: both
        // have it. https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
        allow(["cloudwatch:DescribeAlarms", "cloudwatch:PutMetricAlarm"], alarmArns(scope, names)),
        // AWS defines no resource for lists.
        allow(["sagemaker:ListEndpoints", "sagemaker:ListModelPackages"], "*"),
    ];
}

/**
 * Application Auto Scaling acts on what it scales as the one who registers it, once, and makes its own role and alarms.
 * A target has no name before it exists; the conditions bound the wildcard to the variants of endpoints.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html
 */
function scalingStatements({ scope, names, definition }: DeploymentStatementsArgs): PolicyStatement[] {
    const { ServiceNamespace, ScalableDimension, ResourceId } = scalableTarget(names.endpoint);
    const target = (actions: readonly string[]) => ({
        ...allow(
            actions.map((action) => `application-autoscaling:${action}`),
            arnOf(scope, "application-autoscaling", "scalable-target/*"),
        ),
        Condition: {
            StringEquals: {
                "application-autoscaling:service-namespace": ServiceNamespace,
                "application-autoscaling:scalable-dimension": ScalableDimension,
            },
        },
    });
    const alarms = arnOf(scope, "cloudwatch", `alarm:TargetTracking-${ResourceId}-*`);
    const looks = [
        // AWS defines no resource for it.
        allow("application-autoscaling:DescribeScalableTargets", "*"),
        // The service looks by the caller's rights whether it may see alarms, and names none; CloudWatch judges that by
        // all of them. AWS's page "Permissions validation for Application Auto Scaling API calls on target resources".
        allow("cloudwatch:DescribeAlarms", "*"),
    ];
    const stop = [...looks, target(["DeregisterScalableTarget"]), allow("cloudwatch:DeleteAlarms", alarms)];
    if (definition.endpoint.scaling === undefined) return stop;
    const role = "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint";
    const service = "sagemaker.application-autoscaling.amazonaws.com";
    return [
        ...looks,
        target(["RegisterScalableTarget", "PutScalingPolicy", "DeregisterScalableTarget"]),
        allow(["cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms"], alarms),
        allow("sagemaker:UpdateEndpointWeightsAndCapacities", arnOf(scope, "sagemaker", `endpoint/${names.endpoint}`)),
        {
            ...allow("iam:CreateServiceLinkedRole", roleArnOf(scope, `aws-service-role/${service}/${role}`)),
            Condition: { StringEquals: { "iam:AWSServiceName": service } },
        },
    ];
}

/** ARNs of the alarms that roll a deployment back. */
export function alarmArns(scope: Scope, { rollbackAlarms }: Pick<DeploymentNames, "rollbackAlarms">): string[] {
    return Object.values<string>({ ...rollbackAlarms }).map((alarm) => arnOf(scope, "cloudwatch", `alarm:${alarm}`));
}
