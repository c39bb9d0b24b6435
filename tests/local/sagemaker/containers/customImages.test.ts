import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import {
    CreateEndpointCommand,
    CreateEndpointConfigCommand,
    CreateModelCommand,
    CreateTrainingJobCommand,
    DescribeEndpointCommand,
    DescribeTrainingJobCommand,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { metricDefinitions } from "../../../../components/blocks/image";
import { buildImage, prepareBuild } from "../../../../local/images/build";
import { placeOf } from "../../../../local/images/store";
import { account, refusal, role, Server, table, trainingRequest, until } from "../support";

const repository = `${account}.dkr.ecr.us-east-1.amazonaws.com/drivetrain-local-cars-gradient-boosting`;
const definitions = metricDefinitions({ build: "jobs/byoc" }, "validation:rmse")!;

describe("SageMaker with an image built from a folder", () => {
    let server: Server;
    let sagemaker: SageMakerClient;
    let uri: string;
    const before_ = process.env.DRIVETRAIN_IMAGES;

    before(async () => {
        server = await new Server().start();
        sagemaker = server.client();
        process.env.DRIVETRAIN_IMAGES = path.join(server.root, "images");
        server.aws.put("s3://data/train/train.csv", table(200));
        server.aws.put("s3://data/validation/validation.csv", table(60, 5));
        const prepared = prepareBuild({ context: path.resolve(__dirname, "../../../../jobs/byoc") });
        uri = `${repository}@sha256:${prepared.digest}`;
        buildImage(prepared, placeOf(uri, process.env.DRIVETRAIN_IMAGES)!);
    });

    after(async () => {
        await server.stop();
        if (before_ === undefined) delete process.env.DRIVETRAIN_IMAGES;
        else process.env.DRIVETRAIN_IMAGES = before_;
    });

    function train(name: string, hyperparameters: Record<string, string>, more: object = {}) {
        const request = trainingRequest(name, "xgboost", {
            AlgorithmSpecification: {
                TrainingImage: uri,
                TrainingInputMode: "File",
                MetricDefinitions: definitions,
                ...more,
            },
            HyperParameters: hyperparameters,
        });
        return sagemaker.send(new CreateTrainingJobCommand(request));
    }

    const trained = (name: string) =>
        until(
            () => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name })),
            (job) => job.TrainingJobStatus !== "InProgress",
        );

    it("trains by its train, with the metrics that the request defines, and serves by its serve", async () => {
        await train("boosted", { max_iter: "100" });
        const job = await trained("boosted");
        assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
        const metrics = new Map<string, number>();
        for (const { MetricName, Value } of job.FinalMetricDataList!) metrics.set(MetricName!, Value!);
        assert.deepEqual([...metrics.keys()].sort(), ["train:mae", "train:rmse", "validation:mae", "validation:rmse"]);
        assert.ok(metrics.get("validation:rmse")! < 5, String(metrics.get("validation:rmse")));

        const PrimaryContainer = { Image: uri, ModelDataUrl: job.ModelArtifacts!.S3ModelArtifacts! };
        await sagemaker.send(
            new CreateModelCommand({ ModelName: "boosted", ExecutionRoleArn: role, PrimaryContainer }),
        );
        const variant = { VariantName: "AllTraffic", InstanceType: "ml.m5.large" as const, InitialInstanceCount: 1 };
        await sagemaker.send(
            new CreateEndpointConfigCommand({
                EndpointConfigName: "boosted",
                ProductionVariants: [{ ...variant, ModelName: "boosted" }],
            }),
        );
        await sagemaker.send(new CreateEndpointCommand({ EndpointName: "boosted", EndpointConfigName: "boosted" }));
        await until(
            () => sagemaker.send(new DescribeEndpointCommand({ EndpointName: "boosted" })),
            (endpoint) => endpoint.EndpointStatus === "InService",
        );
        const answer = await server.runtime().send(
            new InvokeEndpointCommand({
                EndpointName: "boosted",
                ContentType: "text/csv",
                Accept: "application/json",
                Body: Buffer.from("4,6"),
            }),
        );
        const { predictions } = JSON.parse(Buffer.from(answer.Body).toString()) as { predictions: { score: number }[] };
        assert.ok(Math.abs(predictions[0]!.score - 24) < 5, String(predictions[0]!.score));
    });

    it("tells the failure that the image tells", async () => {
        await train("mistaken", { eta: "0.3" });
        const { TrainingJobStatus, FailureReason } = await trained("mistaken");
        assert.equal(TrainingJobStatus, "Failed");
        assert.match(FailureReason!, /^AlgorithmError: The hyperparameter eta is unknown; .*, exit code: 1$/);
    });

    it("refuses metrics that cannot be read, and an image that was not built", async () => {
        const broken = train("broken", {}, { MetricDefinitions: [{ Name: "a", Regex: "(" }] });
        assert.match((await refusal(broken, "ValidationException")).message, /expression of the metric a is invalid/);
        const gone = `${repository}@sha256:${"0".repeat(64)}`;
        const missing = train("missing", {}, { TrainingImage: gone });
        assert.match((await refusal(missing, "ValidationException")).message, /images built from a folder/);
    });

    it("needs a role that may pull the image", async () => {
        server.aws.mayPull = () => Promise.resolve(false);
        try {
            await train("forbidden", {});
            assert.match((await trained("forbidden")).FailureReason!, /^ClientError: Cannot pull algorithm container/);
            const PrimaryContainer = { Image: uri };
            const model = { ModelName: "forbidden", ExecutionRoleArn: role, PrimaryContainer };
            const error = await refusal(sagemaker.send(new CreateModelCommand(model)), "ValidationException");
            assert.match(error.message, /does not have BatchGetImage permission/);
        } finally {
            server.aws.mayPull = () => Promise.resolve(true);
        }
    });

    it("leaves nothing of a run in the image", () => {
        const program = path.join(placeOf(uri, process.env.DRIVETRAIN_IMAGES!)!, "root", "opt", "program");
        assert.ok(!fs.existsSync(path.join(program, "gradient_boosting", "__pycache__")));
    });
});
