import assert from "node:assert/strict";
import { createModelPackage } from "../../../../../components/training/machine/requests/registry";
import { evaluate } from "../../../../support/jsonata";
import { definitionArgs } from "../../definitionArgs";

const location = "s3://artifacts/runs/xgboost/20260102-030405-0a1b2c3d";
const baseline = `${location}/baseline`;
const quality = { rmse: 2280.1, mae: 1140.05 };
const variables = {
    run: { id: "20260102-030405-0a1b2c3d", location },
    data: {
        ...{ key: "landing/training/cars.csv", keyHash: "a1b2" },
        ...{ version: "", time: "2026-01-02T03:04:05Z", sequencer: "0062E9" },
    },
    trainingJob: { name: "cars-1-00", artifact: `${location}/model/cars-1-00/output/model.tar.gz` },
    modelName: "cars-1",
    value: 2311.2,
    metrics: { "validation:rmse": 2311.2 },
    champion: null,
    comparison: {
        ...{ rows: 117, challenger: quality, champion: null, sameVector: true, against: "" },
        statistics: `${location}/comparison/challenger.json`,
    },
    states: { context: { Execution: { Id: "arn:aws:states:us-east-1:111111111111:execution:runs:1" } } },
};

describe("the request for a model package", () => {
    it("tells how to serve a version, how good it is, and where it comes from", async () => {
        const { CustomerMetadataProperties, ...request } = (await evaluate(
            createModelPackage(definitionArgs({ batchFormat: "application/jsonlines" })),
            variables,
        )) as Record<string, unknown>;
        assert.deepEqual(request, {
            ModelPackageGroupName: "used-cars-xgboost-local",
            ModelPackageDescription: "Trained by the run 20260102-030405-0a1b2c3d",
            ClientToken: "20260102-030405-0a1b2c3d",
            ModelApprovalStatus: "PendingManualApproval",
            InferenceSpecification: {
                Containers: [
                    {
                        Image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                        ModelDataUrl: `${location}/model/cars-1-00/output/model.tar.gz`,
                    },
                ],
                SupportedContentTypes: ["text/csv", "application/jsonlines"],
                SupportedResponseMIMETypes: ["application/json", "application/jsonlines"],
                SupportedTransformInstanceTypes: ["ml.m5.large"],
                SupportedRealtimeInferenceInstanceTypes: ["ml.m5.large"],
            },
            ModelMetrics: {
                ModelQuality: {
                    Statistics: { ContentType: "application/json", S3Uri: `${location}/comparison/challenger.json` },
                    Constraints: { ContentType: "application/json", S3Uri: `${baseline}/quality_constraints.json` },
                },
                ModelDataQuality: {
                    Statistics: { ContentType: "application/json", S3Uri: `${baseline}/statistics.json` },
                    Constraints: { ContentType: "application/json", S3Uri: `${baseline}/constraints.json` },
                },
            },
            MetadataProperties: {
                CommitId: "173d22b7d3e1f0a1b2c3d4e5f60718293a4b5c6d",
                GeneratedBy: "arn:aws:states:us-east-1:111111111111:execution:runs:1",
            },
        });
        // The registry refuses empty texts.
        assert.deepEqual(Object.keys(CustomerMetadataProperties as object).sort(), [
            ...[
                "baseline-location",
                "batch-format",
                "data",
                "data-key-hash",
                "data-sequencer",
                "data-time",
                "location",
                "mae",
            ],
            ...["metric", "metric-value"],
            ...[
                "metrics/validation:rmse",
                "model-name",
                "rmse",
                "rows",
                "run",
                "same-vector",
                "training-job",
                "transform",
            ],
        ]);
    });

    it("keeps the metrics of the model with it, as far as the registry has room", async () => {
        const properties = async (metrics: Readonly<Record<string, number>>) => {
            const request = await evaluate(createModelPackage(definitionArgs()), { ...variables, metrics });
            return (request as { CustomerMetadataProperties: Record<string, string> }).CustomerMetadataProperties;
        };
        const few = await properties({ "validation:rmse": 2311.2, "train:rmse": 900.5, "f1 (%)": 3 });
        assert.equal(few["metrics/validation:rmse"], "2311.2");
        assert.equal(few["metrics/train:rmse"], "900.5");
        // The registry refuses the characters.
        assert.deepEqual(
            Object.keys(few).filter((name) => name.startsWith("metrics/")),
            ["metrics/validation:rmse", "metrics/train:rmse"],
        );
        const names = Array.from({ length: 60 }, (_, index) => `m${index}`);
        const many = await properties({
            ...Object.fromEntries(names.map((name) => [name, 1])),
            "validation:rmse": 2311.2,
        });
        // With the one that its deployment adds, there are 50.
        assert.ok(Object.keys(many).length <= 49, String(Object.keys(many).length));
        assert.equal(many["metrics/validation:rmse"], "2311.2");
    });
});
