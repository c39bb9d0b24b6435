import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../access/keyUse";
import type { Scope } from "../access/scope";
import { keyPolicy } from "./keyPolicy";
import { Ledger } from "./Ledger";
import { foundationNames, validateFoundationNames } from "./names";
import { NoticeTopic } from "./NoticeTopic";
import { SecureBucket } from "./SecureBucket";

export interface FoundationArgs {
    readonly scope: Scope;
    /** Who is told how runs ended. @default [] */
    readonly alertEmails?: readonly string[];
    /** Days that captured requests and answers are kept. @default 90 */
    readonly captureRetentionDays?: number;
    /** Days that overwritten and deleted versions of objects are kept. @default 30 */
    readonly noncurrentVersionDays?: number;
    /** Days between the key's deletion and its end, 7 to 30. @default 30 */
    readonly keyDeletionDays?: number;
    /** Whether to destroy buckets with all that is in them. @default false */
    readonly forceDestroy?: boolean;
}

/** What every pipeline of a stack stands on: the key, the buckets, the ledger, and the topic that tells people. */
export class Foundation extends pulumi.ComponentResource {
    readonly key: EncryptionKey & { readonly arn: pulumi.Output<string> };
    /** Where data arrives; S3 tells EventBridge of it. */
    readonly landingBucket: pulumi.Output<string>;
    /** Where runs leave their files and models. */
    readonly artifactBucket: pulumi.Output<string>;
    /** Where endpoints leave what they were asked and what they answered. */
    readonly captureBucket: pulumi.Output<string>;
    /** Where runs write what they claim and which of them may change an endpoint: the table's name. */
    readonly ledgerTable: pulumi.Output<string>;
    readonly topicArn: pulumi.Output<string>;

    constructor(name: string, args: FoundationArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:foundation:Foundation", name, {}, opts);
        const { scope } = args;
        const problems = validateFoundationNames(scope);
        if (problems.length > 0) throw new pulumi.ResourceError(problems.join("\n"), this, true);
        const names = foundationNames(scope);

        const key = new aws.kms.Key(
            `${name}-key`,
            {
                description: `Encrypts what belongs to ${scope.prefix}`,
                enableKeyRotation: true,
                deletionWindowInDays: args.keyDeletionDays ?? 30,
                policy: JSON.stringify(keyPolicy(scope)),
            },
            { parent: this },
        );
        const alias = new aws.kms.Alias(
            `${name}-key`,
            { name: names.keyAlias, targetKeyId: key.keyId },
            { parent: this },
        );

        const shared = {
            scope,
            keyArn: key.arn,
            noncurrentDays: args.noncurrentVersionDays ?? 30,
            forceDestroy: args.forceDestroy ?? false,
        };
        const landing = new SecureBucket(
            `${name}-landing`,
            { ...shared, bucketName: names.landingBucket, events: true },
            { parent: this },
        );
        const artifacts = new SecureBucket(
            `${name}-artifacts`,
            { ...shared, bucketName: names.artifactBucket },
            { parent: this },
        );
        const captures = new SecureBucket(
            `${name}-captures`,
            { ...shared, bucketName: names.captureBucket, expirationDays: args.captureRetentionDays ?? 90 },
            { parent: this },
        );
        const ledger = new Ledger(
            `${name}-ledger`,
            { tableName: names.ledgerTable, keyArn: key.arn, deletionProtection: !shared.forceDestroy },
            { parent: this },
        );
        const topic = new NoticeTopic(
            `${name}-notices`,
            { scope, topicName: names.topic, keyArn: key.arn, emails: args.alertEmails ?? [] },
            { parent: this },
        );

        this.key = { arn: key.arn, alias: names.keyAlias };
        this.landingBucket = landing.bucket;
        this.artifactBucket = artifacts.bucket;
        this.captureBucket = captures.bucket;
        this.ledgerTable = ledger.table;
        this.topicArn = topic.arn;
        this.registerOutputs({
            keyArn: this.key.arn,
            keyAlias: alias.name,
            landingBucket: this.landingBucket,
            artifactBucket: this.artifactBucket,
            captureBucket: this.captureBucket,
            ledgerTable: this.ledgerTable,
            topicArn: this.topicArn,
        });
    }
}
