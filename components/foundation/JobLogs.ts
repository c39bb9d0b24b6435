import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../access/scope";
import { requireScope } from "../access/stackScope";
import { AdoptedLogGroups } from "../blocks/AdoptedLogGroups";
import { Component } from "../blocks/Component";
import { logKeyPolicy } from "./keyPolicy";

export interface JobLogsArgs {
    /**
     * Where resources live and how they are called, as far as it is not to be the default.
     * @default region and account of the stack's config, the stack's name as the stage, and names that begin with
     * `drivetrain-<stage>-<the component's name>`
     */
    readonly scope?: Partial<Scope>;
    /** Days that logs are kept. @default 30 */
    readonly logRetentionDays?: number;
    /** Days between the key's deletion and its end, 7 to 30. @default 30 */
    readonly keyDeletionDays?: number;
}

/** What SageMaker logs the jobs of an account to, in each region once. */
export const jobLogGroups: readonly string[] = ["ProcessingJobs", "TrainingJobs", "TransformJobs"].map(
    (kind) => `/aws/sagemaker/${kind}`,
);

/**
 * The logs of all jobs of the account, encrypted by a key of their own and kept for a time. SageMaker makes the groups
 * itself otherwise, without either, and they belong to no model: a platform has them once.
 */
export class JobLogs extends Component {
    constructor(name: string, args: JobLogsArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:foundation:JobLogs", name, opts);
        const scope = requireScope(name, args.scope, this);
        const alias = `alias/${scope.prefix}-job-logs`;
        const key = new aws.kms.Key(
            `${name}-key`,
            {
                description: "Encrypts the logs of SageMaker's jobs",
                enableKeyRotation: true,
                deletionWindowInDays: args.keyDeletionDays ?? 30,
                policy: JSON.stringify(logKeyPolicy(scope)),
            },
            { parent: this },
        );
        new aws.kms.Alias(`${name}-key`, { name: alias, targetKeyId: key.keyId }, { parent: this });
        new AdoptedLogGroups(
            name,
            {
                scope,
                functionName: `${scope.prefix}-job-logs`,
                groups: jobLogGroups,
                key: { arn: key.arn, alias },
                logRetentionDays: args.logRetentionDays,
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}
