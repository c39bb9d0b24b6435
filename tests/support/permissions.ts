import assert from "node:assert/strict";
import type { PolicyStatement } from "../../components/access/policyStatement";
import type { Definition, State } from "../../components/asl/states";

/** What a job needs that Step Functions waits for. */
const followed = (kind: string) => [
    ...["Create", "Describe", "Stop"].map((verb) => `sagemaker:${verb}${kind}`),
    ...["sagemaker:AddTags", "sagemaker:ListTags"],
    ...["events:PutRule", "events:PutTargets", "events:DescribeRule"],
];

/**
 * What each call of a state needs. Sources: the actions table of each service in the Service Authorization Reference,
 * for `.sync` https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html and
 * .../connect-stepfunctions.html, for scaling
 * https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html.
 */
export const actionsOf: Readonly<Record<string, readonly string[]>> = {
    // The table is encrypted by the stack's key.
    "dynamodb:putItem": ["dynamodb:PutItem", "kms:Decrypt"],
    "dynamodb:updateItem": ["dynamodb:UpdateItem", "kms:Decrypt"],
    "dynamodb:getItem": ["dynamodb:GetItem", "kms:Decrypt"],
    "aws-sdk:sfn:describeExecution": ["states:DescribeExecution"],
    "states:startExecution.sync:2": [
        ...["states:StartExecution", "states:DescribeExecution", "states:StopExecution"],
        ...["events:PutRule", "events:PutTargets", "events:DescribeRule"],
    ],
    "sagemaker:createProcessingJob.sync": [...followed("ProcessingJob"), "iam:PassRole"],
    "sagemaker:createTrainingJob.sync": [...followed("TrainingJob"), "iam:PassRole"],
    "sagemaker:createTransformJob.sync": followed("TransformJob"),
    "aws-sdk:sagemaker:createTrainingJob": ["sagemaker:CreateTrainingJob", "sagemaker:AddTags", "iam:PassRole"],
    "aws-sdk:sagemaker:describeTrainingJob": ["sagemaker:DescribeTrainingJob"],
    "aws-sdk:sagemaker:createHyperParameterTuningJob": [
        ...["sagemaker:CreateHyperParameterTuningJob", "sagemaker:AddTags", "iam:PassRole"],
    ],
    "aws-sdk:sagemaker:describeHyperParameterTuningJob": ["sagemaker:DescribeHyperParameterTuningJob"],
    "aws-sdk:sagemaker:createModel": ["sagemaker:CreateModel", "sagemaker:AddTags", "iam:PassRole"],
    // Whether SageMaker looks for the artifact by the caller's rights is not documented.
    "aws-sdk:sagemaker:createModelPackage": ["sagemaker:CreateModelPackage", "s3:GetObject", "kms:Decrypt"],
    "aws-sdk:sagemaker:describeModelPackage": ["sagemaker:DescribeModelPackage"],
    "aws-sdk:sagemaker:listModelPackages": ["sagemaker:ListModelPackages"],
    "aws-sdk:sagemaker:updateModelPackage": ["sagemaker:UpdateModelPackage"],
    "aws-sdk:sagemaker:createEndpointConfig": ["sagemaker:CreateEndpointConfig", "sagemaker:AddTags"],
    "aws-sdk:sagemaker:describeEndpointConfig": ["sagemaker:DescribeEndpointConfig"],
    // The volume's key is granted by who creates the endpoint, or gives it another configuration.
    "aws-sdk:sagemaker:createEndpoint": ["sagemaker:CreateEndpoint", "sagemaker:AddTags", "kms:CreateGrant"],
    "aws-sdk:sagemaker:updateEndpoint": ["sagemaker:UpdateEndpoint", "kms:CreateGrant", "cloudwatch:DescribeAlarms"],
    "aws-sdk:sagemaker:deleteEndpoint": ["sagemaker:DeleteEndpoint"],
    "aws-sdk:sagemaker:describeEndpoint": ["sagemaker:DescribeEndpoint"],
    // The topic is encrypted by the stack's key.
    "aws-sdk:sns:publish": ["sns:Publish", "kms:GenerateDataKey", "kms:Decrypt"],
    "aws-sdk:sagemaker:listEndpoints": ["sagemaker:ListEndpoints"],
    "aws-sdk:cloudwatch:putMetricAlarm": ["cloudwatch:PutMetricAlarm"],
    "aws-sdk:applicationautoscaling:describeScalableTargets": ["application-autoscaling:DescribeScalableTargets"],
    "aws-sdk:applicationautoscaling:registerScalableTarget": [
        "application-autoscaling:RegisterScalableTarget",
        "iam:CreateServiceLinkedRole",
        ...["sagemaker:DescribeEndpoint", "sagemaker:DescribeEndpointConfig"],
        "sagemaker:UpdateEndpointWeightsAndCapacities",
    ],
    "aws-sdk:applicationautoscaling:putScalingPolicy": [
        "application-autoscaling:PutScalingPolicy",
        ...["cloudwatch:PutMetricAlarm", "cloudwatch:DescribeAlarms"],
    ],
    "aws-sdk:applicationautoscaling:deregisterScalableTarget": [
        "application-autoscaling:DeregisterScalableTarget",
        ...["cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms"],
    ],
    "aws-sdk:ssm:getParameters": ["ssm:GetParameters"],
    "aws-sdk:ssm:putParameter": ["ssm:PutParameter"],
    "aws-sdk:ssm:deleteParameters": ["ssm:DeleteParameters"],
    // A copy of one version reads as s3:GetObjectVersion, one of what is there as s3:GetObject; both buckets have a
    // key.
    "aws-sdk:s3:copyObject": [
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:PutObject",
        "kms:Decrypt",
        "kms:GenerateDataKey",
    ],
    "aws-sdk:s3:putObject": ["s3:PutObject", "kms:GenerateDataKey"],
    "aws-sdk:kms:describeKey": ["kms:DescribeKey"],
    "lambda:invoke": ["lambda:InvokeFunction"],
};

