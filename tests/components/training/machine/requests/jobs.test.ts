import assert from "node:assert/strict";
import { createTrainingJob, predictTestRows } from "../../../../../components/training/machine/requests/jobs";
import {
    createMeasureJob,
    createProcessingJob,
} from "../../../../../components/training/machine/requests/preprocessing";
import { evaluate } from "../../../../support/jsonata";
import { definitionArgs } from "../../definitionArgs";

const location = "s3://artifacts/runs/xgboost/1";
const keyArn = "arn:aws:kms:us-east-1:111111111111:key/9a1b";
/** What the states before have left, at the third attempt. */
const variables = (more: object = {}) => ({
    ...{ run: { id: "20260102-030405-0a1b2c3d", name: "cars-1", location }, tries: 0, champion: null, keyArn },
    states: { context: { State: { RetryCount: 2 } } },
    ...more,
});
const job = { instanceType: "ml.m5.xlarge", instanceCount: 1, volumeSize: 20, maxRuntime: 1200 };
const tags = [{ Key: "drivetrain:model", Value: "used-cars" }];

describe("the request for a processing job", () => {
    it("is complete", async () => {
        const input = (name: string, S3Uri: string) => ({
            InputName: name,
            S3Input: {
                S3Uri,
                LocalPath: `/opt/ml/processing/input/${name}`,
                S3DataType: "S3Prefix",
                S3InputMode: "File",
                S3DataDistributionType: "FullyReplicated",
            },
        });
        const output = (name: string) => ({
            OutputName: name,
            S3Output: {
                S3Uri: `${location}/${name}/`,
                LocalPath: `/opt/ml/processing/output/${name}`,
                S3UploadMode: ["quarantine", "report"].includes(name) ? "Continuous" : "EndOfJob",
            },
        });
        const { AppSpecification, ProcessingInputs, ...rest } = (await evaluate(
            createProcessingJob(definitionArgs({ preprocessing: job })),
            variables(),
        )) as Record<string, unknown>;
        assert.deepEqual(AppSpecification, {
            ImageUri: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3",
            ContainerEntrypoint: ["python3", "/opt/ml/processing/input/code/preprocess/preprocess.py"],
            ContainerArguments: [
                ...["--data", "/opt/ml/processing/input/data"],
                ...["--model", "/opt/ml/processing/input/model/model.json"],
                ...["--output", "/opt/ml/processing/output"],
                ...["--message", "/opt/ml/output/message"],
            ],
        });
        assert.deepEqual(ProcessingInputs, [
            input("code", "s3://artifacts/code/preprocess/0123/code/"),
            input("model", "s3://artifacts/code/preprocess/0123/model/"),
            input("data", `${location}/input/`),
        ]);
        assert.deepEqual(rest, {
            ProcessingJobName: "cars-1-02",
            RoleArn: "arn:aws:iam::111111111111:role/drivetrain-local-used-cars-xgboost-preprocess",
            ProcessingOutputConfig: {
                KmsKeyId: keyArn,
                Outputs: [
                    ...["train", "validation", "test", "raw", "transform", "contenders", "shuffled"],
                    ...["quarantine", "report"],
                ].map(output),
            },
            ProcessingResources: {
                ClusterConfig: {
                    InstanceType: "ml.m5.xlarge",
                    InstanceCount: 1,
                    VolumeSizeInGB: 20,
                    VolumeKmsKeyId: keyArn,
                },
            },
            NetworkConfig: { EnableNetworkIsolation: true },
            StoppingCondition: { MaxRuntimeInSeconds: 1200 },
            Tags: tags,
        });
    });
});

describe("the requests for processing jobs of several machines", () => {
    const several = definitionArgs({ preprocessing: { ...job, instanceCount: 4 } });
    type Request = Record<string, unknown> & {
        readonly ProcessingInputs: readonly {
            readonly InputName: string;
            readonly S3Input: { readonly S3DataDistributionType: string };
        }[];
        readonly ProcessingResources: { readonly ClusterConfig: { readonly InstanceCount: number } };
        readonly AppSpecification: Record<string, readonly string[]>;
    };
    const request = async (make: typeof createMeasureJob, objects: number, champion: object | null = null) =>
        (await evaluate(make(several), variables({ objects, champion }))) as Request;

    it("have as many machines as there are objects, at most, and give each its own", async () => {
        for (const [objects, count] of [...[[2, 2] as const, [4, 4] as const, [9, 4] as const], [1, 1]] as const) {
            for (const make of [createMeasureJob, createProcessingJob]) {
                const { ProcessingResources, ProcessingInputs } = await request(make, objects);
                assert.equal(ProcessingResources.ClusterConfig.InstanceCount, count);
                const shared = ProcessingInputs.filter(
                    ({ S3Input }) => S3Input.S3DataDistributionType === "ShardedByS3Key",
                );
                assert.deepEqual(
                    shared.map(({ InputName }) => InputName),
                    ["data"],
                );
            }
        }
    });

    it("measure first, and hand all measures on, beside the champion's transform", async () => {
        const measure = await request(createMeasureJob, 3);
        assert.equal(measure.AppSpecification["ContainerEntrypoint"]?.[1]?.split("/").at(-1), "measure.py");
        assert.deepEqual(
            (measure["ProcessingOutputConfig"] as { Outputs: { OutputName: string }[] }).Outputs.map(
                ({ OutputName }) => OutputName,
            ),
            ["measures"],
        );
        const process = await request(createProcessingJob, 3, { transform: "s3://artifacts/transform.json" });
        const inputs = process.ProcessingInputs.map(({ InputName }) => InputName);
        assert.deepEqual(inputs, ["code", "model", "data", "champion", "measures"]);
        assert.deepEqual(process.AppSpecification["ContainerArguments"]?.slice(-6), [
            ...["--champion", "/opt/ml/processing/input/champion/transform.json"],
            ...["--measures", "/opt/ml/processing/input/measures"],
            ...["--resources", "/opt/ml/config/resourceconfig.json"],
        ]);
        assert.notEqual(measure["ProcessingJobName"], process["ProcessingJobName"]);
    });
});

