import assert from "node:assert/strict";
import {
    createEndpointConfiguration,
    longestUpdate,
    updateEndpoint,
} from "../../../../../components/deployment/machine/requests/endpoint";
import type { EndpointResources } from "../../../../../components/model/model";
import { evaluate } from "../../../../support/jsonata";
import { definitionArgs } from "../../definitionArgs";

const tags = [{ Key: "drivetrain:model", Value: "used-cars" }];

describe("the request for an endpoint configuration", () => {
    it("captures both sides, in formats that people can read", () => {
        const endpoint = { instanceType: "ml.m5.large", instanceCount: 2 };
        assert.deepEqual(createEndpointConfiguration(definitionArgs({ endpoint })), {
            EndpointConfigName: "{% $configuration %}",
            ProductionVariants: [
                {
                    VariantName: "AllTraffic",
                    ModelName: "{% $modelName %}",
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

describe("the request for an update", () => {
    const serving = { instances: 4, configuration: "cars-0", instanceType: "ml.m5.large" };
    const endpoint = { instanceType: "ml.m5.large", instanceCount: 4 };
    const scaling = { minInstances: 1, maxInstances: 8, invocationsPerInstance: 100 };

    async function routing(endpoint: EndpointResources, changes: object = {}): Promise<unknown> {
        const champion = { modelName: "cars-0" };
        const comparison = { sameVector: true, against: "cars-0" };
        const { DeploymentConfig } = (await evaluate(updateEndpoint(definitionArgs({ endpoint })), {
            ...{ configuration: "cars-1", current: serving, champion, comparison },
            ...changes,
        })) as { DeploymentConfig: { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: unknown } } };
        return DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration;
    }

    const canaryOf = (Value: number) => ({
        ...{ Type: "CANARY", CanarySize: { Type: "INSTANCE_COUNT", Value }, WaitIntervalInSeconds: 30 },
    });
    const allAtOnce = { Type: "ALL_AT_ONCE", WaitIntervalInSeconds: 30 };

    it("sends a canary of the wanted size, of half of either fleet at most", async () => {
        assert.deepEqual(await routing(endpoint), canaryOf(1));
        assert.deepEqual(await routing({ ...endpoint, canaryInstances: 9 }), canaryOf(2));
        assert.deepEqual(await routing({ ...endpoint, canaryInstances: 9, instanceCount: 3 }), canaryOf(1));
        assert.deepEqual(await routing({ ...endpoint, instanceCount: 1 }), allAtOnce);
        assert.deepEqual(await routing(endpoint, { current: { ...serving, instances: 1 } }), allAtOnce);
    });

    it("counts the fleet that scaling has made where it is kept", async () => {
        const scaled = { ...endpoint, instanceCount: 1, canaryInstances: 9, scaling };
        assert.deepEqual(await routing(scaled), canaryOf(2));
        const other = { current: { ...serving, instanceType: "ml.c5.large" } };
        assert.deepEqual(await routing(scaled, other), allAtOnce);
    });

    it("sends none to a version that reads vectors otherwise, or of which that is not known", async () => {
        for (const changes of [
            { comparison: { sameVector: false, against: "cars-0" } },
            { comparison: { sameVector: true, against: "" }, champion: null },
        ]) {
            assert.deepEqual(await routing(endpoint, changes), allAtOnce);
        }
    });

    it("keeps to SageMaker's range of times, both bakes included", () => {
        const wait = (timeoutSeconds: number, bakeSeconds: number) =>
            longestUpdate({ endpointWait: { timeoutSeconds, pollSeconds: 15 }, bakeSeconds });
        assert.deepEqual([wait(60, 0), wait(3600, 300), wait(86_400, 3600)], [600, 4200, 28_800]);
    });
});
