import { claimStart } from "../../../contracts/ledger";
import { championParameter } from "../../../contracts/parameters";
import { baselineFolder } from "../../../contracts/places";
import { scoringRecordsPrefix } from "../../../contracts/records";
import type { JobNetwork } from "../../access/jobNetwork";
import { grantKey, useKey } from "../../access/keyUse";
import type { PolicyStatement } from "../../access/policyStatement";
import { arnOf, bucketArnOf, functionArnOf, roleArnOf, type Scope } from "../../access/scope";
import { allow, allowItems, containerStatements, pullImage, readObjects, writeObjects } from "../../access/statements";
import { isVolumeEncrypted } from "../../asl/requests";
import type { JobResources } from "../../model/model";
import type { ScoringNames } from "../names";

/** What the permissions of a scoring pipeline are made of. */
export interface ScoringStatementsArgs {
    readonly scope: Scope;
    readonly names: ScoringNames;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    readonly landingBucket: string;
    /** Prefix of the landing bucket that files to be scored arrive under, with a slash at its end. */
    readonly scoringPrefix: string;
    readonly artifactBucket: string;
    /** Prefix of the artifact bucket that runs leave their files under, with a slash at its end. */
    readonly scoresPrefix: string;
    readonly ledgerTable: string;
    /** The topic that tells people. */
    readonly topicArn: string;
    /** Of each algorithm: the registry's group of its versions, and the path in Parameter Store of what serves. */
    readonly champions: readonly { readonly modelPackageGroupName: string; readonly parameterPrefix: string }[];
}

/** What the state machine's calls need, no more: see tests/components/scoring for the table of calls and actions. */
export function stateMachineStatements(args: ScoringStatementsArgs): PolicyStatement[] {
    const { scope, names, keyAlias, artifactBucket, scoresPrefix } = args;
    const sageMaker = (resource: string) => arnOf(scope, "sagemaker", resource);
    const processing = sageMaker(`processing-job/${names.base}-*`);
    const transform = sageMaker(`transform-job/${names.base}-*`);
    return [
        allow(
            ["s3:GetObject", "s3:GetObjectVersion"],
            bucketArnOf(scope, args.landingBucket, `${args.scoringPrefix}*`),
        ),
        allow("s3:PutObject", bucketArnOf(scope, artifactBucket, `${scoresPrefix}*/input/*`)),
        claims(args, "dynamodb:PutItem"),
        allow(
            "ssm:GetParameters",
            args.champions.map(({ parameterPrefix }) =>
                arnOf(scope, "ssm", `parameter${championParameter(parameterPrefix, "model-package-arn")}`),
            ),
        ),
        allow(
            "sagemaker:DescribeModelPackage",
            args.champions.map(({ modelPackageGroupName }) => sageMaker(`model-package/${modelPackageGroupName}/*`)),
        ),
        allow(
            ["sagemaker:CreateProcessingJob", "sagemaker:DescribeProcessingJob", "sagemaker:StopProcessingJob"],
            processing,
        ),
        // A state that waits for a job is told of its end by a rule that Step Functions keeps in the account.
        allow(
            ["events:PutRule", "events:PutTargets", "events:DescribeRule"],
            arnOf(scope, "events", "rule/StepFunctionsGetEventsForSageMakerProcessingJobsRule"),
        ),
        allow(["sagemaker:CreateTransformJob", "sagemaker:DescribeTransformJob"], transform),
        allow("sagemaker:AddTags", [processing, transform]),
        // Step Functions' own policies for `.sync` have it, for the tag by which Step Functions marks the jobs it
        // starts: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
        allow("sagemaker:ListTags", processing),
        // A transform job runs by the role of its model, which was passed when the model was made.
        {
            ...allow("iam:PassRole", [
                ...[names.preprocessRole, names.mergeRole, names.explainRole].map((role) => roleArnOf(scope, role)),
            ]),
            Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
        },
        allow("lambda:InvokeFunction", functionArnOf(scope, names.mergeScores)),
        // An execution that begins to wait for machines says so.
        allow("sns:Publish", args.topicArn),
        useKey(scope, { alias: keyAlias }, ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]),
        // A job's volume is encrypted on behalf of who creates the job.
        grantKey(scope, { alias: keyAlias }),
    ];
}

/** Permission for one call on this pipeline's own claims in the ledger. */
export function claims(
    { scope, names, ledgerTable }: Pick<ScoringStatementsArgs, "scope" | "names" | "ledgerTable">,
    action: "dynamodb:PutItem" | "dynamodb:DeleteItem",
): PolicyStatement {
    return allowItems(scope, ledgerTable, action, `${claimStart(names.stateMachine)}*`);
}

