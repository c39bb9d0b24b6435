import * as pulumi from "@pulumi/pulumi";
import { manifestEnding } from "../../contracts/landing";
import { testedFolder } from "../../contracts/tested";
import type { CombinationSettings } from "../../functions/training/combination";
import { compareHandler } from "../../functions/training/compareModels";
import { digestHandler } from "../../functions/training/digestArtifact";
import { queryTrainingResults } from "../../functions/training/queryTrainingResults";
import { manifestHandler } from "../../functions/training/readManifest";
import { type EncryptionKey, useKey } from "../access/keyUse";
import type { PolicyStatement } from "../access/policyStatement";
import { arnOf, bucketArnOf } from "../access/scope";
import { allow, writeObjects } from "../access/statements";
import { Component } from "../blocks/Component";
import { NodeFunction } from "../blocks/NodeFunction";
import type { AlgorithmDefinition } from "../model/model";
import type { TrainingStatementsArgs } from "./access/stateMachine";

export interface RunFunctionsArgs extends TrainingStatementsArgs {
    readonly definition: AlgorithmDefinition;
    readonly combination: CombinationSettings;
    readonly landingBucket: string;
    /** Prefixes of the landing bucket that manifests are under, and the objects that they name. */
    readonly landingPrefix: string;
    readonly dataPrefix: string;
    /** Prefixes of the artifact bucket under which the runs of the other algorithms leave their files. */
    readonly otherRuns: readonly string[];
    readonly key: EncryptionKey;
    readonly logRetentionDays?: number;
}

/** The functions that a training run calls. */
export class RunFunctions extends Component {
    /** What must exist before a run can start. */
    readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: RunFunctionsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:training:RunFunctions", name, opts);
        const { scope, names, key, logRetentionDays } = args;
        const manifest = new NodeFunction(
            `${name}-read-manifest`,
            {
                ...{ scope, key, logRetentionDays },
                functionName: names.readManifest,
                description: `Finds the objects that a manifest names for ${names.endpoint}`,
                factory: manifestHandler({ bucket: args.landingBucket, prefix: args.dataPrefix }),
                statements: manifestStatements(args),
                timeout: 120,
            },
            { parent: this },
        );
        const query = new NodeFunction(
            `${name}-query-results`,
            {
                ...{ scope, key, logRetentionDays },
                functionName: names.queryTrainingResults,
                description: `Reads the metrics of training jobs for ${names.endpoint}`,
                handler: queryTrainingResults,
                statements: [allow("sagemaker:DescribeTrainingJob", trainingJobs(args))],
            },
            { parent: this },
        );
        const compare = new NodeFunction(
            `${name}-compare`,
            {
                ...{ scope, key, logRetentionDays },
                functionName: names.compareModels,
                description: `Compares new models with what ${names.endpoint} serves`,
                factory: compareHandler(args.combination),
                statements: compareStatements(args),
                // Test rows are read line by line, but labels and each algorithm's predictions are held, 8 bytes a row.
                timeout: 300,
                memory: 1024,
            },
            { parent: this },
        );
        const digest = new NodeFunction(
            `${name}-digest`,
            {
                ...{ scope, key, logRetentionDays },
                functionName: names.digestArtifact,
                description: `Tells the SHA-256 of what was trained for ${names.endpoint}`,
                factory: digestHandler(),
                statements: digestStatements(args),
                // An artifact of some gigabytes.
                timeout: 900,
            },
            { parent: this },
        );
        this.ready = [manifest.function, query.function, compare.function, digest.function];
        this.registerOutputs({});
    }
}

/** The version of a manifest that landed; of the objects that it names, what there is. */
function manifestStatements({ scope, keyAlias, landingBucket, landingPrefix, dataPrefix }: RunFunctionsArgs) {
    return [
        allow(
            ["s3:GetObject", "s3:GetObjectVersion"],
            bucketArnOf(scope, landingBucket, `${landingPrefix}*${manifestEnding}`),
        ),
        allow("s3:GetObject", bucketArnOf(scope, landingBucket, `${dataPrefix}*`)),
        useKey(scope, { alias: keyAlias }, ["kms:Decrypt"]),
    ];
}

function digestStatements({ scope, keyAlias, artifactBucket, runsPrefix }: RunFunctionsArgs): PolicyStatement[] {
    return [
        allow("s3:GetObject", bucketArnOf(scope, artifactBucket, `${runsPrefix}*/model/*`)),
        useKey(scope, { alias: keyAlias }, ["kms:Decrypt"]),
    ];
}

/** The jobs of runs, or those that a search has started. */
function trainingJobs({ scope, names, definition }: RunFunctionsArgs): string {
    const prefix = definition.tuning === undefined ? names.endpoint : names.tuningPrefix;
    return arnOf(scope, "sagemaker", `training-job/${prefix}-*`);
}

/**
 * Test rows, predictions and transforms of any run, the champion's included; what is found out lies beside them. Of the
 * other algorithms' runs, the predictions of the same test rows.
 */
function compareStatements(args: RunFunctionsArgs): PolicyStatement[] {
    const { scope, keyAlias, artifactBucket, runsPrefix, otherRuns } = args;
    return [
        ...otherRuns.map((prefix) =>
            allow("s3:GetObject", [
                bucketArnOf(scope, artifactBucket, `${prefix}${testedFolder}/*`),
                bucketArnOf(scope, artifactBucket, `${prefix}*/predictions/*`),
            ]),
        ),
        writeObjects(scope, artifactBucket, `${runsPrefix}${testedFolder}/`),
        ...["test", "predictions", "transform"].map((folder) =>
            allow("s3:GetObject", bucketArnOf(scope, artifactBucket, `${runsPrefix}*/${folder}/*`)),
        ),
        writeObjects(scope, artifactBucket, `${runsPrefix}*/comparison/`),
        useKey(scope, { alias: keyAlias }, ["kms:Decrypt", "kms:GenerateDataKey"]),
    ];
}
