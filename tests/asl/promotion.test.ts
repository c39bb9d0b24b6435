import assert from "node:assert/strict";
import { promotionDefinition } from "../../components/promotion/machine/definition";
import { definitionArgs, offeredStart } from "../components/promotion/definitionArgs";
import { argumentsOf, fails, ok, type Scenario, Scenarios } from "./scenarios";

const arn = `${offeredStart}7`;
const event = (ModelPackageArn: string) => ({
    source: "aws.sagemaker",
    detail: { ModelPackageArn, ModelApprovalStatus: "Approved" },
});
const properties = {
    run: "20260101-000000-00000000",
    "model-name": "used-cars-xgboost-dev-20260101-000000-00000000",
    location: "s3://theirs/runs/xgboost/20260101-000000-00000000",
    "artifact-sha256": "9a1b".repeat(16),
    "metric-value": "2311.2",
    rmse: "2280.1",
    champion: "used-cars-xgboost-dev-20250101-000000-00000000",
    "same-vector": "true",
    deployed: "true",
};
const described = (ModelApprovalStatus: string) =>
    ok({
        ModelApprovalStatus,
        MetadataProperties: { CommitId: "173d22b" },
        InferenceSpecification: {
            Containers: [{ Image: "registry/sagemaker-xgboost:1.7-1", ModelDataUrl: "s3://theirs/model.tar.gz" }],
        },
        CustomerMetadataProperties: properties,
    });
const copied = (baseline: string) =>
    ok({
        StatusCode: 200,
        Payload: {
            artifact: "s3://artifacts/runs/xgboost/1/model/model.tar.gz",
            transform: "s3://artifacts/runs/xgboost/1/transform/transform.json",
            baseline,
            statistics: "s3://artifacts/runs/xgboost/1/comparison/challenger.json",
        },
    });
const copy = "arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-xgboost-local/1";
const refusal = "its artifact has another digest";

const usual = {
    input: event(arn),
    answers: {
        "Read the version": [described("Approved")],
        "Claim the data": [ok({})],
        "Check the version": [ok({ StatusCode: 200, Payload: { refusals: [] } })],
        "Copy the version": [copied("s3://artifacts/runs/xgboost/1/baseline")],
        "Create the model": [ok({ ModelArn: "arn:aws:sagemaker:us-east-1:111111111111:model/cars" })],
        "Register the copy": [ok({ ModelPackageArn: copy })],
    },
};
const scenarios: Readonly<Record<string, Scenario>> = {
    approved: {},
    "asked for": { input: { versionArn: arn } },
    "without a baseline": { answers: { "Copy the version": [copied("")] } },
    refused: {
        answers: { "Check the version": [ok({ StatusCode: 200, Payload: { refusals: [refusal, "and more"] } })] },
    },
    rejected: { answers: { "Read the version": [described("Rejected")] } },
    "promoted before": { answers: { "Claim the data": [fails("DynamoDB.ConditionalCheckFailedException")] } },
    "another's": { input: { versionArn: arn.replace("333333333333", "555555555555") } },
    "no version": { input: {} },
    "a group that begins alike": { input: { versionArn: arn.replace("-dev/7", "-dev/7/8") } },
};

describe("asl: the promotion", () => {
    let runs: Scenarios;
    let automatic: Scenarios;

    before(async function () {
        this.timeout(120_000);
        const definition = promotionDefinition(definitionArgs());
        runs = await Scenarios.walk(definition, usual, scenarios);
        const approved = promotionDefinition(definitionArgs({ approval: "automatic" }));
        automatic = await Scenarios.walk(approved, usual, { approved: {} }, definition);
    });

    const output = (name: string) => runs.outcome(name).output as Record<string, string>;

    it("calls the services as their models ask", () => {
        assert.deepEqual([...runs.problems, ...automatic.problems], []);
    });

    it("registers a copy, for a person to approve", () => {
        for (const name of ["approved", "asked for"]) {
            const { verdict, modelPackageArn, versionArn, artifactSha256, approval } = output(name);
            assert.deepEqual([verdict, modelPackageArn, versionArn, approval], ["registered", copy, arn, "manual"]);
            assert.equal(artifactSha256, properties["artifact-sha256"]);
        }
        const [request = {}] = argumentsOf(runs.outcome("approved"), "Register the copy");
        assert.equal(request["ModelApprovalStatus"], "PendingManualApproval");
        const [approved = {}] = argumentsOf(automatic.outcome("approved"), "Register the copy");
        assert.equal(approved["ModelApprovalStatus"], "Approved");
    });

    it("keeps what is known of the version, but for its places and what became of it there", () => {
        const [request = {}] = argumentsOf(runs.outcome("approved"), "Register the copy");
        const kept = request["CustomerMetadataProperties"] as Record<string, string>;
        const { run, location, "model-name": model, ...rest } = kept;
        assert.match(String(run), /^\d{8}-\d{6}-[0-9a-f]{8}$/);
        assert.equal(location, `s3://artifacts/runs/xgboost/${run}`);
        assert.equal(model, `used-cars-xgboost-local-${run}`);
        assert.deepEqual(rest, {
            "artifact-sha256": properties["artifact-sha256"],
            ...{ "metric-value": "2311.2", rmse: "2280.1" },
            transform: "s3://artifacts/runs/xgboost/1/transform/transform.json",
            "baseline-location": "s3://artifacts/runs/xgboost/1/baseline",
            "promoted-from": arn,
        });
    });

    it("registers no baseline of a version that has none", () => {
        const [request = {}] = argumentsOf(runs.outcome("without a baseline"), "Register the copy");
        assert.deepEqual(Object.keys(request["ModelMetrics"] as object), ["ModelQuality"]);
        assert.ok(!("baseline-location" in (request["CustomerMetadataProperties"] as object)));
    });

    it("tells all that is against a version, and brings nothing here then", () => {
        assert.equal(output("refused")["verdict"], "refused");
        assert.equal(output("refused")["reason"], `${arn} is refused: ${refusal}; and more`);
        assert.deepEqual(argumentsOf(runs.outcome("refused"), "Copy the version"), []);
    });

    it("lets a version be that is rejected by now, or was promoted before", () => {
        assert.equal(output("rejected")["verdict"], "superseded");
        assert.equal(output("promoted before")["verdict"], "duplicate");
    });

    it("fails for what is no version of the stage before", () => {
        for (const name of ["another's", "no version", "a group that begins alike"]) {
            assert.match(String(runs.outcome(name).error), /UnknownVersion/, name);
        }
    });
});
