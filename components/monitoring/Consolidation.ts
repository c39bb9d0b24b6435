import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { capturePeriodSeconds } from "../../contracts/captures";
import { consolidatedPrefix } from "../../contracts/monitoring";
import { s3Uri } from "../../contracts/places";
import { scoringRecordsPrefix } from "../../contracts/records";
import type { EncryptionKey } from "../access/keyUse";
import { Component } from "../blocks/Component";
import { ServiceRole } from "../blocks/ServiceRole";
import { consolidateStatements, type ConsolidateStatementsArgs } from "./access/jobs";
import { codeFiles } from "./MonitorCode";

export interface ConsolidationArgs extends ConsolidateStatementsArgs {
    readonly key: EncryptionKey;
    /** The model's name. */
    readonly model: string;
    /** By algorithm, which version answers. */
    readonly champions: Readonly<Record<string, unknown>>;
    /** Seconds after which a run of the monitor ends, and Glue's with it. */
    readonly timeoutSeconds: number;
}

/**
 * The Spark job that brings together what is new, with bookmarks: each run reads what came since the last one that
 * succeeded. One run at a time, since two would read the same.
 */
export class Consolidation extends Component {
    readonly job: aws.glue.Job;
    private readonly role: ServiceRole;

    constructor(name: string, args: ConsolidationArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:monitoring:Consolidation", name, opts);
        const { scope, names, key, model } = args;
        const jobName = names.consolidation;
        const description = `Brings together what ${model} was asked and answered`;
        const code = s3Uri(args.artifactBucket, args.monitorCodePrefix);
        this.role = new ServiceRole(
            name,
            {
                scope,
                roleName: jobName,
                service: "glue.amazonaws.com",
                description,
                statements: consolidateStatements(args),
            },
            { parent: this },
        );
        const kmsKeyArn = key.arn;
        const security = new aws.glue.SecurityConfiguration(
            name,
            {
                name: jobName,
                encryptionConfiguration: {
                    cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS", kmsKeyArn },
                    jobBookmarksEncryption: { jobBookmarksEncryptionMode: "CSE-KMS", kmsKeyArn },
                    s3Encryption: { s3EncryptionMode: "SSE-KMS", kmsKeyArn },
                },
            },
            { parent: this },
        );
        this.job = new aws.glue.Job(
            name,
            {
                name: jobName,
                description,
                roleArn: this.role.arn,
                glueVersion: "5.0",
                workerType: "G.1X",
                numberOfWorkers: 2,
                maxRetries: 0,
                timeout: Math.ceil(args.timeoutSeconds / 60),
                executionProperty: { maxConcurrentRuns: 1 },
                securityConfiguration: security.name,
                command: { name: "glueetl", pythonVersion: "3", scriptLocation: `${code}${codeFiles.script}` },
                defaultArguments: {
                    "--job-language": "python",
                    "--job-bookmark-option": "job-bookmark-enable",
                    "--enable-metrics": "true",
                    "--extra-py-files": `${code}${codeFiles.packages}`,
                    ...scriptArguments(args, code),
                },
            },
            { parent: this, dependsOn: this.role.ready },
        );
        this.registerOutputs({ job: this.job });
    }
}

/** What the script is told (jobs/consolidate/consolidate.py). */
function scriptArguments(args: ConsolidationArgs, code: string): Record<string, string> {
    const { artifactBucket, captureBucket, landingBucket } = args;
    return {
        "--tables": `${code}${codeFiles.tables}`,
        "--model": `${s3Uri(artifactBucket, args.codePrefix)}model/model.json`,
        "--algorithms": Object.keys(args.champions).join(","),
        "--captures": s3Uri(captureBucket, args.capturesPrefix),
        "--requests": s3Uri(captureBucket, args.requestsPrefix),
        "--scores": s3Uri(artifactBucket, scoringRecordsPrefix),
        "--ground_truth": s3Uri(landingBucket, args.groundTruthPrefix),
        "--output": s3Uri(captureBucket, consolidatedPrefix),
        "--capture_period": String(capturePeriodSeconds),
    };
}