describe("the request for a training job", () => {
    it("is complete, with every hyperparameter as text", async () => {
        const channel = (name: string) => ({
            ChannelName: name,
            ContentType: "text/csv",
            DataSource: {
                S3DataSource: {
                    S3DataType: "S3Prefix",
                    S3Uri: `${location}/${name}/`,
                    S3DataDistributionType: "FullyReplicated",
                },
            },
        });
        assert.deepEqual(
            await evaluate(
                createTrainingJob(definitionArgs({ training: job, hyperparameters: { num_round: 7, eta: 0.1 } })),
                variables({ tries: 3 }),
            ),
            {
                TrainingJobName: "cars-1-32",
                RoleArn: "arn:aws:iam::111111111111:role/drivetrain-local-used-cars-xgboost-train",
                AlgorithmSpecification: {
                    TrainingImage: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                    TrainingInputMode: "File",
                },
                HyperParameters: { num_round: "7", eta: "0.1" },
                InputDataConfig: [channel("train"), channel("validation")],
                OutputDataConfig: { S3OutputPath: `${location}/model/`, KmsKeyId: keyArn },
                ResourceConfig: {
                    InstanceType: "ml.m5.xlarge",
                    InstanceCount: 1,
                    VolumeSizeInGB: 20,
                    VolumeKmsKeyId: keyArn,
                },
                StoppingCondition: { MaxRuntimeInSeconds: 1200 },
                EnableNetworkIsolation: true,
                Tags: tags,
            },
        );
    });

    it("leaves out what the optimized integration refuses, for several instances too", () => {
        const request = createTrainingJob(definitionArgs({ training: { ...job, instanceCount: 3 } }));
        assert.ok(!("EnableInterContainerTrafficEncryption" in (request as object)));
    });

    it("names no key for disks that the hardware encrypts", () => {
        const request = JSON.stringify(
            createTrainingJob(definitionArgs({ training: { ...job, instanceType: "ml.g5.xlarge" } })),
        );
        assert.doesNotMatch(request, /VolumeKmsKeyId/);
        assert.match(request, /"KmsKeyId"/);
    });

    it("asks for spare machines and checkpoints where the definition does", () => {
        const request = createTrainingJob(definitionArgs({ training: { ...job, spot: { maxWait: 7200 } } }));
        const { StoppingCondition, EnableManagedSpotTraining, CheckpointConfig } = request as Record<string, unknown>;
        assert.deepEqual(
            [StoppingCondition, EnableManagedSpotTraining, CheckpointConfig],
            [
                { MaxRuntimeInSeconds: 1200, MaxWaitTimeInSeconds: 7200 },
                true,
                { S3Uri: "{% $run.location & '/checkpoints/' %}" },
            ],
        );
    });

    it("tells SageMaker how to read the metrics of an image of one's own", () => {
        const metrics = (request: unknown) =>
            (request as { AlgorithmSpecification: { MetricDefinitions?: { Name: string }[] } }).AlgorithmSpecification
                .MetricDefinitions;
        const own = metrics(createTrainingJob(definitionArgs({ image: { build: "jobs/byoc" } })));
        assert.ok(own?.some(({ Name }) => Name === "validation:rmse"));
        assert.equal(metrics(createTrainingJob(definitionArgs())), undefined);
    });
});

describe("the request for a transform job", () => {
    const contender = { name: "champion", modelName: "cars-0", format: "application/jsonlines", digits: "abcdefghij" };

    it("predicts a contender's own encoding of the test rows", async () => {
        assert.deepEqual(
            await evaluate(
                predictTestRows(definitionArgs({ transform: { instanceType: "ml.g5.xlarge", instanceCount: 3 } })),
                variables({ contender, transformTries: 1 }),
            ),
            {
                TransformJobName: "cars-1-b2",
                ModelName: "cars-0",
                BatchStrategy: "MultiRecord",
                MaxPayloadInMB: 6,
                TransformInput: {
                    DataSource: {
                        S3DataSource: { S3DataType: "S3Prefix", S3Uri: `${location}/contenders/champion/` },
                    },
                    ContentType: "text/csv",
                    SplitType: "Line",
                },
                TransformOutput: {
                    S3OutputPath: `${location}/predictions/champion/`,
                    Accept: "application/jsonlines",
                    AssembleWith: "Line",
                    KmsKeyId: keyArn,
                },
                // No key for disks that the hardware encrypts.
                TransformResources: { InstanceType: "ml.g5.xlarge", InstanceCount: 3 },
                Tags: tags,
            },
        );
    });

    it("takes one instance of the endpoint's type where the definition names none", () => {
        const { TransformResources } = predictTestRows(definitionArgs()) as Record<string, unknown>;
        assert.deepEqual(TransformResources, {
            ...{ InstanceType: "ml.m5.large", InstanceCount: 1, VolumeKmsKeyId: "{% $keyArn %}" },
        });
    });
});
