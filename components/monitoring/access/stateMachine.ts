import { leaseId } from "../../../contracts/ledger";
import { consolidatedPrefix, openWindowId, windowFiles } from "../../../contracts/monitoring";
import { modelPackageGroupName } from "../../../contracts/names";
import { grantKey, useKey } from "../../access/keyUse";
import type { PolicyStatement } from "../../access/policyStatement";
import { arnOf, bucketArnOf, executionArnsOf, functionArnOf, roleArnOf, type Scope } from "../../access/scope";
import { allow, allowItems } from "../../access/statements";
import { isVolumeEncrypted } from "../../asl/requests";
import type { JobResources } from "../../model/model";
import type { Champion } from "../machine/states/versions";
import type { MonitorNames } from "../names";

/** What the permissions of a monitor are made of. */
export interface MonitorStatementsArgs {
    readonly scope: Scope;
    readonly names: MonitorNames;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    readonly artifactBucket: string;
    readonly captureBucket: string;
    readonly ledgerTable: string;
    /** The topic that tells people. */
    readonly topicArn: string;
    readonly champions: Readonly<Record<string, Champion>>;
    /** Machines of the analyzer's jobs. */
    readonly analysis: JobResources;
    /** The SPICE data sets that are refreshed. @default none */
    readonly dataSets?: readonly string[];
}

/** Asking for the refreshes of data sets. */
function createIngestions(scope: Scope, dataSets: readonly string[]): PolicyStatement {
    const arns = dataSets.map((id) => arnOf(scope, "quicksight", `dataset/${id}`));
    return allow(
        "quicksight:CreateIngestion",
        arns.flatMap((arn) => [arn, `${arn}/ingestion/*`]),
    );
}

export interface StateMachineStatementsArgs extends MonitorStatementsArgs {
    readonly model: string;
    /** The algorithms that a job of their own asks what each feature adds to their answers. */
    readonly explained: readonly string[];
}

/** What the state machine's calls need, no more. */
export function stateMachineStatements(args: StateMachineStatementsArgs): PolicyStatement[] {
    const { scope, names, keyAlias, captureBucket, ledgerTable, dataSets = [] } = args;
    const processing = arnOf(scope, "sagemaker", `processing-job/${names.base}-*`);
    return [
        allowItems(scope, ledgerTable, ["dynamodb:GetItem", "dynamodb:UpdateItem"], leaseId(names.stateMachine)),
        allowItems(
            scope,
            ledgerTable,
            ["dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:PutItem"],
            openWindowId(names.stateMachine),
        ),
        // Whether the run that holds the lease still runs.
        allow("states:DescribeExecution", executionArnsOf(scope, names.stateMachine)),
        allow(
            "ssm:GetParameters",
            Object.values(args.champions)
                .flatMap(({ modelPackageArn, transform, baseline }) => [modelPackageArn, transform, baseline])
                .map((parameter) => arnOf(scope, "ssm", `parameter${parameter}`)),
        ),
        // A state that waits for a job run looks at it, and stops it where the execution is stopped:
        // https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html
        allow(
            ["glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"],
            arnOf(scope, "glue", `job/${names.consolidation}`),
        ),
        allow("s3:GetObject", bucketArnOf(scope, captureBucket, `${consolidatedPrefix}*/${windowFiles.counts}`)),
        allow(
            ["sagemaker:CreateProcessingJob", "sagemaker:DescribeProcessingJob", "sagemaker:StopProcessingJob"],
            processing,
        ),
        ...(args.explained.length > 0 ? [readVersions(args)] : []),
        // A state that waits for a job is told of its end by a rule that Step Functions keeps in the account.
        allow(
            ["events:PutRule", "events:PutTargets", "events:DescribeRule"],
            arnOf(scope, "events", "rule/StepFunctionsGetEventsForSageMakerProcessingJobsRule"),
        ),
        allow("sagemaker:AddTags", processing),
        // Step Functions' own policies for `.sync` have it, for the tag by which Step Functions marks the jobs it
        // starts: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
        allow("sagemaker:ListTags", processing),
        {
            ...allow("iam:PassRole", roleArnOf(scope, names.analyzeRole)),
            Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
        },
        allow(
            "lambda:InvokeFunction",
            [names.writeReport, names.evaluateDrift, names.watchCaptures].map((name) => functionArnOf(scope, name)),
        ),
        allow("events:PutEvents", arnOf(scope, "events", "event-bus/default")),
        ...(dataSets.length > 0 ? [createIngestions(scope, dataSets)] : []),
        // An execution that begins to wait for machines says so.
        allow("sns:Publish", args.topicArn),
        useKey(scope, { alias: keyAlias }, ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]),
        // A job's volume is encrypted on behalf of who creates the job.
        ...(isVolumeEncrypted(args.analysis) ? [grantKey(scope, { alias: keyAlias })] : []),
    ];
}

/** Where a version's artifact is, its description tells. */
function readVersions({ scope, model, explained }: StateMachineStatementsArgs): PolicyStatement {
    return allow(
        "sagemaker:DescribeModelPackage",
        explained.map((algorithm) =>
            arnOf(
                scope,
                "sagemaker",
                `model-package/${modelPackageGroupName({ stage: scope.stage, model, algorithm })}/*`,
            ),
        ),
    );
}
