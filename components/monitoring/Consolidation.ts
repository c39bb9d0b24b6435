import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../access/keyUse";
import type { PolicyStatement } from "../access/policyStatement";
import type { Scope } from "../access/scope";
import { Component } from "../blocks/Component";
import { ServiceRole } from "../blocks/ServiceRole";

export interface ConsolidationArgs {
    readonly scope: Scope;
    /** Physical name of the job, of its role and of its security configuration. */
    readonly jobName: string;
    readonly description: string;
    readonly key: EncryptionKey;
    readonly statements: readonly PolicyStatement[];
    /** S3 URI of the script, and of the archive of the packages that it imports. */
    readonly script: pulumi.Input<string>;
    readonly packages: pulumi.Input<string>;
    /** What the script is told, by name without hyphens. */
    readonly arguments: Readonly<Record<string, pulumi.Input<string>>>;
    /** Minutes after which Glue ends a run. */
    readonly timeoutMinutes: number;
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
        const { scope, jobName, key } = args;
        this.role = new ServiceRole(
            name,
            {
                scope,
                roleName: jobName,
                service: "glue.amazonaws.com",
                description: args.description,
                statements: args.statements,
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
                description: args.description,
                roleArn: this.role.arn,
                glueVersion: "5.0",
                workerType: "G.1X",
                numberOfWorkers: 2,
                maxRetries: 0,
                timeout: args.timeoutMinutes,
                executionProperty: { maxConcurrentRuns: 1 },
                securityConfiguration: security.name,
                command: { name: "glueetl", pythonVersion: "3", scriptLocation: args.script },
                defaultArguments: {
                    "--job-language": "python",
                    "--job-bookmark-option": "job-bookmark-enable",
                    "--enable-metrics": "true",
                    "--extra-py-files": args.packages,
                    ...Object.fromEntries(
                        Object.entries(args.arguments).map(([argument, value]) => [`--${argument}`, value]),
                    ),
                },
            },
            { parent: this, dependsOn: this.role.ready },
        );
        this.registerOutputs({ job: this.job });
    }
}