export interface PreprocessStatementsArgs extends Pick<
    ScoringStatementsArgs,
    "scope" | "keyAlias" | "artifactBucket" | "scoresPrefix"
> {
    /** Prefix of the artifact bucket that training runs leave their files under, with a slash at its end. */
    readonly runsPrefix: string;
    /** Prefix of the artifact bucket that the pre-processing code is under, with a slash at its end. */
    readonly codePrefix: string;
    /** Machines of the job, and of the one that merges. */
    readonly preprocessing: JobResources;
    /** ARN of the repository of the job's image. */
    readonly repositoryArn: string;
    readonly network?: JobNetwork;
}

/** The processing job reads the run's data, its code and each version's transform, and writes the run's files. */
export function preprocessStatements(args: PreprocessStatementsArgs): PolicyStatement[] {
    const { scope, artifactBucket, scoresPrefix } = args;
    return [
        ...readObjects(scope, artifactBucket, `${scoresPrefix}*/input/`),
        ...readObjects(scope, artifactBucket, args.codePrefix),
        ...readObjects(scope, artifactBucket, `${args.runsPrefix}*/transform/`),
        ...["encoded", "rows", "quarantine", "report"].map((folder) =>
            writeObjects(scope, artifactBucket, `${scoresPrefix}*/${folder}/`),
        ),
        ...containerStatements({
            ...{ ...args, logNames: ["ProcessingJobs"], processing: true, outputKey: true },
            volumeKey: isVolumeEncrypted(args.preprocessing),
        }),
    ];
}

/** The jobs that explain read what was encoded, each in its algorithm's image with what it knows the version by. */
export function explainStatements(
    args: PreprocessStatementsArgs & { readonly explainedBy: readonly string[] },
): PolicyStatement[] {
    const { scope, artifactBucket, scoresPrefix } = args;
    return [
        ...readObjects(scope, artifactBucket, `${scoresPrefix}*/encoded/`),
        ...readObjects(scope, artifactBucket, args.codePrefix),
        ...["model", "transform", baselineFolder].flatMap((folder) =>
            readObjects(scope, artifactBucket, `${args.runsPrefix}*/${folder}/`),
        ),
        writeObjects(scope, artifactBucket, `${scoresPrefix}*/explained/`),
        ...(args.explainedBy.length > 0 ? [pullImage([...args.explainedBy])] : []),
        ...containerStatements({
            ...{ ...args, logNames: ["ProcessingJobs"], processing: true, outputKey: true },
            volumeKey: isVolumeEncrypted(args.preprocessing),
        }),
    ];
}

/** The merging job reads what the other jobs left, and its code, and writes the result. */
export function mergeJobStatements(args: Omit<PreprocessStatementsArgs, "runsPrefix">): PolicyStatement[] {
    const { scope, artifactBucket, scoresPrefix } = args;
    return [
        ...["report", "rows", "transformed", "explained"].flatMap((folder) =>
            readObjects(scope, artifactBucket, `${scoresPrefix}*/${folder}/`),
        ),
        ...readObjects(scope, artifactBucket, args.codePrefix),
        ...["result", "merge"].map((folder) => writeObjects(scope, artifactBucket, `${scoresPrefix}*/${folder}/`)),
        ...containerStatements({
            ...{ ...args, logNames: ["ProcessingJobs"], processing: true, outputKey: true },
            volumeKey: isVolumeEncrypted(args.preprocessing),
        }),
    ];
}

/** The merging function reads what the jobs left and writes the result, and a record of the run. */
export function mergeStatements(
    args: Pick<ScoringStatementsArgs, "scope" | "keyAlias" | "artifactBucket" | "scoresPrefix">,
): PolicyStatement[] {
    const { scope, artifactBucket, scoresPrefix } = args;
    return [
        ...["report", "rows", "transformed", "explained", "merge"].map((folder) =>
            allow("s3:GetObject", bucketArnOf(scope, artifactBucket, `${scoresPrefix}*/${folder}/*`)),
        ),
        writeObjects(scope, artifactBucket, `${scoresPrefix}*/result/`),
        writeObjects(scope, artifactBucket, scoringRecordsPrefix),
        useKey(scope, { alias: args.keyAlias }, ["kms:Decrypt", "kms:GenerateDataKey"]),
    ];
}
