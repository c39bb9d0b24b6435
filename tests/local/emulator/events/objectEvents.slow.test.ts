import { strict as assert } from "node:assert";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
    CreateBucketCommand,
    GetObjectCommand,
    PutBucketEncryptionCommand,
    PutBucketNotificationConfigurationCommand,
    PutBucketVersioningCommand,
    PutObjectCommand,
    S3Client,
} from "@aws-sdk/client-s3";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { until } from "../../../../local/processes";
import { allow, Cloud, type Statement } from "../cloud";

/** A key that has to be encoded in a CopySource. */
const Key = "first cars+1.csv";
const copySource = `{% (
    $object := $states.input.detail.object;
    $states.input.detail.bucket.name & '/' & $encodeUrlComponent($object.key) & '?versionId=' & $lookup($object, 'version-id')
) %}`.replace(/\s+/g, " ");

describe("an object's event on the local stage", () => {
    let cloud: Cloud;
    let s3: S3Client;
    let machine: string;
    let key: string;

    const read = allow("s3:GetObjectVersion", "arn:aws:s3:::landed/*");
    const write = allow("s3:PutObject", "arn:aws:s3:::kept/input/*");

    before(async () => {
        cloud = await Cloud.start("object-events");
        s3 = new S3Client({ ...cloud.client, forcePathStyle: true });
        key = (await new KMSClient(cloud.client).send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
        for (const Bucket of ["landed", "kept"]) await makeBucket(Bucket);
        await s3.send(
            new PutBucketNotificationConfigurationCommand({
                Bucket: "landed",
                NotificationConfiguration: { EventBridgeConfiguration: {} },
            }),
        );
        machine = await cloud.machine("copy", await cloud.role("copier", "states.amazonaws.com", []), {
            // Long enough for another version to land.
            Wait: { Type: "Wait", Seconds: 1, Next: "Copy" },
            Copy: {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:s3:copyObject",
                Arguments: {
                    CopySource: copySource,
                    Bucket: "kept",
                    Key: "{% 'input/' & $lookup($states.input.detail.object, 'version-id') %}",
                    TaggingDirective: "REPLACE",
                },
                End: true,
            },
        });
        const start = allow("states:StartExecution", machine);
        const RoleArn = await cloud.role("starter", "events.amazonaws.com", [start]);
        const events = new EventBridgeClient(cloud.client);
        const EventPattern = JSON.stringify({ source: ["aws.s3"], detail: { object: { key: [Key] } } });
        await events.send(new PutRuleCommand({ Name: "landed", EventPattern }));
        await events.send(new PutTargetsCommand({ Rule: "landed", Targets: [{ Id: "copy", Arn: machine, RoleArn }] }));
    });
    after(() => cloud?.stop());

    async function makeBucket(Bucket: string): Promise<void> {
        await s3.send(new CreateBucketCommand({ Bucket }));
        await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
        const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: key };
        const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault }] };
        await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    }

    /** The outcome of the execution that the first of two versions starts, the second one landing meanwhile. */
    async function copied(statements: Statement[]) {
        await cloud.allow("copier", statements);
        const sfn = new SFNClient(cloud.client);
        const executions = async () =>
            (await sfn.send(new ListExecutionsCommand({ stateMachineArn: machine }))).executions ?? [];
        const before = new Set((await executions()).map(({ executionArn }) => executionArn));
        const landed = await s3.send(new PutObjectCommand({ Bucket: "landed", Key, Body: "first" }));
        let started: string | undefined;
        await until(async () => {
            started = (await executions()).map((one) => one.executionArn!).find((one) => !before.has(one));
            return started !== undefined;
        }, 10_000);
        await s3.send(new PutObjectCommand({ Bucket: "landed", Key, Body: "second", Tagging: "a=b" }));
        return { ...(await cloud.outcome(started!)), version: landed.VersionId };
    }

    it("names the version, of which a state machine copies exactly that one", async () => {
        const run = await copied([read, write, allow(["kms:Decrypt", "kms:GenerateDataKey"], key)]);
        assert.equal(run.status, "SUCCEEDED", run.cause);
        const object = await s3.send(new GetObjectCommand({ Bucket: "kept", Key: `input/${run.version}` }));
        assert.equal(await object.Body?.transformToString(), "first");
    });

    it("lets a state machine copy only with every permission that it takes", async () => {
        const use = allow(["kms:Decrypt", "kms:GenerateDataKey"], key);
        for (const [statements, denied] of [
            [[write, use], "s3:GetObjectVersion"],
            [[allow("s3:GetObject", "arn:aws:s3:::landed/*"), write, use], "s3:GetObjectVersion"],
            [[read, use], "s3:PutObject"],
            [[read, write, allow("kms:Decrypt", key)], "kms:GenerateDataKey"],
            [[read, write, allow("kms:GenerateDataKey", key)], "kms:Decrypt"],
        ] as const) {
            const run = await copied([...statements]);
            assert.equal(run.error, "S3.S3Exception", JSON.stringify(statements));
            assert.match(run.cause ?? "", new RegExp(`not authorized to perform: ${denied} `));
        }
    });
});
