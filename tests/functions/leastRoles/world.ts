import {
    CloudWatchClient,
    DescribeAlarmsCommand,
    PutMetricAlarmCommand,
    PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import {
    CloudWatchLogsClient,
    CreateLogGroupCommand,
    DeleteLogGroupCommand,
    DescribeLogGroupsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
    CreateTableCommand,
    DeleteItemCommand,
    DynamoDBClient,
    GetItemCommand,
    PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
    AbortMultipartUploadCommand,
    CreateBucketCommand,
    GetObjectCommand,
    HeadObjectCommand,
    ListMultipartUploadsCommand,
    PutBucketEncryptionCommand,
    PutBucketPolicyCommand,
    PutBucketVersioningCommand,
    PutObjectCommand,
    S3Client,
} from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Scope } from "../../../components/access/scope";
import { keyPolicy } from "../../../components/foundation/keyPolicy";
import { foundationNames } from "../../../components/foundation/names";
import { monitorNames } from "../../../components/monitoring/names";
import type { Sharing } from "../../../components/promotion/access/sharing";
import { variantName } from "../../../contracts/names";
import { parseS3Uri } from "../../../contracts/places";
import { account, Cloud, region } from "../../local/emulator/cloud";

export const scope = {
    ...{ partition: "aws", region, accountId: account },
    ...{ stage: "local", prefix: "drivetrain-local-used-cars" },
};

/** What another stage has. */
export interface OtherStage {
    /** Leaves an object in its artifact bucket; its URI. */
    object(key: string, content: string | object): Promise<string>;
}

/** What the program's functions find in the account, by the program's names, and all of it under the stack's key. */
export class World {
    readonly names = foundationNames(scope);
    private readonly s3: S3Client;
    private key = "";
    private role: Promise<string> | undefined;
    private readonly others = new Map<string, Promise<OtherStage>>();
    private invoked = false;

    constructor(readonly cloud: Cloud) {
        this.s3 = new S3Client({ ...cloud.client, forcePathStyle: true });
    }

