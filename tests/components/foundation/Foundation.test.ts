import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Foundation, type FoundationArgs } from "../../../components/foundation/Foundation";
import { validateFoundationNames } from "../../../components/foundation/names";
import { document, record, type Recording, valueOf } from "../../support/recorder";

const scope = {
    partition: "aws",
    region: "us-east-1",
    accountId: "111111111111",
    stage: "local",
    prefix: "drivetrain-local-used-cars",
};
const build = (args: Partial<FoundationArgs> = {}) => record(() => new Foundation("cars", { scope, ...args }));
const bucketName = (purpose: string) => `drivetrain-111111111111-local-used-cars-${purpose}`;

describe("Foundation", () => {
    let standard: Recording<Foundation>;
    before(async () => {
        standard = await build();
    });

    it("tells the names that others build on", async () => {
        const { result } = standard;
        assert.equal(await valueOf(result.landingBucket), bucketName("landing"));
        assert.equal(await valueOf(result.artifactBucket), bucketName("artifacts"));
        assert.equal(await valueOf(result.captureBucket), bucketName("captures"));
        assert.equal(result.key.alias, "alias/drivetrain-local-used-cars");
    });

    it("rotates its key and lets the services of this account alone use it", async () => {
        const { inputs } = await build({ keyDeletionDays: 7 });
        const key = inputs("aws:kms/key:Key");
        assert.equal(key["enableKeyRotation"], true);
        assert.equal(key["deletionWindowInDays"], 7);
        const statements = document(key["policy"])["Statement"] as {
            Sid: string;
            Action: unknown;
            Principal: Record<string, unknown>;
            Condition?: unknown;
        }[];
        assert.deepEqual(statements.find(({ Sid }) => Sid === "LogsEncrypt")?.Action, [
            ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
            ...["kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"],
        ]);
        assert.deepEqual(
            statements.map(({ Sid, Principal, Condition }) => [Sid, Principal, Condition]),
            [
                ["AccountDecides", { AWS: "arn:aws:iam::111111111111:root" }, undefined],
                [
                    "AlarmsPublish",
                    { Service: "cloudwatch.amazonaws.com" },
                    { StringEquals: { "aws:SourceAccount": "111111111111" } },
                ],
                [
                    "UndeliveredEventsWait",
                    { Service: "events.amazonaws.com" },
                    {
                        ArnLike: {
                            "kms:EncryptionContext:aws:sqs:arn":
                                "arn:aws:sqs:us-east-1:111111111111:drivetrain-local-used-cars-*",
                        },
                    },
                ],
                [
                    "LogsEncrypt",
                    { Service: "logs.us-east-1.amazonaws.com" },
                    {
                        ArnLike: {
                            "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111111111111:log-group:*",
                        },
                    },
                ],
            ],
        );
    });

    for (const purpose of ["landing", "artifacts", "captures"]) {
        it(`keeps the ${purpose} bucket private, encrypted, versioned, and reached over TLS only`, async () => {
            const { inputs } = standard;
            const part = (type: string) => inputs(`aws:s3/${type}`, `cars-${purpose}`);
            assert.deepEqual(part("bucket:Bucket"), { bucket: bucketName(purpose), forceDestroy: false });
            const { bucket, ...access } = part("bucketPublicAccessBlock:BucketPublicAccessBlock");
            assert.equal(bucket, bucketName(purpose));
            assert.deepEqual(Object.values(access), [true, true, true, true]);
            assert.deepEqual(part("bucketOwnershipControls:BucketOwnershipControls")["rule"], {
                objectOwnership: "BucketOwnerEnforced",
            });
            assert.deepEqual(
                part("bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")["rules"],
                [
                    {
                        applyServerSideEncryptionByDefault: {
                            sseAlgorithm: "aws:kms",
                            kmsMasterKeyId: "arn:of:aws:kms/key:Key:cars-key",
                        },
                        bucketKeyEnabled: true,
                    },
                ],
            );
            assert.deepEqual(part("bucketVersioning:BucketVersioning")["versioningConfiguration"], {
                status: "Enabled",
            });
            assert.deepEqual(document(part("bucketPolicy:BucketPolicy")["policy"])["Statement"], [
                {
                    Sid: "TlsOnly",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: [`arn:aws:s3:::${bucketName(purpose)}`, `arn:aws:s3:::${bucketName(purpose)}/*`],
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ]);
        });
    }

    it("tells a bucket's name to nobody before the bucket is encrypted", async () => {
        const encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
        const order: string[] = [];
        let encrypt = (): void => undefined;
        const encrypted = new Promise<void>((resolve) => (encrypt = resolve));
        await pulumi.runtime.setMocks({
            newResource: async ({ type, name, inputs }) => {
                if (type === encryption) await encrypted;
                order.push(`${name} ${type}`);
                // By then the name of an unencrypted bucket would be told.
                if (name === "cars-artifacts" && type === "aws:s3/bucketPolicy:BucketPolicy") encrypt();
                return { id: name, state: { ...(inputs as object), arn: name, keyId: name } };
            },
            call: ({ token }) => {
                throw new Error(token);
            },
        });
        const { artifactBucket } = new Foundation("cars", { scope });
        order.push(await valueOf(artifactBucket));
        assert.ok(order.includes(`cars-artifacts ${encryption}`), order.join("\n"));
        await pulumi.runtime.disconnect();
    });

    it("tells EventBridge of what lands, and only of that", async () => {
        const { inputs, resources } = standard;
        assert.equal(resources.filter(({ type }) => type.includes("bucketNotification")).length, 1);
        assert.deepEqual(inputs("aws:s3/bucketNotification:BucketNotification"), {
            bucket: bucketName("landing"),
            eventbridge: true,
        });
    });

    it("lets captures and results of queries expire, and nothing else but remains", async () => {
        const { inputs } = await build({ captureRetentionDays: 14, noncurrentVersionDays: 3 });
        const rules = (purpose: string) =>
            inputs("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", `cars-${purpose}`)["rules"];
        const remains = {
            id: "remains",
            status: "Enabled",
            filter: { prefix: "" },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
            noncurrentVersionExpiration: { noncurrentDays: 3 },
        };
        assert.deepEqual(rules("landing"), [remains]);
        const results = { id: "queries", status: "Enabled", filter: { prefix: "queries/" }, expiration: { days: 7 } };
        assert.deepEqual(rules("artifacts"), [remains, results]);
        assert.deepEqual(rules("captures"), [
            remains,
            { id: "retention", status: "Enabled", filter: { prefix: "" }, expiration: { days: 14 } },
            results,
        ]);
    });

    it("tells each address by an encrypted topic that services of this account may use", async () => {
        const { inputs, resources } = await build({ alertEmails: ["a@example.org", "b@example.org"] });
        assert.equal(inputs("aws:sns/topic:Topic")["kmsMasterKeyId"], "arn:of:aws:kms/key:Key:cars-key");
        assert.deepEqual(
            resources
                .filter(({ type }) => type === "aws:sns/topicSubscription:TopicSubscription")
                .map(({ inputs }) => [inputs["protocol"], inputs["endpoint"]]),
            [
                ["email", "a@example.org"],
                ["email", "b@example.org"],
            ],
        );
        const statements = document(inputs("aws:sns/topicPolicy:TopicPolicy")["policy"])["Statement"] as object[];
        const publish = {
            Effect: "Allow",
            Action: "sns:Publish",
            Resource: "arn:aws:sns:us-east-1:111111111111:drivetrain-local-used-cars-notices",
        };
        // Functions publish what EventBridge tells them: it has no word here itself.
        assert.deepEqual(statements, [
            {
                ...publish,
                Sid: "Alarms",
                Principal: { Service: "cloudwatch.amazonaws.com" },
                Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
            },
            {
                ...publish,
                Sid: "TlsOnly",
                Effect: "Deny",
                Principal: "*",
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
        ]);
    });

    it("refuses names that S3 would refuse, all at once", async () => {
        const long = { ...scope, prefix: `drivetrain-local-${"m".repeat(40)}` };
        assert.equal(validateFoundationNames(long).length, 3);
        await assert.rejects(build({ scope: long }), (error: unknown) => {
            assert.ok(pulumi.ResourceError.isInstance(error));
            assert.equal(error.message.split("\n").length, 3);
            assert.match(error.message, /S3 takes 63; shorten the model's name by \d+\./);
            return true;
        });
    });
});
