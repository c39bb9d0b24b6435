import { claimStart } from "../../../contracts/ledger";
import { scalableTarget } from "../../../contracts/names";
import { candidatePath, championPath } from "../../../contracts/parameters";
import { runFiles } from "../../../contracts/places";
import { grantKey, useKey } from "../../access/keyUse";
import { arnOf, bucketArnOf, functionArnOf, roleArnOf, type Scope, stateMachineArnOf } from "../../access/scope";
import { allow, allowItems } from "../../access/statements";
import type { PolicyStatement } from "../../blocks/ServiceRole";
import type { AlgorithmDefinition } from "../../model/model";
import type { TrainingNames } from "../names";

/** What the permissions of a training pipeline are made of. */
export interface TrainingStatementsArgs {
    readonly scope: Scope;
    readonly names: TrainingNames;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    readonly artifactBucket: string;
    /** Prefix of the artifact bucket that runs leave their files under, with a slash at its end. */
    readonly runsPrefix: string;
}

export interface StateMachineStatementsArgs extends TrainingStatementsArgs {
    readonly definition: AlgorithmDefinition;
    readonly landingBucket: string;
    /** Prefix of the landing bucket that training data arrives under, with a slash at its end. */
    readonly landingPrefix: string;
    readonly ledgerTable: string;
}

/**
 * What the state machine's calls need, no more: see tests/components/training for the table of calls and actions. What
 * is asked for depends on the algorithm's definition as the states do.
 */
export function stateMachineStatements(args: StateMachineStatementsArgs): PolicyStatement[] {
    const { scope, names, keyAlias } = args;
    return [
        ...ledgerStatements(args),
        ...dataStatements(args),
        ...jobStatements(args),
        ...registryStatements(args),
        ...deploymentStatements(args),
        ...scalingStatements(args),
        {
            ...allow(
                "iam:PassRole",
                [names.preprocessRole, names.trainRole, names.serveRole].map((role) => roleArnOf(scope, role)),
            ),
            Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
        },
        allow(
            "lambda:InvokeFunction",
            [names.queryTrainingResults, names.compareModels].map((name) => functionArnOf(scope, name)),
        ),
        useKey(scope, { alias: keyAlias }, ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]),
        // An endpoint's volume is encrypted on behalf of who creates the endpoint.
        grantKey(scope, { alias: keyAlias }),
    ];
}

/** The run's claim and its endpoint's lease, and whether another holder of the lease still runs. */
function ledgerStatements({ scope, names, ledgerTable }: StateMachineStatementsArgs): PolicyStatement[] {
    return [
        allowItems(scope, ledgerTable, "dynamodb:PutItem", `${claimStart(names.stateMachine)}*`),
        allowItems(scope, ledgerTable, ["dynamodb:GetItem", "dynamodb:UpdateItem"], names.lease),
        allow(
            "states:DescribeExecution",
            stateMachineArnOf(scope, names.stateMachine).replace(":stateMachine:", ":execution:") + ":*",
        ),
    ];
}

/** The data that landed, and the names that the run writes for others. */
function dataStatements(args: StateMachineStatementsArgs): PolicyStatement[] {
    const { scope, names, landingBucket, landingPrefix, artifactBucket, runsPrefix } = args;
    const parameters = (path: string) => arnOf(scope, "ssm", `parameter${path}/*`);
    const champion = parameters(championPath(names.parameterPrefix));
    return [
        allow(["s3:GetObject", "s3:GetObjectVersion"], bucketArnOf(scope, landingBucket, `${landingPrefix}*`)),
        allow("s3:PutObject", [
            bucketArnOf(scope, artifactBucket, `${runsPrefix}*/input/*`),
            bucketArnOf(scope, artifactBucket, `${runsPrefix}*/${runFiles.verdict}`),
        ]),
        allow("ssm:GetParameters", champion),
        allow("ssm:PutParameter", [parameters(candidatePath(names.parameterPrefix)), champion]),
    ];
}

function jobStatements({ scope, names, definition }: StateMachineStatementsArgs): PolicyStatement[] {
    const arn = (kind: string, prefix = names.endpoint) => arnOf(scope, "sagemaker", `${kind}/${prefix}-*`);
    const training = arn("training-job");
    const tuning = arn("hyper-parameter-tuning-job", names.tuningPrefix);
    const [processing, transform] = [arn("processing-job"), arn("transform-job")];
    const spot = definition.training.spot !== undefined;
    const followed = definition.tuning || spot ? [processing, transform] : [processing, training, transform];
    const fit = definition.tuning
        ? [
              allow(["sagemaker:CreateHyperParameterTuningJob", "sagemaker:DescribeHyperParameterTuningJob"], tuning),
              allow("sagemaker:DescribeTrainingJob", arn("training-job", names.tuningPrefix)),
          ]
        : spot
          ? [allow(["sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob"], training)]
          : [allow(["CreateTrainingJob", "DescribeTrainingJob", "StopTrainingJob"].map(sageMakerAction), training)];
    return [
        allow(["CreateProcessingJob", "DescribeProcessingJob", "StopProcessingJob"].map(sageMakerAction), processing),
        ...fit,
        allow(["CreateTransformJob", "DescribeTransformJob", "StopTransformJob"].map(sageMakerAction), transform),
        // A state that waits for a job is told of its end by a rule that Step Functions keeps in the account.
        allow(
            ["events:PutRule", "events:PutTargets", "events:DescribeRule"],
            ["Processing", ...(followed.includes(training) ? ["Training"] : []), "Transform"].map((kind) =>
                arnOf(scope, "events", `rule/StepFunctionsGetEventsForSageMaker${kind}JobsRule`),
            ),
        ),
        allow("sagemaker:AddTags", [processing, definition.tuning ? tuning : training, transform]),
        // Step Functions' own policies for `.sync` have it, for the tag by which Step Functions marks the jobs it
        // starts: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
        allow("sagemaker:ListTags", followed),
    ];
}