export interface Call {
    readonly integration: string;
    readonly request: Record<string, unknown>;
}

export function callsOf(definition: Definition): Call[] {
    return Object.values(definition.States).flatMap((state: State<string>): Call[] => {
        if (state.Type === "Map") return callsOf(state.ItemProcessor);
        if (state.Type !== "Task") return [];
        return [
            {
                integration: state.Resource.replace("arn:aws:states:::", ""),
                request: state.Arguments as Record<string, unknown>,
            },
        ];
    });
}

export const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

/** Whether an ARN is one of those that a pattern of IAM stands for. */
export const covers = (pattern: string, arn: string) =>
    new RegExp(
        `^${pattern
            .split("*")
            .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
            .join(".*")}$`,
    ).test(arn);

/** What statements allow. */
export class Permissions {
    constructor(readonly statements: readonly PolicyStatement[]) {}

    get actions(): string[] {
        return [...new Set(this.statements.flatMap(({ Action }) => list(Action)))].sort();
    }

    allowed(action: string): PolicyStatement[] {
        return this.statements.filter(({ Action }) => list(Action).includes(action));
    }

    resourcesOf(action: string): string[] {
        return this.allowed(action).flatMap(({ Resource }) => list(Resource));
    }

    isCovered(action: string, arn: string): boolean {
        return this.resourcesOf(action).some((pattern) => covers(pattern, arn));
    }
}

/** What the calls of a definition need, by {@link actionsOf}. */
export function neededActions(definition: Definition): string[] {
    const integrations = callsOf(definition).map(({ integration }) => integration);
    assert.deepEqual(
        integrations.filter((integration) => !(integration in actionsOf)),
        [],
    );
    return [...new Set(integrations.flatMap((integration) => actionsOf[integration] ?? []))].sort();
}
