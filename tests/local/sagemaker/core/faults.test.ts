import assert from "node:assert/strict";
import {
    CreateEndpointCommand,
    CreateEndpointConfigCommand,
    CreateModelCommand,
    CreateProcessingJobCommand,
    CreateTrainingJobCommand,
    DescribeEndpointCommand,
    DescribeProcessingJobCommand,
    DescribeTrainingJobCommand,
    ListTrainingJobsCommand,
    type SageMakerClient,
    UpdateEndpointCommand,
} from "@aws-sdk/client-sagemaker";
import { Faults } from "../../../../local/sagemaker/core/faults";
import { image, refusal, role, Server, table, trainingRequest, until } from "../support";

describe("faults on purpose", () => {
    let server: Server;
    let sagemaker: SageMakerClient;

    before(async () => {
        server = await new Server().start();
        sagemaker = server.client();
        server.aws.put("s3://data/train/train.csv", table(50));
        server.aws.put("s3://data/validation/validation.csv", table(20, 5));
    });
    beforeEach(() => faults("DELETE"));
    after(() => server.stop());

    async function faults(method: string, body?: object): Promise<{ status: number; body: unknown }> {
        const answer = await fetch(`${server.url}/_faults`, { method, body: body && JSON.stringify(body) });
        return { status: answer.status, body: await answer.json() };
    }

    const train = (name: string, more: object = {}) =>
        sagemaker.send(new CreateTrainingJobCommand(trainingRequest(name, "xgboost", more)));
    const ended = (TrainingJobName: string) =>
        until(
            () => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName })),
            (job) => !["InProgress", "Stopping"].includes(job.TrainingJobStatus!),
        );

    it("answers the next calls of an operation with AWS's error, and then as usual", async () => {
        await faults("POST", [
            { operation: "CreateTrainingJob", error: "ThrottlingException", times: 2 },
            { operation: "CreateTrainingJob", error: "ResourceLimitExceeded" },
        ]);
        for (const _ of [1, 2]) {
            const throttled = await refusal(train("patient"), "ThrottlingException");
            assert.equal(throttled.message, "Rate exceeded");
            assert.equal((throttled.$metadata as { httpStatusCode: number }).httpStatusCode, 400);
        }
        await sagemaker.send(new ListTrainingJobsCommand({}));
        const limited = await refusal(train("patient"), "ResourceLimitExceeded");
        assert.match(limited.message, /^The account-level service limit '.*' is 0 Instances, with current utilization/);
        await train("patient");
        assert.equal((await ended("patient")).TrainingJobStatus, "Completed");
    });

    it("lets a job be accepted and fail for lack of machines", async () => {
        await faults("POST", { job: "TrainingJob", failure: "CapacityError" });
        await train("unlucky");
        const job = await ended("unlucky");
        assert.equal(job.TrainingJobStatus, "Failed");
        assert.equal(
            job.FailureReason,
            "CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML " +
                "instance type.",
        );
        assert.deepEqual(
            job.SecondaryStatusTransitions?.map((each) => each.Status),
            ["Starting", "Failed"],
        );
    });

    it("takes the machines of a processing job away while they upload what it made", async () => {
        const write = "[open(f'{sys.argv[1]}/processing/output/{name}', 'w') for name in 'abc']";
        const ProcessingJobName = "half";
        await faults("POST", { job: "ProcessingJob", failure: "InternalServerError" });
        await sagemaker.send(
            new CreateProcessingJobCommand({
                ProcessingJobName,
                RoleArn: role,
                AppSpecification: {
                    ImageUri: image("scikit-learn"),
                    ContainerEntrypoint: ["python3", "-c", `import sys; ${write}`, "/opt/ml"],
                },
                ProcessingOutputConfig: {
                    Outputs: [
                        {
                            OutputName: "out",
                            S3Output: {
                                S3Uri: "s3://data/half/",
                                LocalPath: "/opt/ml/processing/output",
                                S3UploadMode: "EndOfJob",
                            },
                        },
                    ],
                },
                ProcessingResources: {
                    ClusterConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 1 },
                },
            }),
        );
        const job = await until(
            () => sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName })),
            ({ ProcessingJobStatus }) => ProcessingJobStatus !== "InProgress",
        );
        assert.equal(job.ProcessingJobStatus, "Failed");
        assert.match(job.FailureReason!, /^InternalServerError: /);
        assert.deepEqual(server.aws.keys("data/half/"), ["data/half/a", "data/half/b"]);
    });

    it("lets an endpoint fail for lack of machines, and an update leave it as it was", async () => {
        await train("model");
        const trained = await ended("model");
        await sagemaker.send(
            new CreateModelCommand({
                ModelName: "model",
                ExecutionRoleArn: role,
                PrimaryContainer: {
                    Image: image("xgboost"),
                    ModelDataUrl: trained.ModelArtifacts!.S3ModelArtifacts,
                },
            }),
        );
        const ProductionVariants = [
            {
                VariantName: "AllTraffic",
                ModelName: "model",
                InstanceType: "ml.m5.large" as const,
                InitialInstanceCount: 1,
            },
        ];
        for (const EndpointConfigName of ["a", "b"]) {
            await sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName, ProductionVariants }));
        }
        const described = (EndpointName: string) =>
            until(
                () => sagemaker.send(new DescribeEndpointCommand({ EndpointName })),
                (endpoint) => !["Creating", "Updating"].includes(endpoint.EndpointStatus!),
            );
        await faults("POST", [
            { endpoint: "cars", failure: "CapacityError" },
            { endpoint: "vans", failure: "CapacityError" },
        ]);
        await sagemaker.send(new CreateEndpointCommand({ EndpointName: "cars", EndpointConfigName: "a" }));
        const failed = await described("cars");
        assert.equal(failed.EndpointStatus, "Failed");
        assert.match(failed.FailureReason!, /^Unable to provision requested ML compute capacity due to Insufficient/);
        await faults("DELETE");
        await sagemaker.send(new CreateEndpointCommand({ EndpointName: "vans", EndpointConfigName: "a" }));
        assert.equal((await described("vans")).EndpointStatus, "InService");
        await faults("POST", { endpoint: "vans", failure: "CapacityError" });
        await sagemaker.send(new UpdateEndpointCommand({ EndpointName: "vans", EndpointConfigName: "b" }));
        const kept = await described("vans");
        assert.deepEqual([kept.EndpointStatus, kept.EndpointConfigName], ["InService", "a"]);
        assert.match(kept.FailureReason!, /Unable to provision/);
    });

    it("tells what still waits, and refuses what cannot happen", async () => {
        const waiting = await faults("POST", { operation: "CreateModel", error: "InternalFailure", times: 3 });
        assert.deepEqual(waiting.body, [{ operation: "CreateModel", error: "InternalFailure", times: 3 }]);
        const refused = await faults("POST", { job: "TrainingJob", failure: "Earthquake" });
        assert.equal(refused.status, 400);
        assert.deepEqual((await faults("GET")).body, waiting.body);
        const cases: [object, RegExp][] = [
            [{ error: "Nonsense" }, /the errors are ThrottlingException, /],
            [{ operation: "CreateModel" }, /one of error, failure and interrupt/],
            [{ failure: "CapacityError" }, /either a job's kind or an endpoint's name/],
            [{ job: "ProcessingJob", interrupt: true }, /only a TrainingJob/],
            [{ job: "TrainingJob", failure: "InternalServerError" }, /only a ProcessingJob/],
            [{ job: "TrainingJob", interrupt: true, times: 0 }, /times is a whole number/],
            [{ job: "TrainingJob", interupt: true }, /no member interupt/],
        ];
        for (const [fault, message] of cases) {
            assert.throws(() => new Faults().add(fault), message);
        }
    });
});
