import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bucketArnOf, type Scope } from "../access/scope";
import { Component } from "../blocks/Component";

export interface SecureBucketArgs {
    readonly scope: Scope;
    readonly bucketName: string;
    readonly keyArn: pulumi.Input<string>;
    /** Days that an overwritten or deleted version is kept. */
    readonly noncurrentDays: number;
    /** Days after which objects are deleted. @default kept */
    readonly expirationDays?: number;
    /** Prefixes whose objects are deleted sooner, each with its days. @default {} */
    readonly expirations?: Readonly<Record<string, number>>;
    /** Whether S3 tells EventBridge of what happens to objects. @default false */
    readonly events?: boolean;
    /** Statements of its policy for other accounts. @default [] */
    readonly shared?: readonly object[];
    /** Whether to destroy the bucket with all that is in it. @default false */
    readonly forceDestroy?: boolean;
}

/** A private bucket: encrypted by our key, versioned, reached over TLS only, cleaned up by age. */
export class SecureBucket extends Component {
    /** Known once the bucket is all that it shall be: what is put in by this name finds the encryption in place. */
    readonly bucket: pulumi.Output<string>;

    constructor(name: string, args: SecureBucketArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:foundation:SecureBucket", name, opts);
        const parent = { parent: this };
        const bucket = new aws.s3.Bucket(
            name,
            { bucket: args.bucketName, forceDestroy: args.forceDestroy ?? false },
            parent,
        );
        const of = { bucket: bucket.bucket };
        const publicAccess = new aws.s3.BucketPublicAccessBlock(
            name,
            {
                ...of,
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
            parent,
        );
        const ownership = new aws.s3.BucketOwnershipControls(
            name,
            { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
            parent,
        );
        const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            {
                ...of,
                rules: [
                    {
                        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.keyArn },
                        // One call to KMS for many objects.
                        bucketKeyEnabled: true,
                    },
                ],
            },
            parent,
        );
        const versioning = new aws.s3.BucketVersioning(
            name,
            { ...of, versioningConfiguration: { status: "Enabled" } },
            parent,
        );
        const lifecycle = new aws.s3.BucketLifecycleConfiguration(
            name,
            { ...of, rules: lifecycleRules(args) },
            { parent: this, dependsOn: [versioning] },
        );
        const policy = new aws.s3.BucketPolicy(
            name,
            { ...of, policy: JSON.stringify(bucketPolicy(args)) },
            // S3 refuses two changes of a bucket's access at once.
            { parent: this, dependsOn: [publicAccess] },
        );
        const notification = args.events
            ? [new aws.s3.BucketNotification(name, { ...of, eventbridge: true }, parent)]
            : [];

        const settings = [ownership, encryption, lifecycle, policy, ...notification];
        this.bucket = pulumi
            .all([bucket.bucket, pulumi.all(settings.map(({ urn }) => urn))])
            .apply(([bucketName]) => bucketName);
        this.registerOutputs({ bucket: this.bucket });
    }
}

function lifecycleRules({ noncurrentDays, expirationDays, expirations = {} }: SecureBucketArgs) {
    const expiring = (id: string, prefix: string, days: number) => ({
        ...{ id, status: "Enabled", filter: { prefix } },
        expiration: { days },
    });
    return [
        {
            id: "remains",
            status: "Enabled",
            filter: { prefix: "" },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
            noncurrentVersionExpiration: { noncurrentDays },
        },
        ...(expirationDays === undefined ? [] : [expiring("retention", "", expirationDays)]),
        ...Object.entries(expirations).map(([prefix, days]) => expiring(prefix.replace(/\/$/, ""), prefix, days)),
    ];
}

function bucketPolicy({ scope, bucketName, shared = [] }: SecureBucketArgs): object {
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "TlsOnly",
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: [bucketArnOf(scope, bucketName), bucketArnOf(scope, bucketName, "*")],
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
            ...shared,
        ],
    };
}
