import {
    attributionFolder,
    consolidatedPrefix,
    driftRecordsPrefix,
    historyStart,
    judgements,
    monitoringPrefix,
    windowFiles,
} from "../../../contracts/monitoring";
import { baselineFolder } from "../../../contracts/places";
import { scoringRecordsPrefix } from "../../../contracts/records";
import { reportFiles, reportsPrefix, runDescription } from "../../../contracts/reports";
import type { JobNetwork } from "../../access/jobNetwork";
import { useKey } from "../../access/keyUse";
import type { PolicyStatement } from "../../access/policyStatement";
import { arnOf, bucketArnOf } from "../../access/scope";
import { allow, containerStatements, pullImage, readObjects, writeObjects } from "../../access/statements";
import { isVolumeEncrypted } from "../../asl/requests";
import { repositoryArnOf } from "../../blocks/image";
import type { MonitorStatementsArgs } from "./stateMachine";

/** Below each window. */
const plainRows = `${consolidatedPrefix}*/${windowFiles.plain}`;

/** Rows of the window that the judgement of answers tells. */
const toldRows = `${reportsPrefix}*/model-quality/`;

export interface AnalyzeStatementsArgs extends Pick<
    MonitorStatementsArgs,
    "scope" | "keyAlias" | "artifactBucket" | "captureBucket" | "analysis"
> {
    /** Prefix of the artifact bucket that training runs leave their files under, with a slash at its end. */
    readonly runsPrefix: string;
    /** Prefix of the artifact bucket that the jobs' code is under, with a slash at its end. */
    readonly codePrefix: string;
    /** Prefix of the artifact bucket that the monitor's own code and settings are under, likewise. */
    readonly monitorCodePrefix: string;
    /** Whether it reads what earlier runs found, too. */
    readonly persists: boolean;
    /** ARN of the repository of the job's image, and of those of algorithms that are asked in their own. */
    readonly repositoryArn: string;
    /** The image of Model Monitor's own container, where that judges. */
    readonly container?: string;
    readonly explainedBy: readonly string[];
    readonly network?: JobNetwork;
}

/**
 * The analyzer reads a window, its code and each version's baseline, and writes what it found. So does Model Monitor's
 * own container, for which the rows are written anew.
 */
export function analyzeStatements(args: AnalyzeStatementsArgs): PolicyStatement[] {
    const { scope, artifactBucket, captureBucket } = args;
    return [
        ...[windowFiles.data, windowFiles.labelled].flatMap((folder) =>
            readObjects(scope, captureBucket, `${consolidatedPrefix}*/${folder}`),
        ),
        ...readObjects(scope, artifactBucket, args.codePrefix),
        ...readObjects(scope, artifactBucket, args.monitorCodePrefix),
        ...readObjects(scope, artifactBucket, `${args.runsPrefix}*/${baselineFolder}/`),
        ...(args.container === undefined
            ? []
            : [...readObjects(scope, captureBucket, plainRows), writeObjects(scope, captureBucket, plainRows)]),
        ...(args.persists
            ? judgements.flatMap((judgement) =>
                  readObjects(scope, artifactBucket, `${monitoringPrefix}*/${judgement}/${historyStart}`),
              )
            : []),
        ...judgements.map((judgement) => writeObjects(scope, artifactBucket, `${monitoringPrefix}*/${judgement}/`)),
        writeObjects(scope, captureBucket, toldRows),
        ...(args.explainedBy.length > 0 ? explanationStatements(args) : []),
        ...containerStatements({
            ...{ ...args, logNames: ["ProcessingJobs"], processing: true, outputKey: true },
            repositoryArn: [
                args.repositoryArn,
                ...(args.container === undefined ? [] : [repositoryArnOf(args.container)]),
            ],
            volumeKey: isVolumeEncrypted(args.analysis),
        }),
    ];
}

/** Rows become vectors, and versions are asked in their own images: each job reads what the one before it has left. */
function explanationStatements(args: AnalyzeStatementsArgs): PolicyStatement[] {
    const { scope, artifactBucket, captureBucket } = args;
    const vectors = `${consolidatedPrefix}*/${windowFiles.vectors}`;
    const attribution = `${monitoringPrefix}*/${attributionFolder}/`;
    return [
        ...["transform", "model"].flatMap((folder) =>
            readObjects(scope, artifactBucket, `${args.runsPrefix}*/${folder}/`),
        ),
        ...readObjects(scope, captureBucket, vectors),
        writeObjects(scope, captureBucket, vectors),
        ...readObjects(scope, artifactBucket, attribution),
        writeObjects(scope, artifactBucket, attribution),
        pullImage([...args.explainedBy]),
    ];
}

