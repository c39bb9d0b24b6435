import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { queryResultsPrefix } from "../../contracts/insights";
import type { EncryptionKey } from "../access/keyUse";
import type { Scope } from "../access/scope";
import { stackScope, validateScope } from "../access/stackScope";
import { stackTags, type Tags } from "../access/tags";
import { Component } from "../blocks/Component";
import { datasetOf, type ModelDefinition } from "../model/model";
import { requireValid } from "../validation/requireValid";
import { keyPolicy } from "./keyPolicy";
import { Ledger } from "./Ledger";
import { type FoundationNames, foundationNames, validateFoundationNames } from "./names";
import { NoticeTopic } from "./NoticeTopic";
import { PreprocessingCode } from "./PreprocessingCode";
import { SecureBucket } from "./SecureBucket";

/** Days that results of queries are kept. */
const resultDays = 7;

export interface FoundationArgs {
    /**
     * Where resources live and how they are called, as far as it is not to be the default.
     * @default region and account of the stack's config, the stack's name as the stage, and names that begin with
     * `drivetrain-<stage>-<the foundation's name>`
     */
    readonly scope?: Partial<Scope>;
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
    /**
     * What other accounts may do with the key and with the artifact bucket: statements of their policies.
     * @default nothing
     */
    readonly sharing?: { readonly key: readonly object[]; readonly artifacts: readonly object[] };
    /**
     * Tags of the jobs, models and endpoints that runs make, beside those of stage, model and algorithm: whose they are,
     * and who pays.
     * @default `aws:defaultTags` of the stack's config
     */
    readonly tags?: Tags;
}

/** What pipelines take from what they build on. A {@link Foundation} is one. */
export interface PipelineFoundation {
    readonly scope: Scope;
    readonly key: EncryptionKey;
    /** Known before anything exists, so that IAM documents and state machines are whole in a preview. */
    readonly names: FoundationNames;
    /** Where runs leave their files and models: what is put there by the stack goes, and comes again, with the bucket. */
    readonly artifactBucket: pulumi.Output<string>;
    /** Tags of all that runs make. */
    readonly tags: Tags;
    /** What must exist before a run can start, the code that was asked for included. */
    readonly ready: readonly pulumi.Resource[];
    /** The model's pre-processing code in the artifact bucket, which it puts there when it is first asked for it. */
    preprocessingCode(model: ModelDefinition): Pick<PreprocessingCode, "prefix">;
}

/** What every pipeline of a stack stands on: the key, the buckets, the ledger, and the topic that tells people. */
export class Foundation extends Component implements PipelineFoundation {
    /** Where resources live and how they are called, defaults included. */
    readonly scope: Scope;
    /** Physical names, known before anything exists: IAM documents and state machines are whole in a preview. */
    readonly names: FoundationNames;
    /** Tags of all that runs make, defaults included. */
    readonly tags: Tags;
    /** The key that encrypts all that belongs to the stack. */
    readonly key: EncryptionKey & { readonly arn: pulumi.Output<string> };
    /** Where data arrives; S3 tells EventBridge of it. */
    readonly landingBucket: pulumi.Output<string>;
    /** Where runs leave their files and models. */
    readonly artifactBucket: pulumi.Output<string>;
    /** Where endpoints leave what they were asked and what they answered. */
    readonly captureBucket: pulumi.Output<string>;
    /** Where runs write what they claim and which of them may change an endpoint: the table's name. */
    readonly ledgerTable: pulumi.Output<string>;
    /** The topic that tells people. */
    readonly topicArn: pulumi.Output<string>;
    /** What a run needs: the foundation with all that is on it. */
    readonly ready: readonly pulumi.Resource[] = [this];
    /** By what it is made of. */
    private readonly codes = new Map<string, PreprocessingCode>();

    constructor(name: string, args: FoundationArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:foundation:Foundation", name, opts);
        const scope = stackScope(name, args.scope);
        requireValid([...validateScope(scope), ...validateFoundationNames(scope)], this);
        const names = foundationNames(scope);

        const key = new aws.kms.Key(
            `${name}-key`,
            {
                description: `Encrypts what belongs to ${scope.prefix}`,
                enableKeyRotation: true,
                deletionWindowInDays: args.keyDeletionDays ?? 30,
                policy: JSON.stringify(keyPolicy(scope, args.sharing?.key)),
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
        // Results of queries are copies.
        const results = { [queryResultsPrefix]: resultDays };
        const landing = new SecureBucket(
            `${name}-landing`,
            { ...shared, bucketName: names.landingBucket, events: true },
            { parent: this },
        );
        const artifacts = new SecureBucket(
            `${name}-artifacts`,
            {
                ...shared,
                bucketName: names.artifactBucket,
                expirations: results,
                shared: args.sharing?.artifacts,
            },
            { parent: this },
        );
        const captures = new SecureBucket(
            `${name}-captures`,
            {
                ...shared,
                bucketName: names.captureBucket,
                expirationDays: args.captureRetentionDays ?? 90,
                expirations: results,
            },
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

        this.scope = scope;
        this.names = names;
        this.tags = args.tags ?? stackTags();
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

    /** Puts the code there once, however many pipelines of the model ask for it. */
    preprocessingCode(model: ModelDefinition): PreprocessingCode {
        const content = JSON.stringify(datasetOf(model));
        const code =
            this.codes.get(content) ??
            new PreprocessingCode(
                `${model.name}-code`,
                { model, artifactBucket: this.artifactBucket },
                { parent: this },
            );
        this.codes.set(content, code);
        return code;
    }
}
