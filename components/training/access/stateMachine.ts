import { claimStart } from "../../../contracts/ledger";
import { candidatePath, championPath } from "../../../contracts/parameters";
import { runFiles } from "../../../contracts/places";
import { useKey } from "../../access/keyUse";
import type { PolicyStatement } from "../../access/policyStatement";
import {
    arnOf,
    bucketArnOf,
    executionArnsOf,
    functionArnOf,
    roleArnOf,
    type Scope,
    stateMachineArnOf,
} from "../../access/scope";
import { allow, allowItems } from "../../access/statements";
import type { AlgorithmDefinition } from "../../model/model";
import { qualityFolder } from "../machine/requests/containerBaselines";
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
    /** Whether runs make baselines that the monitor compares with. */
    readonly monitoring: boolean;
    /** The image of Model Monitor's own container, where that makes them. */
    readonly container?: string;
    readonly landingBucket: string;
    /** Prefix of the landing bucket that training data arrives under, with a slash at its end. */
    readonly landingPrefix: string;
    /** Prefix of the landing bucket that the objects of manifests are under, with a slash at its end. */
    readonly dataPrefix: string;
    readonly ledgerTable: string;
    /** The topic that tells people. */
    readonly topicArn: string;
    /** Name of the state machine that deploys versions. */
    readonly deploymentName: string;
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
        {
            ...allow(
                "iam:PassRole",
                [
                    ...[names.preprocessRole, names.trainRole, names.serveRole],
                    ...(args.monitoring ? [names.baselineRole] : []),
                ].map((role) => roleArnOf(scope, role)),
            ),
            Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
        },
        allow(
            "lambda:InvokeFunction",
            [names.readManifest, names.queryTrainingResults, names.compareModels, names.digestArtifact].map((name) =>
                functionArnOf(scope, name),
            ),
        ),
        // An execution that begins to wait for machines says so.
        allow("sns:Publish", args.topicArn),
        useKey(scope, { alias: keyAlias }, ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]),
    ];
}

/** The run's claim and its endpoint's lease, and whether another holder of the lease still runs. */
function ledgerStatements({
    scope,
    names,
    ledgerTable,
    deploymentName,
}: StateMachineStatementsArgs): PolicyStatement[] {
    return [
        allowItems(scope, ledgerTable, "dynamodb:PutItem", `${claimStart(names.stateMachine)}*`),
        allowItems(scope, ledgerTable, ["dynamodb:GetItem", "dynamodb:UpdateItem"], names.lease),
        allow(
            "states:DescribeExecution",
            [names.stateMachine, deploymentName].map((machine) => executionArnsOf(scope, machine)),
        ),
    ];
}

/** The data that landed, and the names that the run writes for others. */
function dataStatements(args: StateMachineStatementsArgs): PolicyStatement[] {
    const { scope, names, landingBucket, landingPrefix, dataPrefix, artifactBucket, runsPrefix } = args;
    const parameters = (path: string) => arnOf(scope, "ssm", `parameter${path}/*`);
    return [
        allow(
            ["s3:GetObject", "s3:GetObjectVersion"],
            [landingPrefix, dataPrefix].map((prefix) => bucketArnOf(scope, landingBucket, `${prefix}*`)),
        ),
        allow("s3:PutObject", [
            bucketArnOf(scope, artifactBucket, `${runsPrefix}*/input/*`),
            bucketArnOf(scope, artifactBucket, `${runsPrefix}*/${runFiles.verdict}`),
        ]),
        // Model Monitor's container calls its files otherwise.
        ...(args.container === undefined
            ? []
            : [
                  allow("s3:GetObject", bucketArnOf(scope, artifactBucket, `${runsPrefix}*/${qualityFolder}/*`)),
                  allow("s3:PutObject", bucketArnOf(scope, artifactBucket, `${runsPrefix}*/${qualityFolder}_*`)),
              ]),
        allow("ssm:GetParameters", parameters(championPath(names.parameterPrefix))),
        allow("ssm:PutParameter", parameters(candidatePath(names.parameterPrefix))),
    ];
}

function jobStatements({ scope, names, definition }: StateMachineStatementsArgs): PolicyStatement[] {
    const arn = (kind: string, prefix = names.endpoint) => arnOf(scope, "sagemaker", `${kind}/${prefix}-*`);
    const training = arn("training-job");
    const tuning = arn("hyper-parameter-tuning-job", names.tuningPrefix);
    const [processing, transform] = [arn("processing-job"), arn("transform-job")];
    const spot = definition.training.spot !== undefined;
    const followed = definition.tuning || spot ? [processing, transform] : [processing, training, transform];
    const train = definition.tuning
        ? [
              allow(["sagemaker:CreateHyperParameterTuningJob", "sagemaker:DescribeHyperParameterTuningJob"], tuning),
              allow("sagemaker:DescribeTrainingJob", arn("training-job", names.tuningPrefix)),
          ]
        : spot
          ? [allow(["sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob"], training)]
          : [allow(["CreateTrainingJob", "DescribeTrainingJob", "StopTrainingJob"].map(sageMakerAction), training)];
    return [
        allow(["CreateProcessingJob", "DescribeProcessingJob", "StopProcessingJob"].map(sageMakerAction), processing),
        ...train,
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
        // A version has no role of its own, so who registers it is the one by whose rights SageMaker can see that its
        // artifact is there. AWS does not say whether it looks.
        allow("s3:GetObject", bucketArnOf(scope, artifactBucket, `${runsPrefix}*/model/*`)),
        ...(definition.approval === "manual" ? [] : [allow("sagemaker:UpdateModelPackage", versions)]),
    ];
}

/**
 * A nested execution that the state machine starts, waits for, and stops where it is stopped itself; a person starts
 * deployments where approval is manual.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
function deploymentStatements({ scope, definition, deploymentName }: StateMachineStatementsArgs): PolicyStatement[] {
    if (definition.approval === "manual") return [];
    return [
        allow("states:StartExecution", stateMachineArnOf(scope, deploymentName)),
        allow(["states:DescribeExecution", "states:StopExecution"], executionArnsOf(scope, deploymentName)),
        // It is told of the execution's end by a rule that Step Functions keeps in the account.
        allow(
            ["events:PutRule", "events:PutTargets", "events:DescribeRule"],
            arnOf(scope, "events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"),
        ),
    ];
}

function sageMakerAction(operation: string): string {
    return `sagemaker:${operation}`;
}