/** Models, and their versions in the registry. */
function registryStatements(args: StateMachineStatementsArgs): PolicyStatement[] {
    const { scope, names, definition, artifactBucket, runsPrefix } = args;
    const models = arnOf(scope, "sagemaker", `model/${names.endpoint}-*`);
    const group = arnOf(scope, "sagemaker", `model-package-group/${names.modelPackageGroup}`);
    const versions = arnOf(scope, "sagemaker", `model-package/${names.modelPackageGroup}/*`);
    return [
        allow(["sagemaker:CreateModel", "sagemaker:AddTags"], models),
        allow("sagemaker:CreateModelPackage", [group, versions]),
        allow("sagemaker:UpdateModelPackage", versions),
        // A version has no role of its own, so who registers it is the one by whose rights SageMaker can see that its
        // artifact is there. AWS does not say whether it looks.
        allow("s3:GetObject", bucketArnOf(scope, artifactBucket, `${runsPrefix}*/model/*`)),
        ...(definition.approval === "manual" ? [allow("sagemaker:DescribeModelPackage", versions)] : []),
    ];
}

function deploymentStatements({ scope, names }: StateMachineStatementsArgs): PolicyStatement[] {
    const configurations = arnOf(scope, "sagemaker", `endpoint-config/${names.endpoint}-*`);
    const endpoint = arnOf(scope, "sagemaker", `endpoint/${names.endpoint}`);
    return [
        allow("sagemaker:CreateEndpointConfig", configurations),
        // It only reads, and what serves may have a name of its own: whoever points the endpoint at a configuration by
        // hand calls it as they like, and a run must see what machines that has before it changes the endpoint.
        allow("sagemaker:DescribeEndpointConfig", arnOf(scope, "sagemaker", "endpoint-config/*")),
        allow(["sagemaker:CreateEndpoint", "sagemaker:UpdateEndpoint"], [endpoint, configurations]),
        allow(["sagemaker:DescribeEndpoint", "sagemaker:DeleteEndpoint"], endpoint),
        allow("sagemaker:AddTags", [configurations, endpoint]),
        // AWS asks "your execution role" for it, and does not say whether that is the caller's or the model's: both
        // have it. https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
        allow("cloudwatch:DescribeAlarms", alarmArns(scope, names)),
        // AWS defines no resource for lists.
        allow("sagemaker:ListEndpoints", "*"),
    ];
}

/**
 * Application Auto Scaling acts on what it scales as the one who registers it, once, and makes its own role and alarms.
 * A target has no name before it exists; the conditions bound the wildcard to the variants of endpoints.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html
 */
function scalingStatements({ scope, names, definition }: StateMachineStatementsArgs): PolicyStatement[] {
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
    const stop = [target(["DeregisterScalableTarget"]), allow("cloudwatch:DeleteAlarms", alarms)];
    if (definition.endpoint.scaling === undefined) return stop;
    const role = "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint";
    const service = "sagemaker.application-autoscaling.amazonaws.com";
    return [
        target(["RegisterScalableTarget", "PutScalingPolicy", "DeregisterScalableTarget"]),
        allow(["cloudwatch:PutMetricAlarm", "cloudwatch:DescribeAlarms", "cloudwatch:DeleteAlarms"], alarms),
        allow("sagemaker:UpdateEndpointWeightsAndCapacities", arnOf(scope, "sagemaker", `endpoint/${names.endpoint}`)),
        {
            ...allow("iam:CreateServiceLinkedRole", roleArnOf(scope, `aws-service-role/${service}/${role}`)),
            Condition: { StringEquals: { "iam:AWSServiceName": service } },
        },
    ];
}

/** ARNs of the alarms that roll a deployment back. */
export function alarmArns(scope: Scope, { alarms }: TrainingNames): string[] {
    return Object.values<string>({ ...alarms }).map((alarm) => arnOf(scope, "cloudwatch", `alarm:${alarm}`));
}

function sageMakerAction(operation: string): string {
    return `sagemaker:${operation}`;
}
