import assert from "node:assert/strict";
import {
    createEndpointConfiguration,
    createModel,
    createProcessingJob,
    createTrainingJob,
    hasLocalStorage,
} from "../../../components/training/requests";
import { definitionArgs } from "./definitionArgs";
import { network } from "./pipelineArgs";

const job = { instanceType: "ml.m5.xlarge", instanceCount: 1, volumeSize: 20, maxRuntime: 1200 };
const tags = [{ Key: "drivetrain:model", Value: "used-cars" }];

describe("the request for a processing job", () => {
    it("is complete", () => {
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
                S3Uri: `{% $run.location & '/${name}/' %}`,
                LocalPath: `/opt/ml/processing/output/${name}`,
                S3UploadMode: ["quarantine", "report"].includes(name) ? "Continuous" : "EndOfJob",
            },
        });
        assert.deepEqual(createProcessingJob(definitionArgs({ preprocessing: job })), {
            ProcessingJobName: "{% $run.name & '-' & $string($states.context.State.RetryCount) %}",
            RoleArn: "arn:aws:iam::111111111111:role/drivetrain-local-used-cars-xgboost-preprocess",
            AppSpecification: {
                ImageUri: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3",
                ContainerEntrypoint: ["python3", "/opt/ml/processing/input/code/preprocess.py"],
                ContainerArguments: [
                    "--data",
                    "/opt/ml/processing/input/data",
                    "--model",
                    "/opt/ml/processing/input/model/model.json",
                    "--output",
                    "/opt/ml/processing/output",
                    "--message",
                    "/opt/ml/output/message",
                ],
            },
            ProcessingInputs: [
                input("code", "s3://artifacts/code/preprocess/0123/code/"),
                input("model", "s3://artifacts/code/preprocess/0123/model/"),
                input("data", "{% $run.location & '/input/' %}"),
            ],
            ProcessingOutputConfig: {
                KmsKeyId: "{% $keyArn %}",
                Outputs: ["train", "validation", "test", "raw", "transform", "quarantine", "report"].map(output),
            },
            ProcessingResources: {
                ClusterConfig: {
                    InstanceType: "ml.m5.xlarge",
                    InstanceCount: 1,
                    VolumeSizeInGB: 20,
                    VolumeKmsKeyId: "{% $keyArn %}",
                },
            },
            NetworkConfig: { EnableNetworkIsolation: true },
            StoppingCondition: { MaxRuntimeInSeconds: 1200 },
            Tags: tags,
        });
    });
});

describe("the request for a training job", () => {
    it("is complete, with every hyperparameter as text", () => {
        const channel = (name: string) => ({
            ChannelName: name,
            ContentType: "text/csv",
            DataSource: {
                S3DataSource: {
                    S3DataType: "S3Prefix",
                    S3Uri: `{% $run.location & '/${name}/' %}`,
                    S3DataDistributionType: "FullyReplicated",
                },
            },
        });
        assert.deepEqual(
            createTrainingJob(definitionArgs({ training: job, hyperparameters: { num_round: 7, eta: 0.1 } })),
            {
                TrainingJobName: "{% $run.name & '-' & $string($states.context.State.RetryCount) %}",
                RoleArn: "arn:aws:iam::111111111111:role/drivetrain-local-used-cars-xgboost-train",
                AlgorithmSpecification: {
                    TrainingImage: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                    TrainingInputMode: "File",
                },
                HyperParameters: { num_round: "7", eta: "0.1" },
                InputDataConfig: [channel("train"), channel("validation")],
                OutputDataConfig: { S3OutputPath: "{% $run.location & '/model/' %}", KmsKeyId: "{% $keyArn %}" },
                ResourceConfig: {
                    InstanceType: "ml.m5.xlarge",
                    InstanceCount: 1,
                    VolumeSizeInGB: 20,
                    VolumeKmsKeyId: "{% $keyArn %}",
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
});

describe("the request for a model", () => {
    it("takes the training job's artifact, isolated, in the network", () => {
        assert.deepEqual(createModel(definitionArgs({}, { network })), {
            ModelName: "{% $run.name %}",
            ExecutionRoleArn: "arn:aws:iam::111111111111:role/drivetrain-local-used-cars-xgboost-serve",
            PrimaryContainer: {
                Image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                ModelDataUrl: "{% $trainingJob.artifact %}",
            },
            EnableNetworkIsolation: true,
            VpcConfig: { Subnets: network.subnetIds, SecurityGroupIds: network.securityGroupIds },
            Tags: tags,
        });
    });
});

describe("the request for an endpoint configuration", () => {
    it("captures both sides, in formats that people can read", () => {
        const endpoint = { instanceType: "ml.m5.large", instanceCount: 2 };
        assert.deepEqual(createEndpointConfiguration(definitionArgs({ endpoint })), {
            EndpointConfigName: "{% $run.name %}",
            ProductionVariants: [
                {
                    VariantName: "AllTraffic",
                    ModelName: "{% $run.name %}",
                    InitialInstanceCount: 2,
                    InstanceType: "ml.m5.large",
                    InitialVariantWeight: 1,
                },
            ],
            KmsKeyId: "{% $keyArn %}",
            DataCaptureConfig: {
                EnableCapture: true,
                InitialSamplingPercentage: 50,
                DestinationS3Uri: "s3://captures/used-cars",
                KmsKeyId: "{% $keyArn %}",
                CaptureOptions: [{ CaptureMode: "Input" }, { CaptureMode: "Output" }],
                CaptureContentTypeHeader: { CsvContentTypes: ["text/csv"], JsonContentTypes: ["application/json"] },
            },
            Tags: tags,
        });
    });
});

describe("disks of an instance type", () => {
    it("are its own in families with NVMe", () => {
        const types = [
            "ml.m5d.large",
            "ml.r5dn.large",
            "ml.c6gd.large",
            "ml.g4dn.xlarge",
            "ml.g5.xlarge",
            "ml.p4d.24xlarge",
        ];
        for (const type of [...types, "ml.p5.48xlarge", "ml.trn1.2xlarge", "ml.p3dn.24xlarge"]) {
            assert.ok(hasLocalStorage(type), type);
        }
        for (const type of [
            "ml.m5.large",
            "ml.c5n.xlarge",
            "ml.p3.2xlarge",
            "ml.t2.medium",
            "ml.m7i.large",
            "ml.r6g.large",
        ]) {
            assert.ok(!hasLocalStorage(type), type);
        }
    });
});
