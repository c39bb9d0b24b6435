import assert from "node:assert/strict";
import {
    AddTagsCommand,
    CreateEndpointCommand,
    CreateEndpointConfigCommand,
    CreateModelCommand,
    DeleteModelCommand,
    DeleteTagsCommand,
    DescribeEndpointCommand,
    DescribeEndpointConfigCommand,
    DescribeModelCommand,
    DescribeProcessingJobCommand,
    DescribeTrainingJobCommand,
    ListModelsCommand,
    ListNotebookInstancesCommand,
    ListTagsCommand,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { readServiceModel } from "../../../local/sagemaker/core/serviceModel";
import { operations } from "../../../local/sagemaker/operations";
import { image, python, refusal, role, Server } from "./support";

describe("SageMaker API", () => {
    let server: Server;
    let sagemaker: SageMakerClient;

    before(async () => {
        server = await new Server().start();
        sagemaker = server.client();
        server.aws.put("s3://models/m.tar.gz", "archive");
    });

    after(() => server.stop());

    function model(name: string, more: object = {}) {
        const PrimaryContainer = { Image: image("xgboost"), ModelDataUrl: "s3://models/m.tar.gz" };
        return new CreateModelCommand({ ModelName: name, ExecutionRoleArn: role, PrimaryContainer, ...more });
    }

    function config(name: string, modelName: string, more: object = {}) {
        const variant = { VariantName: "AllTraffic", ModelName: modelName, InitialInstanceCount: 1 };
        const ProductionVariants = [{ ...variant, InstanceType: "ml.m5.large" as const, ...more }];
        return new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants });
    }

    it("has only operations that SageMaker has", () => {
        const known = readServiceModel(python).operations;
        assert.deepEqual(
            Object.keys(operations).filter((name) => !(name in known)),
            [],
        );
    });

    it("refuses an operation that it does not have by its name", async () => {
        const call = sagemaker.send(new ListNotebookInstancesCommand({}));
        const error = await refusal(call, "UnknownOperationException");
        assert.match(error.message, /does not support the SageMaker operation ListNotebookInstances/);
    });

    it("names what it cannot find as SageMaker does", async () => {
        const arn = "arn:aws:sagemaker:us-east-1:111111111111";
        const cases: [object, string][] = [
            [new DescribeEndpointCommand({ EndpointName: "No" }), `Could not find endpoint "${arn}:endpoint/no".`],
            [
                new DescribeEndpointConfigCommand({ EndpointConfigName: "No" }),
                `Could not find endpoint configuration "${arn}:endpoint-config/no".`,
            ],
            [new DescribeModelCommand({ ModelName: "No" }), `Could not find model "${arn}:model/no".`],
            [new DescribeTrainingJobCommand({ TrainingJobName: "No" }), "Requested resource not found."],
            [
                new DescribeProcessingJobCommand({ ProcessingJobName: "No" }),
                "Could not find requested job with name: No",
            ],
        ];
        for (const [command, message] of cases) {
            const error = await refusal(sagemaker.send(command as DescribeEndpointCommand), "ValidationException");
            assert.equal(error.message, message);
        }
    });

    it("creates, describes and deletes a model", async () => {
        const { ModelArn } = await sagemaker.send(model("Cars-A"));
        assert.equal(ModelArn, "arn:aws:sagemaker:us-east-1:111111111111:model/cars-a");
        const described = await sagemaker.send(new DescribeModelCommand({ ModelName: "Cars-A" }));
        assert.equal(described.PrimaryContainer?.ModelDataUrl, "s3://models/m.tar.gz");
        assert.ok(described.CreationTime instanceof Date);
        assert.match(
            (await refusal(sagemaker.send(model("Cars-A")), "ValidationException")).message,
            /already existing/,
        );
        await sagemaker.send(new DeleteModelCommand({ ModelName: "Cars-A" }));
        await refusal(sagemaker.send(new DescribeModelCommand({ ModelName: "Cars-A" })), "ValidationException");
    });

    it("refuses a model whose archive or image is missing, and features that it would have to leave out", async () => {
        const container = { Image: image("xgboost"), ModelDataUrl: "s3://models/none.tar.gz" };
        const missing = await refusal(
            sagemaker.send(model("x", { PrimaryContainer: container })),
            "ValidationException",
        );
        assert.match(missing.message, /^Could not access model data at s3:\/\/models\/none\.tar\.gz\. Please ensure/);
        const other = { Image: "111111111111.dkr.ecr.us-east-1.amazonaws.com/my-own:1" };
        const unknown = await refusal(sagemaker.send(model("x", { PrimaryContainer: other })), "ValidationException");
        assert.match(unknown.message, /does not support serving with the image "111111111111\..*my-own:1"/);
        const pipeline = await refusal(
            sagemaker.send(model("x", { InferenceExecutionConfig: { Mode: "Serial" } })),
            "ValidationException",
        );
        assert.match(pipeline.message, /does not support InferenceExecutionConfig in CreateModel/);
    });

    it("refuses an endpoint configuration of an unknown model, and a volume key on NVMe disks", async () => {
        assert.match(
            (await refusal(sagemaker.send(config("c0", "missing")), "ValidationException")).message,
            /Could not find model/,
        );
        await sagemaker.send(model("served"));
        const nvme = new CreateEndpointConfigCommand({
            ...config("c1", "served", { InstanceType: "ml.m5d.large" }).input,
            KmsKeyId: "key",
        });
        assert.match((await refusal(sagemaker.send(nvme), "ValidationException")).message, /NVMe/);
        const serverless = config("c2", "served", { ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 1 } });
        assert.match((await refusal(sagemaker.send(serverless), "ValidationException")).message, /ServerlessConfig/);
    });

    it("refuses an endpoint without configuration, and deployments that make no sense", async () => {
        const missing = new CreateEndpointCommand({ EndpointName: "e", EndpointConfigName: "none" });
        await refusal(sagemaker.send(missing), "ValidationException");
        const canary = new CreateEndpointCommand({
            EndpointName: "e",
            EndpointConfigName: "none",
            DeploymentConfig: {
                BlueGreenUpdatePolicy: {
                    TrafficRoutingConfiguration: { Type: "CANARY", WaitIntervalInSeconds: 60 },
                },
            },
        });
        assert.match(
            (await refusal(sagemaker.send(canary), "ValidationException")).message,
            /CanarySize must be .* CANARY/,
        );
    });

    it("keeps accounts apart", async () => {
        await sagemaker.send(model("mine"));
        const other = server.client("222222222222");
        const { Models } = await other.send(new ListModelsCommand({}));
        assert.deepEqual(Models, []);
    });

    it("lists by name, by page, newest first", async () => {
        const other = server.client("333333333333");
        for (const name of ["list-1", "list-2", "list-3", "else"]) {
            await other.send(model(name));
        }
        const names = async (input: object) => {
            const { Models, NextToken } = await other.send(new ListModelsCommand(input));
            return { names: Models!.map((each) => each.ModelName), NextToken };
        };
        const page = await names({ NameContains: "LIST", MaxResults: 2, SortBy: "Name", SortOrder: "Ascending" });
        assert.deepEqual(page.names, ["list-1", "list-2"]);
        const rest = await names({
            NameContains: "LIST",
            NextToken: page.NextToken,
            SortBy: "Name",
            SortOrder: "Ascending",
        });
        assert.deepEqual(rest, { names: ["list-3"], NextToken: undefined });
        assert.deepEqual((await names({ CreationTimeAfter: new Date(Date.now() + 60_000) })).names, []);
    });

    it("keeps tags as long as their resource", async () => {
        const { ModelArn: ResourceArn } = await sagemaker.send(model("tagged", { Tags: [{ Key: "a", Value: "1" }] }));
        await sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: "b", Value: "2" }] }));
        await sagemaker.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ["a"] }));
        const { Tags } = await sagemaker.send(new ListTagsCommand({ ResourceArn }));
        assert.deepEqual(Tags, [{ Key: "b", Value: "2" }]);
        await sagemaker.send(new DeleteModelCommand({ ModelName: "tagged" }));
        assert.deepEqual((await sagemaker.send(new ListTagsCommand({ ResourceArn }))).Tags, []);
    });

    it("refuses a call without an account, and what is not JSON", async () => {
        const headers = { "x-amz-target": "SageMaker.ListModels" };
        const nameless = await fetch(server.url, { method: "POST", headers, body: "{}" });
        assert.equal(nameless.status, 400);
        const broken = await fetch(server.url, {
            method: "POST",
            headers: { ...headers, "x-drivetrain-account": "111111111111" },
            body: "{",
        });
        assert.equal(broken.headers.get("x-amzn-errortype"), "SerializationException");
    });
});
