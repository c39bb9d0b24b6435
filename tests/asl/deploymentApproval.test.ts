import assert from "node:assert/strict";
import { names } from "../components/deployment/definitionArgs";
import { exported, runsOf } from "./deploymentRuns";
import { packageArn } from "./leaseRuns";
import { argumentsOf, callsOf } from "./scenarios";

const { endpoint } = names;

describe("asl: the deployment of what a person has approved", function () {
    this.timeout(240_000);

    it("deploys what a person has approved", async () => {
        const runs = await runsOf("approved");
        const run = runs.outcome("approved version");
        assert.equal(run.output?.["verdict"], "promoted", String(run.cause));
        const { modelName, endpointConfigName, comparison, transform, metrics } = run.output ?? {};
        assert.equal(modelName, `${endpoint}-20260102-030405-0a1b2c3d`);
        assert.notEqual(endpointConfigName, modelName);
        assert.equal(transform, "s3://artifacts/runs/xgboost/20260102-030405-0a1b2c3d/transform/transform.json");
        assert.deepEqual(comparison, {
            ...{ metric: "rmse", rows: 117, challenger: 2280.1, champion: 2380.5, margin: 50 },
            ...{ baseline: 9800.5, r2: 0.9, r2Interval: [0.85, 0.93] },
        });
        assert.deepEqual(metrics, { "validation:rmse": 2311.2, "train:rmse": 900.5 });
        assert.equal(new Map(exported(run) as [string, unknown][]).get("model-name"), modelName);
        assert.equal(argumentsOf(run, "Create endpoint configuration")[0]?.["EndpointConfigName"], endpointConfigName);
    });

    it("deploys no version twice, none that is no longer approved, and none of older data", async () => {
        const runs = await runsOf("approved");
        for (const [name, verdict] of Object.entries({
            "version that was rejected since": "superseded",
            "version that waits for approval": "superseded",
            "version that serves": "duplicate",
            "version of older data": "superseded",
        })) {
            const run = runs.outcome(name);
            assert.equal(run.output?.["verdict"], verdict, `${name}: ${run.cause}`);
            assert.deepEqual(callsOf(run, "Create endpoint configuration"), [], name);
        }
    });

    it("withdraws the approval of older data, so that the newest approved version has been deployed", async () => {
        const run = (await runsOf("approved")).outcome("version of older data");
        const [request] = argumentsOf(run, "Withdraw the approval");
        assert.deepEqual([request?.["ModelPackageArn"], request?.["ModelApprovalStatus"]], [packageArn, "Rejected"]);
        assert.match(String(request?.["ApprovalDescription"]), /^It was not deployed: landing\/.* is older than what/);
        const { verdict, approval, modelPackageArn, reason } = run.output ?? {};
        assert.deepEqual([verdict, approval, modelPackageArn], ["superseded", "taken back", packageArn]);
        assert.match(String(reason), /spring_summer\.csv of 2026-01-02T03:04:05Z is older than .* landing\/b\.csv of /);
    });

    it("leaves alone what did serve before newer data came", async () => {
        const run = (await runsOf("approved")).outcome("version that has served");
        assert.equal(run.output?.["verdict"], "duplicate", String(run.cause));
        assert.deepEqual(callsOf(run, "Withdraw the approval"), []);
        const deployed = (await runsOf("approved")).outcome("approved version");
        assert.deepEqual(argumentsOf(deployed, "Note the deployment"), [
            { ModelPackageArn: packageArn, CustomerMetadataProperties: { deployed: "true" } },
        ]);
    });

    it("never takes the approval back of what has served, and brings it back where a person approves it again", async () => {
        const runs = await runsOf("approved");
        const run = runs.outcome("version that has served, approved again");
        assert.equal(run.output?.["verdict"], "promoted", String(run.cause));
        // Nobody knows whether it reads a vector as the champion does: it has met another one.
        assert.match(JSON.stringify(argumentsOf(run, "Update endpoint")), /ALL_AT_ONCE/);
        const failed = runs.outcome("version that has served, and falls back");
        assert.equal(failed.error, "EndpointNotServing");
        for (const { calls } of [run, failed]) {
            assert.deepEqual(
                calls.filter(({ arguments: { ModelApprovalStatus } }) => ModelApprovalStatus === "Rejected"),
                [],
            );
        }
    });

    it("deploys a copy of another stage's version, which has met that stage's champion", async () => {
        const run = (await runsOf("approved")).outcome("version of another stage");
        assert.equal(run.output?.["verdict"], "promoted", String(run.cause));
        // Nobody knows whether it reads a vector as the champion here does.
        assert.match(JSON.stringify(argumentsOf(run, "Update endpoint")), /ALL_AT_ONCE/);
    });

    it("withdraws the approval of a version that has never met the champion", async () => {
        const run = (await runsOf("approved")).outcome("version that was compared with another champion");
        assert.deepEqual([run.output?.["verdict"], run.output?.["approval"]], ["superseded", "taken back"]);
        assert.match(
            String(argumentsOf(run, "Withdraw the approval")[0]?.["ApprovalDescription"]),
            /^It was not deployed: it was compared with another, and used-cars-\S+ serves now: push its data once more/,
        );
        assert.deepEqual(callsOf(run, "Create endpoint configuration"), []);
    });

    it("rejects a version that somebody registered by hand, in a sentence", async () => {
        const run = (await runsOf("approved")).outcome("version registered by hand");
        assert.equal(run.error, "UnusableVersion");
        assert.match(
            String(run.cause),
            /cannot be deployed: its metadata has no model-name, location, metric-value, rows, rmse, mae\./,
        );
        assert.equal(argumentsOf(run, "Reject the model")[0]?.["ModelApprovalStatus"], "Rejected");
    });

    it("leaves no version approved where its run fails before it deploys", async () => {
        const runs = await runsOf("approved");
        const run = runs.outcome("approval without a key");
        assert.equal(run.status, "FAILED");
        assert.equal(argumentsOf(run, "Reject the model")[0]?.["ModelApprovalStatus"], "Rejected");
        // Whether it serves is not known: its settlement finds out, and rejects it where it does not.
        const unread = runs.outcome("version that cannot be read");
        assert.equal(unread.status, "FAILED");
        assert.deepEqual(callsOf(unread, "Reject the model"), []);
        const settled = (await runsOf("standard")).outcome("settled: approved, aborted before it began");
        assert.equal(argumentsOf(settled, "Reject what does not serve")[0]?.["ModelApprovalStatus"], "Rejected");
        // A version that serves stays what it is, whatever fails behind the switch.
        assert.deepEqual(callsOf(runs.outcome("deployment that is not noted"), "Reject the model"), []);
    });

    it("withdraws an approval where the lease was lost, as where a deployment is rolled back", async () => {
        const run = (await runsOf("approved")).outcome("approved: lease lost before the deployment");
        assert.equal(run.error, "LeaseLost");
        assert.match(String(run.cause), /^Hold the lease: .* or approve the version again\.$/);
        assert.equal(argumentsOf(run, "Reject the model")[0]?.["ModelApprovalStatus"], "Rejected");
        assert.deepEqual(callsOf(run, "Create endpoint configuration"), []);
    });
});
