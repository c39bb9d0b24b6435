import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
    CreateBucketCommand,
    GetObjectCommand,
    HeadObjectCommand,
    ListObjectsV2Command,
    PutObjectCommand,
    S3Client,
} from "@aws-sdk/client-s3";
import {
    CreateEndpointCommand,
    CreateEndpointConfigCommand,
    CreateModelCommand,
    CreateTrainingJobCommand,
    DeleteEndpointCommand,
    DescribeEndpointCommand,
    DescribeTrainingJobCommand,
    SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand, SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { startStage, stopStage } from "../../../local/stage";
import { account, image, python, refusal, role, table, trainingRequest, until } from "./support";

/** Through the emulator: signatures, IAM and the job's role count. */
describe("SageMaker behind the emulator", () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "stage-"));
    const servers = {
        sagemaker: path.resolve("local/sagemaker/server.ts"),
        provider: path.resolve("local/provider/server.ts"),
    };
    let connection: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
    let s3: S3Client;
    let sagemaker: SageMakerClient;
    let key: string;

    before(async () => {
        process.env.DRIVETRAIN_PYTHON = python;
        const { endpoint } = await startStage(undefined, { directory, servers });
        connection = { endpoint, region: "us-east-1", credentials: { accessKeyId: account, secretAccessKey: "local" } };
        s3 = new S3Client({ ...connection, forcePathStyle: true });
        sagemaker = new SageMakerClient(connection);
        await s3.send(new CreateBucketCommand({ Bucket: "data" }));
        key = (await new KMSClient(connection).send(new CreateKeyCommand({}))).KeyMetadata!.Arn!;
        for (const [Key, Body] of Object.entries({
            "train/train.csv": table(200),
            "validation/validation.csv": table(60, 5),
        })) {
            await s3.send(new PutObjectCommand({ Bucket: "data", Key, Body }));
        }
        await createRole("jobs", "sagemaker.amazonaws.com", [
            { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::data" },
            { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*" },
            {
                Effect: "Allow",
                Action: "s3:PutObject",
                Resource: ["arn:aws:s3:::data/models/*", "arn:aws:s3:::data/captures/*"],
            },
            { Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: key },
            {
                Effect: "Allow",
                Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: "*",
            },
        ]);
        await createRole("unable", "sagemaker.amazonaws.com", []);
        await createRole("stranger", "lambda.amazonaws.com", []);
    });

    after(async () => {
        await stopStage({ directory, servers });
        fs.rmSync(directory, { recursive: true, force: true });
    });

    async function createRole(RoleName: string, Service: string, Statement: object[]) {
        const iam = new IAMClient(connection);
        const trust = {
            Effect: "Allow",
            Principal: { Service },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": account } },
        };
        const document = (statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
        await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document([trust]) }));
        if (Statement.length > 0) {
            const PolicyDocument = document(Statement);
            await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "work", PolicyDocument }));
        }
    }

    it("trains, deploys, answers and captures with the job's role alone", async () => {
        const OutputDataConfig = { S3OutputPath: "s3://data/models/", KmsKeyId: key };
        await sagemaker.send(new CreateTrainingJobCommand(trainingRequest("Cars", "xgboost", { OutputDataConfig })));
        const job = await until(
            () => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: "Cars" })),
            (described) => described.TrainingJobStatus !== "InProgress",
            60,
        );
        assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
        const artifact = { Bucket: "data", Key: "models/Cars/output/model.tar.gz" };
        assert.equal((await s3.send(new HeadObjectCommand(artifact))).SSEKMSKeyId, key);

        const logs = await new CloudWatchLogsClient(connection).send(
            new FilterLogEventsCommand({ logGroupName: "/aws/sagemaker/TrainingJobs", logStreamNamePrefix: "Cars/" }),
        );
        assert.ok(logs.events?.some((event) => event.message?.includes("validation-rmse:")));

        await sagemaker.send(
            new CreateModelCommand({
                ModelName: "Cars",
                ExecutionRoleArn: role,
                PrimaryContainer: { Image: image("xgboost"), ModelDataUrl: job.ModelArtifacts?.S3ModelArtifacts },
            }),
        );
        await sagemaker.send(
            new CreateEndpointConfigCommand({
                EndpointConfigName: "Cars",
                ProductionVariants: [
                    {
                        VariantName: "AllTraffic",
                        ModelName: "Cars",
                        InitialInstanceCount: 1,
                        InstanceType: "ml.m5.large",
                    },
                ],
                DataCaptureConfig: {
                    EnableCapture: true,
                    InitialSamplingPercentage: 100,
                    DestinationS3Uri: "s3://data/captures",
                    KmsKeyId: key,
                    CaptureOptions: [{ CaptureMode: "Input" }, { CaptureMode: "Output" }],
                    CaptureContentTypeHeader: { CsvContentTypes: ["text/csv"], JsonContentTypes: ["application/json"] },
                },
            }),
        );
        await sagemaker.send(new CreateEndpointCommand({ EndpointName: "Cars", EndpointConfigName: "Cars" }));
        const endpoint = await until(
            () => sagemaker.send(new DescribeEndpointCommand({ EndpointName: "Cars" })),
            (described) => described.EndpointStatus !== "Creating",
        );
        assert.equal(endpoint.EndpointStatus, "InService", endpoint.FailureReason);

        const runtime = new SageMakerRuntimeClient(connection);
        const request = { EndpointName: "Cars", ContentType: "text/csv", Accept: "application/json" };
        const answer = await runtime.send(new InvokeEndpointCommand({ ...request, Body: "3,4" }));
        assert.equal(answer.InvokedProductionVariant, "AllTraffic");
        const text = answer.Body.transformToString();
        const [{ score } = { score: NaN }] = (JSON.parse(text) as { predictions: { score: number }[] }).predictions;
        assert.ok(Math.abs(score - 17) < 2, text);
        const error = await refusal(runtime.send(new InvokeEndpointCommand({ ...request, Body: "a" })), "ModelError");
        assert.equal(error.OriginalStatusCode, 415);
        await refusal(
            runtime.send(new InvokeEndpointCommand({ ...request, EndpointName: "none", Body: "1" })),
            "ValidationError",
        );

        const captured = await until(
            () => s3.send(new ListObjectsV2Command({ Bucket: "data", Prefix: "captures/Cars/AllTraffic/" })),
            (listed) => (listed.Contents ?? []).length > 0,
        );
        const object = await s3.send(new GetObjectCommand({ Bucket: "data", Key: captured.Contents![0]!.Key }));
        const record = JSON.parse(await object.Body!.transformToString()) as {
            captureData: { endpointInput: object; endpointOutput: object };
        };
        assert.deepEqual(record.captureData, {
            endpointInput: { observedContentType: "text/csv", mode: "INPUT", data: "3,4", encoding: "CSV" },
            endpointOutput: { observedContentType: "application/json", mode: "OUTPUT", data: text, encoding: "JSON" },
        });
        await sagemaker.send(new DeleteEndpointCommand({ EndpointName: "Cars" }));
    });

    it("refuses roles that do not trust SageMaker, are missing, or may not read the data", async () => {
        const train = (name: string) =>
            sagemaker.send(
                new CreateTrainingJobCommand(
                    trainingRequest(`as-${name}`, "xgboost", { RoleArn: `arn:aws:iam::${account}:role/${name}` }),
                ),
            );
        for (const name of ["stranger", "missing"]) {
            const error = await refusal(train(name), "ValidationException");
            assert.match(
                error.message,
                /^Could not assume role .* allows principal 'sagemaker\.amazonaws\.com' to assume/,
            );
        }
        assert.match(
            (await refusal(train("unable"), "ValidationException")).message,
            /^No S3 objects found .*s3:ListBucket/,
        );
    });

    it("fails a job that may not write its output, with the reason", async () => {
        const OutputDataConfig = { S3OutputPath: "s3://data/elsewhere/" };
        await sagemaker.send(new CreateTrainingJobCommand(trainingRequest("denied", "xgboost", { OutputDataConfig })));
        const job = await until(
            () => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: "denied" })),
            (described) => described.TrainingJobStatus !== "InProgress",
            60,
        );
        assert.equal(job.TrainingJobStatus, "Failed");
        assert.match(job.FailureReason!, /^ClientError: Could not upload to s3:\/\/data\/elsewhere\/.*not authorized/);
    });
});
