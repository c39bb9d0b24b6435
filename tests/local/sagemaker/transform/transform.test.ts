import assert from "node:assert/strict";
import {
    CreateModelCommand,
    CreateTrainingJobCommand,
    CreateTransformJobCommand,
    type CreateTransformJobRequest,
    DescribeTrainingJobCommand,
    DescribeTransformJobCommand,
    ListTransformJobsCommand,
    type SageMakerClient,
    StopTransformJobCommand,
} from "@aws-sdk/client-sagemaker";
import { account, image, refusal, role, Server, table, trainingRequest, until } from "../support";

type Algorithm = "xgboost" | "linear-learner";

describe("SageMaker transform jobs", () => {
    let server: Server;
    let sagemaker: SageMakerClient;

    before(async () => {
        server = await new Server().start();
        sagemaker = server.client();
        server.aws.put("s3://data/train/train.csv", table(200));
        server.aws.put("s3://data/validation/validation.csv", table(60, 5));
        await Promise.all([makeModel("xgboost"), makeModel("linear-learner")]);
    });

    after(() => server.stop());

    async function makeModel(algorithm: Algorithm, name: string = algorithm, more: object = {}) {
        await sagemaker.send(new CreateTrainingJobCommand(trainingRequest(name, algorithm, more)));
        const job = await until(
            () => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name })),
            ({ TrainingJobStatus }) => TrainingJobStatus !== "InProgress",
        );
        await sagemaker.send(
            new CreateModelCommand({
                ModelName: name,
                ExecutionRoleArn: role,
                PrimaryContainer: {
                    Image: image(algorithm),
                    ModelDataUrl: job.ModelArtifacts!.S3ModelArtifacts,
                    Environment: { OWN: "1" },
                },
            }),
        );
    }

    /** A job over `s3://data/<name>/`, whose answers go to `s3://scores/<name>`. */
    function request(name: string, more: Partial<CreateTransformJobRequest> = {}, types: string[] = []) {
        const [ContentType = "text/csv", Accept = ContentType] = types;
        const S3DataSource = { S3DataType: "S3Prefix" as const, S3Uri: `s3://data/${name}/` };
        return {
            TransformJobName: name,
            ModelName: "xgboost",
            TransformInput: { DataSource: { S3DataSource }, ContentType, SplitType: "Line" as const },
            TransformOutput: { S3OutputPath: `s3://scores/${name}`, Accept, AssembleWith: "Line" as const },
            TransformResources: { InstanceType: "ml.m5.large" as const, InstanceCount: 1 },
            ...more,
        };
    }

    async function transform(name: string, more: Partial<CreateTransformJobRequest> = {}, types: string[] = []) {
        await sagemaker.send(new CreateTransformJobCommand(request(name, more, types)));
        return until(
            () => sagemaker.send(new DescribeTransformJobCommand({ TransformJobName: name })),
            (job) => !["InProgress", "Stopping"].includes(job.TransformJobStatus!),
        );
    }

    const numbers = (key: string) => server.aws.text(key).trimEnd().split("\n").map(Number);
    const log = (name: string, end: string) => {
        const streams = [...server.aws.messages].filter(
            ([stream]) => stream.startsWith(`/aws/sagemaker/TransformJobs/${name}/i-`) && stream.endsWith(end),
        );
        return streams.flatMap(([, messages]) => messages).join("\n");
    };

    it("asks XGBoost about every object under the prefix", async () => {
        server.aws.put("s3://data/Cars-1/a.csv", "3,4\n10,2\n");
        server.aws.put("s3://data/Cars-1/more/b.csv", "1,1");
        const more = { TransformOutput: { S3OutputPath: "s3://scores/Cars-1/", KmsKeyId: "key", Accept: "text/csv" } };
        const job = await transform("Cars-1", { ...more, Tags: [{ Key: "a", Value: "b" }] });
        assert.equal(job.TransformJobStatus, "Completed", job.FailureReason);
        assert.equal(job.TransformJobArn, `arn:aws:sagemaker:us-east-1:${account}:transform-job/cars-1`);
        assert.ok(job.TransformEndTime! >= job.TransformStartTime!);
        assert.deepEqual(server.aws.keys("scores/Cars-1"), ["scores/Cars-1/a.csv.out", "scores/Cars-1/more/b.csv.out"]);
        const [first, second] = numbers("scores/Cars-1/a.csv.out");
        assert.ok(Math.abs(first! - 17) < 2 && Math.abs(second! - 34) < 2, `${first} ${second}`);
        assert.equal(server.aws.puts.find(({ Key }) => Key === "Cars-1/a.csv.out")?.SSEKMSKeyId, "key");
        assert.match(
            log("Cars-1", "/data-log"),
            /MaxConcurrentTransforms=1, MaxPayloadInMB=6, BatchStrategy=MULTI_RECORD/,
        );
        const { TransformJobSummaries } = await sagemaker.send(
            new ListTransformJobsCommand({ NameContains: "Cars-1" }),
        );
        assert.deepEqual(
            TransformJobSummaries!.map(({ TransformJobName: name, TransformJobStatus: status }) => [name, status]),
            [["Cars-1", "Completed"]],
        );
    });

    it("joins CSV with the answers, row by row, over several requests at once", async () => {
        const rows = Array.from(
            { length: 1_000 },
            (_, index) => `id-${index},"a, ${index}",${index % 17},${index % 23}`,
        );
        server.aws.put("s3://data/joined/part.csv", `${rows.join("\n")}\n`);
        const job = await transform("joined", {
            BatchStrategy: "SingleRecord",
            MaxConcurrentTransforms: 8,
            DataProcessing: { InputFilter: "$[2:]", JoinSource: "Input", OutputFilter: "$[0,1,-1]" },
        });
        assert.equal(job.TransformJobStatus, "Completed", job.FailureReason);
        const lines = server.aws.text("scores/joined/part.csv.out").trimEnd().split("\n");
        assert.equal(lines.length, rows.length);
        lines.forEach((line, index) => {
            const [, id, score] = /^id-(\d+),"a, \d+",([\d.]+)$/.exec(line) ?? [];
            assert.equal(Number(id), index, line);
            assert.ok(Math.abs(Number(score) - 3 * (index % 17) - 2 * (index % 23)) < 12, line);
        });
    });

    it("asks a model of one feature, whose rows have no comma", async () => {
        const numbers = Array.from({ length: 100 }, (_, index) => index / 10 - 5);
        server.aws.put(
            "s3://data/single/train/train.csv",
            numbers.map((number) => `${3 * number},${number}\n`).join(""),
        );
        const S3DataSource = { S3DataType: "S3Prefix", S3Uri: "s3://data/single/train/" };
        const channel = { ChannelName: "train", ContentType: "text/csv", DataSource: { S3DataSource } };
        await makeModel("xgboost", "single", { InputDataConfig: [channel] });

        server.aws.put("s3://data/one-feature/part.csv", "7,a,-4.5\n8,b,0.0\n9,c,4\n");
        const job = await transform("one-feature", {
            ModelName: "single",
            DataProcessing: { InputFilter: "$[2:]", JoinSource: "Input", OutputFilter: "$[0,-1]" },
        });
        assert.equal(job.TransformJobStatus, "Completed", job.FailureReason);
        const scores = server.aws.text("scores/one-feature/part.csv.out").trimEnd().split("\n");
        [-13.5, 0, 12].forEach((expected, index) => {
            const [identifier, score] = (scores[index] ?? "").split(",");
            assert.equal(identifier, String(index + 7));
            assert.ok(Math.abs(Number(score) - expected) < 1, `${score} instead of ${expected}`);
        });
    });

    it("joins CSV of so many columns that SageMaker takes no filter for them, and refuses the filter", async () => {
        const carried = Array.from({ length: 23 }, (_, place) => `c${place}`).join(",");
        server.aws.put("s3://data/wide/part.csv", `${carried},3,4\n`);
        const DataProcessing = { InputFilter: "$[23:]", JoinSource: "Input" as const };
        const job = await transform("wide", { DataProcessing });
        assert.equal(job.TransformJobStatus, "Completed", job.FailureReason);
        const [line] = server.aws.text("scores/wide/part.csv.out").split("\n");
        assert.match(line!, new RegExp(`^${carried},3,4,[\\d.]+$`));
        const OutputFilter = `$[${Array.from({ length: 23 }, (_, place) => place).join(",")},-1]`;
        const long = { ...request("longer"), DataProcessing: { ...DataProcessing, OutputFilter } };
        const { message } = await refusal(sagemaker.send(new CreateTransformJobCommand(long)), "ValidationException");
        assert.match(message, /at 'dataProcessing\.outputFilter' failed to satisfy constraint: .* equal to 63/);
    });

    it("cuts a large object into payloads, whose answers stay in order", async () => {
        const rows = Array.from({ length: 60_000 }, (_, index) => `${index % 17}.0000000000,${index % 23}.0000000000`);
        server.aws.put("s3://data/large/part.csv", `${rows.join("\n")}\n`);
        const job = await transform("large", { MaxPayloadInMB: 1, MaxConcurrentTransforms: 2 });
        assert.equal(job.TransformJobStatus, "Completed", job.FailureReason);
        const scores = numbers("scores/large/part.csv.out");
        assert.equal(scores.length, rows.length);
        assert.equal(scores[0], scores[17 * 23]);
        assert.equal(scores[1], scores[1 + 17 * 23 * 100]);
        assert.equal(log("large", "").match(/POST \/invocations/g)?.length, 2);
    });

    it("asks Linear Learner in JSON Lines, and joins its answers", async () => {
        const lines = [3, 10].map((a) => JSON.stringify({ row: { id: `id ${a}` }, vector: { features: [a, 4] } }));
        server.aws.put("s3://data/linear/part.jsonl", `${lines.join("\n")}\n`);
        const DataProcessing = {
            InputFilter: "$.vector",
            JoinSource: "Input" as const,
            OutputFilter: "$['row','SageMakerOutput']",
        };
        const job = await transform("linear", { ModelName: "linear-learner", DataProcessing }, [
            "application/jsonlines",
        ]);
        assert.equal(job.TransformJobStatus, "Completed", job.FailureReason);
        const stored = server.aws.text("scores/linear/part.jsonl.out").trimEnd().split("\n");
        const parsed = stored.map((line) => JSON.parse(line) as { row: object; SageMakerOutput: { score: number } });
        assert.deepEqual(
            parsed.map(({ row }) => row),
            [{ id: "id 3" }, { id: "id 10" }],
        );
        assert.ok(Math.abs(parsed[0]!.SageMakerOutput.score - 17.1) < 0.2);
    });

    it("asks Linear Learner in CSV, which answers JSON Lines and never CSV", async () => {
        server.aws.put("s3://data/mixed/part.csv", "3,4\n10,2\n");
        server.aws.put("s3://data/never/part.csv", "3,4\n");
        const model = { ModelName: "linear-learner" };
        const job = await transform("mixed", model, ["text/csv", "application/jsonlines"]);
        assert.equal(job.TransformJobStatus, "Completed", job.FailureReason);
        assert.match(
            server.aws.text("scores/mixed/part.csv.out"),
            /^\{"score": 1[67]\.\d+\}\n\{"score": 3[34]\.\d+\}\n$/,
        );
        const refused = await transform("never", model, ["text/csv"]);
        assert.equal(refused.FailureReason, "ClientError: See job logs for more information");
        assert.match(log("never", "/data-log"), /data\/never\/part\.csv: Bad HTTP status received from algorithm: 406/);
    });

    it("fails when the container refuses a record, and stores whole objects only", async () => {
        server.aws.put("s3://data/bad/a.csv", "3,4\n10,x\n");
        server.aws.put("s3://data/bad/b.csv", "3,4\n");
        const job = await transform("bad", { BatchStrategy: "SingleRecord" });
        assert.equal(job.TransformJobStatus, "Failed");
        assert.equal(job.FailureReason, "ClientError: See job logs for more information");
        assert.deepEqual(server.aws.keys("scores/bad"), ["scores/bad/b.csv.out"]);
        assert.match(log("bad", "/data-log"), /bad\/a\.csv: Bad HTTP status received from algorithm: 415\n/);
    });

    it("fails without input, and when the answers lack what is to be stored", async () => {
        const empty = await transform("empty");
        assert.match(empty.FailureReason!, /^ClientError: No S3 objects found under S3 URL "s3:\/\/data\/empty\/"/);
        server.aws.put("s3://data/columns/a.csv", "1,3,4\n");
        const job = await transform("columns", {
            DataProcessing: { InputFilter: "$[1:]", JoinSource: "Input", OutputFilter: "$[0,7]" },
        });
        assert.equal(job.FailureReason, "ClientError: See job logs for more information");
        assert.match(log("columns", "/data-log"), /the index 7 is not within the 4 elements/);
    });

    it("stops, and stores nothing of what was not done", async () => {
        const rows = Array.from({ length: 20_000 }, (_, index) => `${index % 17},${index % 23}`);
        server.aws.put("s3://data/stopped/a.csv", rows.join("\n"));
        await sagemaker.send(new CreateTransformJobCommand(request("stopped", { BatchStrategy: "SingleRecord" })));
        const described = () => sagemaker.send(new DescribeTransformJobCommand({ TransformJobName: "stopped" }));
        await until(described, (job) => job.TransformStartTime !== undefined);
        await sagemaker.send(new StopTransformJobCommand({ TransformJobName: "stopped" }));
        const job = await until(described, ({ TransformJobStatus }) => TransformJobStatus === "Stopped");
        assert.equal(job.FailureReason, undefined);
        assert.deepEqual(server.aws.keys("scores/stopped"), []);
        const again = sagemaker.send(new StopTransformJobCommand({ TransformJobName: "stopped" }));
        assert.match((await refusal(again, "ValidationException")).message, /is in status Stopped/);
    });

    it("fails for lack of machines when it is told to", async () => {
        server.aws.put("s3://data/machines/a.csv", "3,4\n");
        const fault = { job: "TransformJob", failure: "CapacityError" };
        await fetch(`${server.url}/_faults`, { method: "POST", body: JSON.stringify([fault]) });
        assert.match((await transform("machines")).FailureReason!, /^CapacityError: /);
    });

    it("refuses a name twice, a model that is not there, and what it does not do", async () => {
        server.aws.put("s3://data/once/a.csv", "3,4\n");
        await transform("once");
        const send = (more: object) =>
            sagemaker.send(new CreateTransformJobCommand({ ...request("refused"), ...more }));
        const again = await refusal(send({ TransformJobName: "once" }), "ResourceInUse");
        assert.match(
            again.message,
            /^Job name must be unique .*already exists \(arn:aws:sagemaker:.*transform-job\/once\)/,
        );
        const { TransformInput: input, TransformOutput: output, TransformResources: resources } = request("refused");
        const S3DataSource = { S3DataType: "ManifestFile", S3Uri: "s3://data/a" };
        const cases: [object, RegExp][] = [
            [{ ModelName: "none" }, /^Could not find model "arn:.*:model\/none"\.$/],
            [{ TransformInput: { ...input, DataSource: { S3DataSource } } }, /S3DataType ManifestFile/],
            [{ TransformInput: { ...input, SplitType: "RecordIO" } }, /SplitType RecordIO/],
            [{ TransformInput: { ...input, CompressionType: "Gzip" } }, /CompressionType Gzip/],
            [{ DataCaptureConfig: { DestinationS3Uri: "s3://a/b" } }, /DataCaptureConfig in CreateTransformJob/],
            [{ MaxPayloadInMB: 20, MaxConcurrentTransforms: 6 }, /6 \* 20\) cannot be greater than 100 MB/],
            [{ MaxPayloadInMB: 0 }, /MaxPayloadInMB 0/],
            [{ TransformResources: { ...resources, InstanceType: "ml.g4dn.xlarge", VolumeKmsKeyId: "k" } }, /NVMe/],
            [
                {
                    TransformOutput: { ...output, Accept: "application/jsonlines" },
                    DataProcessing: { JoinSource: "Input" },
                },
                /ContentType \(text\/csv\) and Accept \(application\/jsonlines\) must be the same/,
            ],
            [{ DataProcessing: { OutputFilter: `$[${"0,".repeat(31)}0]` } }, /length less than or equal to 63/],
        ];
        for (const [more, message] of cases) {
            assert.match((await refusal(send(more), "ValidationException")).message, message);
        }
        const missing = sagemaker.send(new DescribeTransformJobCommand({ TransformJobName: "No" }));
        assert.equal(
            (await refusal(missing, "ValidationException")).message,
            "Could not find requested job with name: No",
        );
    });
});
