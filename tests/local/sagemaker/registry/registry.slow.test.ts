import assert from "node:assert/strict";
import * as path from "node:path";
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
    CreateModelCommand,
    CreateModelPackageCommand,
    CreateModelPackageGroupCommand,
    CreateTrainingJobCommand,
    DeleteModelPackageCommand,
    DescribeModelPackageGroupCommand,
    DescribeTrainingJobCommand,
    SageMakerClient,
    UpdateModelPackageCommand,
} from "@aws-sdk/client-sagemaker";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { versionStates } from "../../../../components/scoring/machine/versions";
import { catalogue } from "../../../../local/provider/catalogue";
import * as lifecycle from "../../../../local/provider/engine/lifecycle";
import { allow, arn, Cloud } from "../../emulator/cloud";
import { account, image, python, refusal, role, table, trainingRequest, until } from "../support";

const InferenceSpecification = { Containers: [{ Image: image("xgboost"), ModelDataUrl: "s3://data/m.tar.gz" }] };

/** Through the emulator: signatures, IAM and EventBridge count. */
describe("SageMaker's registry and transform jobs behind the emulator", () => {
    let cloud: Cloud;
    let sagemaker: SageMakerClient;

    before(async () => {
        process.env.DRIVETRAIN_PYTHON = python;
        cloud = await Cloud.start("registry", { sagemaker: path.resolve("local/sagemaker/server.ts") });
        sagemaker = new SageMakerClient(cloud.client);
    });
    after(() => cloud?.stop());

    const makeGroup = (ModelPackageGroupName: string) =>
        sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName }));

    describe("events", () => {
        const queueArn = arn("sqs", "changes");
        let sqs: SQSClient;
        let QueueUrl: string;

        before(async () => {
            await makeGroup("cars");
            await makeGroup("others");
            sqs = new SQSClient(cloud.client);
            const Statement = {
                Effect: "Allow",
                Principal: { Service: "events.amazonaws.com" },
                ...{ Action: "sqs:SendMessage", Resource: queueArn },
            };
            const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [Statement] });
            ({ QueueUrl = "" } = await sqs.send(
                new CreateQueueCommand({ QueueName: "changes", Attributes: { Policy } }),
            ));
            const events = new EventBridgeClient(cloud.client);
            const EventPattern = JSON.stringify({
                source: ["aws.sagemaker"],
                "detail-type": ["SageMaker Model Package State Change"],
                detail: { ModelPackageGroupName: ["cars"] },
            });
            await events.send(new PutRuleCommand({ Name: "changes", EventPattern }));
            await events.send(new PutTargetsCommand({ Rule: "changes", Targets: [{ Id: "queue", Arn: queueArn }] }));
        });

        async function received(count: number) {
            const held: { resources: string[]; detail: Record<string, unknown> }[] = [];
            await until(
                async () => {
                    const asked = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 60 };
                    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
                    held.push(...Messages.map(({ Body }) => JSON.parse(Body!) as (typeof held)[number]));
                },
                () => held.length >= count,
            );
            return held;
        }

        it("are sent of creation and of updates, and by SageMaker only", async () => {
            const register = (ModelPackageGroupName: string) =>
                sagemaker.send(new CreateModelPackageCommand({ ModelPackageGroupName, InferenceSpecification }));
            await register("others");
            const { ModelPackageArn } = await register("cars");
            const [created] = await received(1);
            assert.deepEqual(created!.resources, [ModelPackageArn]);
            assert.equal(created!.detail.ModelApprovalStatus, "PendingManualApproval");
            assert.equal(created!.detail.ModelPackageVersion, 1);
            assert.match(created!.detail.CreationTime as string, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
            assert.equal(created!.detail.UpdatedModelPackageFields, undefined);

            const ModelApprovalStatus = "Approved";
            await sagemaker.send(new UpdateModelPackageCommand({ ModelPackageArn, ModelApprovalStatus }));
            const [updated] = await received(1);
            assert.equal(updated!.detail.ModelApprovalStatus, "Approved");
            assert.deepEqual(updated!.detail.UpdatedModelPackageFields, ["ModelApprovalStatus"]);

            const wrong = new UpdateModelPackageCommand({
                ModelPackageArn: `${ModelPackageArn}9`,
                ModelApprovalStatus,
            });
            await refusal(sagemaker.send(wrong), "ValidationException");
            const entry = { Source: "aws.sagemaker", DetailType: "SageMaker Model Package State Change", Detail: "{}" };
            const forged = await new EventBridgeClient(cloud.client).send(new PutEventsCommand({ Entries: [entry] }));
            assert.equal(forged.FailedEntryCount, 1);
        });
    });

    describe("permissions", () => {
        const version = arn("sagemaker", "model-package/judged/*");
        const group = arn("sagemaker", "model-package-group/judged");
        let machineRole: string;

        before(async () => {
            await makeGroup("judged");
            machineRole = await cloud.role("registrar", "states.amazonaws.com", []);
        });

        it("are needed on the version and on its group", async () => {
            const register = async (name: string, resources: string[]) => {
                await cloud.allow("registrar", [allow("sagemaker:CreateModelPackage", resources)]);
                return cloud.runTask(name, machineRole, {
                    Resource: "arn:aws:states:::aws-sdk:sagemaker:createModelPackage",
                    Arguments: { ModelPackageGroupName: "judged", InferenceSpecification },
                });
            };
            for (const [name, resources] of Object.entries({ version: [version], group: [group] })) {
                const denied = await register(name, resources);
                assert.equal(denied.status, "FAILED");
                const missing = name === "group" ? "model-package/judged/\\*" : "model-package-group/judged";
                assert.match(
                    denied.cause!,
                    new RegExp(`not authorized to perform: sagemaker:CreateModelPackage.*${missing}`),
                );
            }
            const allowed = await register("both", [version, group]);
            assert.equal(allowed.status, "SUCCEEDED", allowed.cause);
            const { ModelPackageArn } = JSON.parse(allowed.output!) as { ModelPackageArn: string };
            assert.equal(ModelPackageArn, arn("sagemaker", "model-package/judged/1"));
        });
    });

    describe("the version that a scoring run takes", () => {
        const group = "searched";
        const parameter = "/cars/champion/model-package-arn";
        const item = { index: 0, algorithm: "xgboost", parameter };
        const serves = (number: number) =>
            new SSMClient(cloud.client).send(
                new PutParameterCommand({
                    ...{ Name: parameter, Type: "String", Overwrite: true },
                    Value: arn("sagemaker", `model-package/${group}/${number}`),
                }),
            );
        const register = (status: "Approved" | "Rejected", CustomerMetadataProperties?: Record<string, string>) =>
            sagemaker.send(
                new CreateModelPackageCommand({
                    ...{ ModelPackageGroupName: group, InferenceSpecification },
                    ...{ ModelApprovalStatus: status, CustomerMetadataProperties },
                }),
            );
        let machine: string;

        before(async () => {
            const machineRole = await cloud.role("searcher", "states.amazonaws.com", [
                allow("ssm:GetParameters", arn("ssm", `parameter${parameter}`)),
                allow("sagemaker:DescribeModelPackage", arn("sagemaker", `model-package/${group}/*`)),
            ]);
            const { States, StartAt } = versionStates();
            machine = await cloud.machine("searcher", machineRole, States, { StartAt });
            await makeGroup(group);
        });

        it("is the one that serves, behind a hundred newer ones that were rejected", async () => {
            await register("Approved", { "model-name": "cars-1", transform: "s3://a/b", "batch-format": "text/csv" });
            for (let count = 0; count < 100; count++) await register("Rejected");
            await serves(1);
            const found = await cloud.outcome(await cloud.execute(machine, item));
            assert.equal(found.status, "SUCCEEDED", found.cause);
            assert.deepEqual(JSON.parse(found.output!), {
                ...{ index: 0, algorithm: "xgboost", modelPackageArn: arn("sagemaker", `model-package/${group}/1`) },
                ...{ modelName: "cars-1", transform: "s3://a/b", batchFormat: "text/csv", rmse: null },
                // Nothing explains it: it was trained before anything did.
                ...{ artifact: "s3://data/m.tar.gz", baseline: null, attribution: null },
            });
        });

        it("is told of where somebody registered it without what scoring needs", async () => {
            await register("Approved", { "model-name": "cars-2" });
            await serves(102);
            const { error, cause } = await cloud.outcome(await cloud.execute(machine, item));
            assert.equal(error, "UnusableVersion");
            assert.match(cause!, /model-package\/searched\/102, cannot score: .* no usable transform, batch-format\. /);
        });
    });

    describe("a transform job", () => {
        before(async () => {
            const s3 = new S3Client({ ...cloud.client, forcePathStyle: true });
            await s3.send(new CreateBucketCommand({ Bucket: "data" }));
            const objects = {
                "train/t.csv": table(200),
                "validation/v.csv": table(60, 5),
                "rows/a.csv": "3,4\n10,2\n",
            };
            for (const [Key, Body] of Object.entries(objects)) {
                await s3.send(new PutObjectCommand({ Bucket: "data", Key, Body }));
            }
            await cloud.role("jobs", "sagemaker.amazonaws.com", [
                allow("s3:ListBucket", "arn:aws:s3:::data"),
                allow("s3:GetObject", "arn:aws:s3:::data/*"),
                allow("s3:PutObject", ["arn:aws:s3:::data/models/*", "arn:aws:s3:::data/scores/*"]),
            ]);
            await sagemaker.send(new CreateTrainingJobCommand(trainingRequest("Cars", "xgboost")));
            const job = await until(
                () => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: "Cars" })),
                ({ TrainingJobStatus }) => TrainingJobStatus !== "InProgress",
                60,
            );
            const PrimaryContainer = { Image: image("xgboost"), ModelDataUrl: job.ModelArtifacts!.S3ModelArtifacts };
            await sagemaker.send(
                new CreateModelCommand({ ModelName: "Cars", ExecutionRoleArn: role, PrimaryContainer }),
            );
        });

        it("is started and followed by a state machine, and runs as the model's role", async () => {
            const job = [
                "sagemaker:CreateTransformJob",
                "sagemaker:DescribeTransformJob",
                "sagemaker:StopTransformJob",
            ];
            const followed = ["events:PutTargets", "events:PutRule", "events:DescribeRule"];
            const rule = arn("events", "rule/StepFunctionsGetEventsForSageMakerTransformJobsRule");
            const machineRole = await cloud.role("transformer", "states.amazonaws.com", [
                allow(job, arn("sagemaker", "transform-job/*")),
                allow(followed, rule),
            ]);
            const run = (name: string, output: string) =>
                cloud.runTask(name, machineRole, {
                    Resource: "arn:aws:states:::sagemaker:createTransformJob.sync",
                    Arguments: {
                        TransformJobName: name,
                        ModelName: "Cars",
                        TransformInput: {
                            ContentType: "text/csv",
                            DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/rows/" } },
                            SplitType: "Line",
                        },
                        TransformOutput: { S3OutputPath: output, Accept: "text/csv", AssembleWith: "Line" },
                        TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1 },
                    },
                });
            const done = await run("rows", "s3://data/scores/");
            assert.equal(done.status, "SUCCEEDED", done.cause);
            assert.equal((JSON.parse(done.output!) as Record<string, string>).TransformJobStatus, "Completed");
            const s3 = new S3Client({ ...cloud.client, forcePathStyle: true });
            const scores = await s3.send(new GetObjectCommand({ Bucket: "data", Key: "scores/a.csv.out" }));
            const [first, second] = (await scores.Body!.transformToString()).split("\n").map(Number);
            assert.ok(Math.abs(first! - 17) < 2 && Math.abs(second! - 34) < 2);

            const denied = await run("denied", "s3://data/elsewhere/");
            assert.equal(denied.error, "States.TaskFailed");
            const { FailureReason } = JSON.parse(denied.cause!) as { FailureReason: string };
            assert.match(
                FailureReason,
                /^ClientError: Could not upload to s3:\/\/data\/elsewhere\/a\.csv\.out: .*not authorized/,
            );
        });
    });

    describe("the local provider's model package group", () => {
        const type = catalogue["aws:sagemaker/modelPackageGroup:ModelPackageGroup"]!;
        const settings = { region: "us-east-1", account, defaultTags: { stage: "test" } };
        const name = "provided";
        const environment = process.env.AWS_ENDPOINT_URL;

        before(() => {
            process.env.AWS_ENDPOINT_URL = cloud.client.endpoint;
        });
        after(() => {
            if (environment === undefined) delete process.env.AWS_ENDPOINT_URL;
            else process.env.AWS_ENDPOINT_URL = environment;
        });

        it("is made, tagged anew, found gone, and kept while it has versions", async () => {
            const inputs = { modelPackageGroupName: name, modelPackageGroupDescription: "Cars", tags: { a: "1" } };
            const made = await lifecycle.create(type, settings, inputs);
            assert.equal(made.id, name);
            assert.equal(made.outputs.arn, arn("sagemaker", "model-package-group/provided"));
            const tagged = { ...inputs, tags: { b: "2" } };
            const olds = { inputs, state: made.outputs };
            assert.deepEqual(lifecycle.diff(type, settings, olds, tagged).replaces, []);
            const outputs = await lifecycle.update(type, settings, name, olds, tagged);
            assert.deepEqual(outputs.tagsAll, { stage: "test", b: "2" });
            const other = { ...inputs, modelPackageGroupDescription: "Homes" };
            assert.deepEqual(lifecycle.diff(type, settings, olds, other).replaces, ["modelPackageGroupDescription"]);
            const read = await lifecycle.read(type, settings, name, tagged, outputs);
            assert.deepEqual(read.inputs, tagged);

            const { ModelPackageArn } = await sagemaker.send(
                new CreateModelPackageCommand({ ModelPackageGroupName: name, InferenceSpecification }),
            );
            await assert.rejects(lifecycle.remove(type, settings, name, outputs), /still contains model packages/);
            await sagemaker.send(new DeleteModelPackageCommand({ ModelPackageName: ModelPackageArn }));
            await lifecycle.remove(type, settings, name, outputs);
            await lifecycle.remove(type, settings, name, outputs);
            assert.equal((await lifecycle.read(type, settings, name, tagged, outputs)).id, "");
            const gone = sagemaker.send(new DescribeModelPackageGroupCommand({ ModelPackageGroupName: name }));
            await refusal(gone, "ValidationException");
        });
    });
});