export interface ConsolidateStatementsArgs extends Pick<
    MonitorStatementsArgs,
    "scope" | "names" | "keyAlias" | "artifactBucket" | "captureBucket"
> {
    readonly landingBucket: string;
    readonly codePrefix: string;
    readonly monitorCodePrefix: string;
    readonly runsPrefix: string;
    readonly scoresPrefix: string;
    readonly capturesPrefix: string;
    readonly requestsPrefix: string;
    readonly groundTruthPrefix: string;
}

/** The Glue job reads what was asked, answered and found true, and writes windows. */
export function consolidateStatements(args: ConsolidateStatementsArgs): PolicyStatement[] {
    const { scope, names, artifactBucket, captureBucket } = args;
    return [
        ...readObjects(scope, captureBucket, args.capturesPrefix),
        ...readObjects(scope, captureBucket, args.requestsPrefix),
        ...readObjects(scope, args.landingBucket, args.groundTruthPrefix),
        // A batch run's record names its result.
        ...readObjects(scope, artifactBucket, scoringRecordsPrefix),
        ...readObjects(scope, artifactBucket, `${args.scoresPrefix}*/result/`),
        ...readObjects(scope, artifactBucket, args.codePrefix),
        ...readObjects(scope, artifactBucket, args.monitorCodePrefix),
        // A capture without its raw rows is decoded by what encoded it.
        ...readObjects(scope, artifactBucket, `${args.runsPrefix}*/transform/`),
        // A window that is written again is emptied before; what waits for its label is rewritten in each run.
        ...readObjects(scope, captureBucket, consolidatedPrefix),
        writeObjects(scope, captureBucket, consolidatedPrefix),
        allow("s3:DeleteObject", bucketArnOf(scope, captureBucket, `${consolidatedPrefix}*`)),
        useKey(scope, { alias: args.keyAlias }, ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]),
        // The bookmark is the job's own.
        allow(
            ["glue:GetJobBookmark", "glue:ResetJobBookmark", "glue:GetJob", "glue:GetJobRun"],
            arnOf(scope, "glue", `job/${names.consolidation}`),
        ),
        // The names of Glue's groups begin so, then with the security configuration's name.
        allow(
            ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:AssociateKmsKey"],
            arnOf(scope, "logs", "log-group:/aws-glue/*"),
        ),
        {
            // AWS defines no resource for metrics; the namespace bounds them.
            ...allow("cloudwatch:PutMetricData", "*"),
            Condition: { StringEquals: { "cloudwatch:namespace": "Glue" } },
        },
    ];
}

/** The function that evaluates reads what was found, records it, and tells people. */
export function evaluateStatements(
    args: Pick<MonitorStatementsArgs, "scope" | "keyAlias" | "artifactBucket"> & { readonly topics: readonly string[] },
): PolicyStatement[] {
    const { scope, artifactBucket } = args;
    return [
        ...judgements.map((judgement) =>
            allow("s3:GetObject", bucketArnOf(scope, artifactBucket, `${monitoringPrefix}*/${judgement}/*`)),
        ),
        writeObjects(scope, artifactBucket, driftRecordsPrefix),
        allow("sns:Publish", [...args.topics]),
        // NodeFunction gives the permission to decrypt, since there are variables.
        useKey(scope, { alias: args.keyAlias }, ["kms:GenerateDataKey"]),
    ];
}

/** The function that writes reports reads what a run and those before it found, and the rows that it tells. */
export function reportStatements(
    args: Pick<MonitorStatementsArgs, "scope" | "keyAlias" | "artifactBucket" | "captureBucket">,
): PolicyStatement[] {
    const { scope, artifactBucket, captureBucket } = args;
    return [
        ...judgements.map((judgement) =>
            allow("s3:GetObject", bucketArnOf(scope, artifactBucket, `${monitoringPrefix}*/${judgement}/*`)),
        ),
        allow("s3:GetObject", bucketArnOf(scope, captureBucket, `${toldRows}${reportFiles.rows}`)),
        ...readObjects(scope, artifactBucket, driftRecordsPrefix),
        writeObjects(scope, captureBucket, `${reportsPrefix}*/${reportFiles.page}`),
        writeObjects(scope, artifactBucket, runDescription(`${monitoringPrefix}*`)),
        // NodeFunction gives the permission to decrypt, since there are variables.
        useKey(scope, { alias: args.keyAlias }, ["kms:GenerateDataKey"]),
    ];
}