    async furnish(): Promise<void> {
        const { artifactBucket, captureBucket, landingBucket, keyAlias, ledgerTable, topic } = this.names;
        const { client } = this.cloud;
        const allow = (Principal: object) => ({ Effect: "Allow", Principal, Action: "kms:*", Resource: "*" });
        const policy = {
            Version: "2012-10-17",
            Statement: [
                allow({ AWS: `arn:aws:iam::${account}:root` }),
                allow({ Service: `logs.${region}.amazonaws.com` }),
            ],
        };
        const kms = new KMSClient(client);
        const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: JSON.stringify(policy) }));
        this.key = String(KeyMetadata?.Arn);
        await kms.send(new CreateAliasCommand({ AliasName: keyAlias, TargetKeyId: this.key }));

        for (const bucket of [artifactBucket, captureBucket, landingBucket]) {
            await makeBucket(this.s3, bucket, this.key);
        }
        await this.s3.send(
            new PutBucketVersioningCommand({
                Bucket: landingBucket,
                VersioningConfiguration: { Status: "Enabled" },
            }),
        );

        const { dataDriftTopic, modelDriftTopic } = monitorNames(scope, "used-cars");
        for (const Name of [topic, dataDriftTopic, modelDriftTopic]) {
            await new SNSClient(client).send(
                new CreateTopicCommand({ Name, Attributes: { KmsMasterKeyId: this.key } }),
            );
        }
        await this.dynamodb.send(
            new CreateTableCommand({
                TableName: ledgerTable,
                BillingMode: "PAY_PER_REQUEST",
                AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
                KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
                SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: this.key },
            }),
        );
    }

    get keyArn(): string {
        return this.key;
    }

    /** Leaves an object in the artifact bucket; its URI. */
    object(key: string, content: string | object): Promise<string> {
        return put(this.s3, this.names.artifactBucket, key, content);
    }

    /** Leaves an object in the capture bucket; its URI. */
    captured(key: string, content: string | object): Promise<string> {
        return put(this.s3, this.names.captureBucket, key, content);
    }

    /** Leaves an object in the landing bucket; its URI. */
    landed(key: string, content: string | object): Promise<string> {
        return put(this.s3, this.names.landingBucket, key, content);
    }

    /** The text of an object. */
    async read(uri: string): Promise<string> {
        const { bucket: Bucket, key: Key } = parseS3Uri(uri);
        const { Body } = await this.s3.send(new GetObjectCommand({ Bucket, Key }));
        return (await Body?.transformToString("utf8")) ?? "";
    }

    /** The ARN of the key that an object is encrypted with. */
    async keyOf(uri: string): Promise<string> {
        const { bucket: Bucket, key: Key } = parseS3Uri(uri);
        return String((await this.s3.send(new HeadObjectCommand({ Bucket, Key }))).SSEKMSKeyId);
    }

    /** Another stage in an account of its own, with a key and an artifact bucket that it shares; made once. */
    otherStage(other: Scope, sharing: Sharing): Promise<OtherStage> {
        const found = this.others.get(other.prefix) ?? this.makeOtherStage(other, sharing);
        this.others.set(other.prefix, found);
        return found;
    }

    private async makeOtherStage(other: Scope, { key, artifacts }: Sharing): Promise<OtherStage> {
        const credentials = { accessKeyId: other.accountId, secretAccessKey: "local" };
        const client = { ...this.cloud.client, credentials };
        const { artifactBucket: Bucket, keyAlias: AliasName } = foundationNames(other);
        const kms = new KMSClient(client);
        const made = await kms.send(new CreateKeyCommand({ Policy: JSON.stringify(keyPolicy(other, key)) }));
        const TargetKeyId = String(made.KeyMetadata?.Arn);
        await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }));
        const s3 = new S3Client({ ...client, forcePathStyle: true });
        await makeBucket(s3, Bucket, TargetKeyId);
        const Policy = JSON.stringify({ Version: "2012-10-17", Statement: artifacts });
        await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
        return { object: (name, content) => put(s3, Bucket, name, content) };
    }

    /** The version of an object in the landing bucket, which keeps them. */
    async versionOf(Key: string): Promise<string> {
        const { VersionId } = await this.s3.send(new HeadObjectCommand({ Bucket: this.names.landingBucket, Key }));
        return String(VersionId);
    }

    /** How many uploads in parts were begun and not ended; they are gone afterwards. */
    async leftUploads(): Promise<number> {
        const { artifactBucket: Bucket } = this.names;
        const { Uploads = [] } = await this.s3.send(new ListMultipartUploadsCommand({ Bucket }));
        for (const { Key, UploadId } of Uploads) {
            await this.s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
        }
        return Uploads.length;
    }

    /** Leaves an item in the ledger that is an execution's. */
    async item(id: string, execution: string): Promise<void> {
        const Item = { id: { S: id }, execution: { S: execution } };
        await this.dynamodb.send(new PutItemCommand({ TableName: this.names.ledgerTable, Item }));
    }

    /** Leaves an item in the ledger that holds a state. */
    async state(id: string, state: object): Promise<void> {
        const Item = { id: { S: id }, state: { S: JSON.stringify(state) } };
        await this.dynamodb.send(new PutItemCommand({ TableName: this.names.ledgerTable, Item }));
    }

    /** Takes an item of the ledger away. */
    async forget(id: string): Promise<void> {
        const { ledgerTable: TableName } = this.names;
        await this.dynamodb.send(new DeleteItemCommand({ TableName, Key: { id: { S: id } } }));
    }

    /** Whose an item of the ledger is; undefined where it is nobody's, or gone. */
    async holderOf(id: string): Promise<string | undefined> {
        const { ledgerTable: TableName } = this.names;
        const { Item } = await this.dynamodb.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
        return Item?.["execution"]?.S;
    }

    async parameter(Name: string, Value: string): Promise<void> {
        const command = new PutParameterCommand({ Name, Value, Type: "String", Overwrite: true });
        await new SSMClient(this.cloud.client).send(command);
    }

    /** A training job that has ended. */
    async trainingJob(TrainingJobName: string): Promise<void> {
        const body = JSON.stringify({ TrainingJobName });
        // It has ended at the second look.
        for (const operation of ["CreateTrainingJob", "DescribeTrainingJob", "DescribeTrainingJob"]) {
            const headers = { "x-amz-target": `SageMaker.${operation}` };
            await fetch(this.cloud.stage.sagemaker, { method: "POST", headers, body });
        }
    }

    /** An execution that has ended, of a state machine by this name; its ARN. */
    async execution(stateMachine: string): Promise<string> {
        return this.cloud.execute(await this.stateMachine(stateMachine));
    }

    /** Makes a state machine that does nothing, where there is none by this name yet; its ARN. */
    async stateMachine(name: string): Promise<string> {
        this.role ??= this.cloud.role("state-machines", "states.amazonaws.com", []);
        // The same one again is no error.
        return this.cloud.machine(name, await this.role, { Pass: { Type: "Pass", End: true } });
    }

    /** Counts invocations of an endpoint, none of which failed: of all, since a scenario is arranged more than once. */
    async invocations(endpoint: string, Timestamp: Date, count: number): Promise<void> {
        if (this.invoked) return;
        this.invoked = true;
        const Dimensions = [
            { Name: "EndpointName", Value: endpoint },
            { Name: "VariantName", Value: variantName },
        ];
        const datum = { MetricName: "Invocations", Dimensions, Timestamp, Value: count };
        await new CloudWatchClient(this.cloud.client).send(
            new PutMetricDataCommand({ Namespace: "AWS/SageMaker", MetricData: [datum] }),
        );
    }

    async alarm(AlarmName: string): Promise<void> {
        const command = new PutMetricAlarmCommand({
            ...{ AlarmName, Namespace: "AWS/SageMaker", MetricName: "ModelLatency", Statistic: "Average" },
            ...{ Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: "GreaterThanThreshold" },
        });
        await new CloudWatchClient(this.cloud.client).send(command);
    }

    /** Those of the alarms that are there. */
    async alarms(AlarmNames: string[]): Promise<readonly string[]> {
        const { MetricAlarms = [] } = await new CloudWatchClient(this.cloud.client).send(
            new DescribeAlarmsCommand({ AlarmNames }),
        );
        return MetricAlarms.map(({ AlarmName }) => String(AlarmName));
    }

    /** Makes, or takes away, a log group that has neither key nor retention. */
    async logGroup(logGroupName: string, isThere: boolean): Promise<void> {
        await this.logs.send(new DeleteLogGroupCommand({ logGroupName })).catch(() => undefined);
        if (isThere) await this.logs.send(new CreateLogGroupCommand({ logGroupName, kmsKeyId: this.key }));
    }

    async describeLogGroup(name: string): Promise<{ readonly key?: string; readonly days?: number }> {
        const { logGroups = [] } = await this.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
        const [group] = logGroups;
        return { key: group?.kmsKeyId, days: group?.retentionInDays };
    }

    private get dynamodb(): DynamoDBClient {
        return new DynamoDBClient(this.cloud.client);
    }

    private get logs(): CloudWatchLogsClient {
        return new CloudWatchLogsClient(this.cloud.client);
    }
}

/** Makes a bucket whose objects are encrypted with a key. */
async function makeBucket(s3: S3Client, Bucket: string, KMSMasterKeyID: string): Promise<void> {
    await s3.send(new CreateBucketCommand({ Bucket }));
    const byKey = { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID };
    const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault: byKey }] };
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
}

async function put(s3: S3Client, Bucket: string, key: string, content: string | object): Promise<string> {
    const Body = typeof content === "string" ? content : JSON.stringify(content);
    await s3.send(new PutObjectCommand({ Bucket, Key: key, Body }));
    return `s3://${Bucket}/${key}`;
}
