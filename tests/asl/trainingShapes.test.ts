import assert from "node:assert/strict";
import { names } from "../components/training/definitionArgs";
import { argumentsOf, callsOf } from "./scenarios";
import { exported, packageArn } from "./trainingRuns";
import { runsOf } from "./trainingShapes";

const { endpoint } = names;

describe("asl: the shapes of the training state machine", () => {
    for (const shape of ["tuned", "on spot", "approved", "scaled"] as const) {
        it(`is walked whole where it is ${shape}`, async () => {
            const runs = await runsOf(shape);
            assert.deepEqual(runs.untaken, [], "No walk takes these: add a scenario.");
            assert.deepEqual(runs.problems, []);
        });
    }

    it("searches for hyperparameters, and goes on with the best job", async () => {
        const runs = await runsOf("tuned");
        const run = runs.outcome("first model");
        assert.equal(run.output?.["verdict"], "promoted", String(run.cause));
        const [request] = argumentsOf(run, "Tune the model") as [Record<string, unknown>];
        assert.match(String(request["HyperParameterTuningJobName"]), /^tune-[0-9a-f]{6}-[0-9a-f]{8}-00$/);
        assert.deepEqual(argumentsOf(run, "Read its best job"), [{ TrainingJobName: "tune-0a1b2c-0a1b2c3d-00-003" }]);
        assert.match(JSON.stringify(argumentsOf(run, "Query training results")), /tune-0a1b2c-0a1b2c3d-00-003/);
        const failed = runs.outcome("search that finds nothing");
        assert.deepEqual(
            [failed.error, failed.cause],
            [...["States.TaskFailed", "Tune the model: the job ended as Stopped"]],
        );
        const again = argumentsOf(runs.outcome("search short of machines"), "Tune the model");
        assert.deepEqual(
            again.map((one) => String(one["HyperParameterTuningJobName"]).slice(-3)),
            ["-00", "-10"],
        );
    });

    it("trains on spare machines with checkpoints, and looks until the job has ended", async () => {
        const runs = await runsOf("on spot");
        const run = runs.outcome("first model");
        assert.equal(run.output?.["verdict"], "promoted", String(run.cause));
        const [request] = argumentsOf(run, "Train the model") as [Record<string, unknown>];
        assert.equal(request["EnableManagedSpotTraining"], true);
        assert.match(JSON.stringify(request["CheckpointConfig"]), /runs\/xgboost\/[0-9a-f-]+\/checkpoints\//);
        assert.equal(callsOf(run, "Train the model: look").length, 2);
        assert.match(JSON.stringify(argumentsOf(run, "Save the model")), /"s3:\/\/artifacts\/model.tar.gz"/);
        assert.equal(runs.outcome("job that fails").cause, "Train the model: AlgorithmError: no");
    });

    it("waits for a person where a person approves, and deploys what was approved", async () => {
        const runs = await runsOf("approved");
        const trained = runs.outcome("better than its rival");
        assert.equal(trained.output?.["verdict"], "pending");
        assert.equal(trained.output?.["modelPackageArn"], packageArn);
        assert.deepEqual(callsOf(trained, "Create endpoint configuration"), []);

        const run = runs.outcome("approved version");
        assert.equal(run.output?.["verdict"], "promoted", String(run.cause));
        const { modelName, endpointConfigName, comparison, transform, metrics } = run.output ?? {};
        assert.equal(modelName, `${endpoint}-20260102-030405-0a1b2c3d`);
        assert.notEqual(endpointConfigName, modelName);
        assert.equal(transform, "s3://artifacts/runs/xgboost/20260102-030405-0a1b2c3d/transform/transform.json");
        assert.deepEqual(comparison, { metric: "rmse", rows: 117, challenger: 2280.1, champion: 2380.5, margin: 50 });
        assert.deepEqual(metrics, { "validation:rmse": 2311.2, "train:rmse": 900.5 });
        assert.deepEqual(argumentsOf(run, "Query the version's results")[0]?.["Payload"], {
            trainingJobName: `${endpoint}-20260102-030405-0a1b2c3d-00`,
            metric: "validation:rmse",
        });
        assert.deepEqual(callsOf(run, "Train the model"), []);
        assert.equal(new Map(exported(run) as [string, unknown][]).get("model-name"), modelName);
        assert.equal(argumentsOf(run, "Create endpoint configuration")[0]?.["EndpointConfigName"], endpointConfigName);
    });

    it("deploys no version twice, none that is no longer approved, and none of older data", async () => {
        const runs = await runsOf("approved");
        for (const [name, verdict] of Object.entries({
            "version that was rejected since": "superseded",
            "version that serves": "duplicate",
            "version of older data": "superseded",
        })) {
            const run = runs.outcome(name);
            assert.equal(run.output?.["verdict"], verdict, `${name}: ${run.cause}`);
            assert.deepEqual(callsOf(run, "Create endpoint configuration"), [], name);
        }
    });

    it("takes the approval of older data back, so that the newest approved version has been deployed", async () => {
        const run = (await runsOf("approved")).outcome("version of older data");
        const [request] = argumentsOf(run, "Take the approval back");
        assert.deepEqual([request?.["ModelPackageArn"], request?.["ModelApprovalStatus"]], [packageArn, "Rejected"]);
        assert.match(String(request?.["ApprovalDescription"]), /^It was not deployed: landing\/.* is older than what/);
        const { verdict, approval, modelPackageArn, reason } = run.output ?? {};
        assert.deepEqual([verdict, approval, modelPackageArn], ["superseded", "taken back", packageArn]);
        assert.match(String(reason), /cars\.csv of 2026-01-02T03:04:05Z is older than .* landing\/b\.csv of /);
        // Data that came late was never approved by anyone.
        const late = (await runsOf("approved")).outcome("older than another file");
        assert.equal(late.output?.["approval"], undefined);
        assert.deepEqual(callsOf(late, "Take the approval back"), []);
    });

    it("leaves alone what did serve before newer data came", async () => {
        const run = (await runsOf("approved")).outcome("version that has served");
        assert.equal(run.output?.["verdict"], "duplicate", String(run.cause));
        assert.deepEqual(callsOf(run, "Take the approval back"), []);
        const deployed = (await runsOf("approved")).outcome("approved version");
        assert.deepEqual(argumentsOf(deployed, "Note the deployment"), [
            { ModelPackageArn: packageArn, CustomerMetadataProperties: { deployed: "true" } },
        ]);
    });

    it("takes the approval back of a version that has never met the champion", async () => {
        const run = (await runsOf("approved")).outcome("version that was compared with another champion");
        assert.deepEqual([run.output?.["verdict"], run.output?.["approval"]], ["superseded", "taken back"]);
        assert.match(
            String(argumentsOf(run, "Take the approval back")[0]?.["ApprovalDescription"]),
            /^It was not deployed: it was compared with another, and used-cars-\S+ serves now: push its data once more/,
        );
        assert.deepEqual(callsOf(run, "Create endpoint configuration"), []);
    });

    it("rejects a version that somebody registered by hand, in a sentence", async () => {
        const run = (await runsOf("approved")).outcome("version registered by hand");
        assert.equal(run.error, "UnusableVersion");
        assert.match(String(run.cause), /cannot be deployed: its metadata has no model-name, training-job, location,/);
        assert.equal(argumentsOf(run, "Reject the model")[0]?.["ModelApprovalStatus"], "Rejected");
    });

    it("leaves no version approved where its run fails before it deploys", async () => {
        const runs = await runsOf("approved");
        for (const name of ["version that cannot be read", "approval without a key"]) {
            const run = runs.outcome(name);
            assert.equal(run.status, "FAILED", name);
            assert.equal(argumentsOf(run, "Reject the model")[0]?.["ModelApprovalStatus"], "Rejected", name);
        }
        // A version that serves stays what it is, whatever fails behind the switch.
        assert.deepEqual(callsOf(runs.outcome("deployment that is not noted"), "Reject the model"), []);
        // A run of data has no version yet.
        assert.deepEqual(callsOf(runs.outcome("Find the key: fails"), "Reject the model"), []);
    });

    it("takes an approval back where the lease was lost, as where a deployment is rolled back", async () => {
        const run = (await runsOf("approved")).outcome("approved: lease lost before the deployment");
        assert.equal(run.error, "LeaseLost");
        assert.match(String(run.cause), /^Hold the lease: .* or approve the version again\.$/);
        assert.equal(argumentsOf(run, "Reject the model")[0]?.["ModelApprovalStatus"], "Rejected");
        assert.deepEqual(callsOf(run, "Create endpoint configuration"), []);
    });

    const routing = (request: object | undefined) =>
        JSON.stringify((request as { DeploymentConfig: object } | undefined)?.DeploymentConfig);

    it("keeps the fleet's size where it scales, and sends a canary first", async () => {
        const run = (await runsOf("scaled")).outcome("better than its rival");
        assert.equal(run.output?.["verdict"], "promoted", String(run.cause));
        const [request] = argumentsOf(run, "Update endpoint");
        assert.equal(request?.["RetainAllVariantProperties"], true);
        // The API reference calls the one property that a run would exclude, data capture, "not currently supported".
        assert.equal(request?.["ExcludeRetainedVariantProperties"], undefined);
        assert.match(routing(request), /"Type":"CANARY","CanarySize":\{"Type":"INSTANCE_COUNT","Value":1\}/);
        assert.deepEqual(callsOf(run, "Stop scaling"), []);
        assert.deepEqual(argumentsOf(run, "Register scaling"), [
            {
                ServiceNamespace: "sagemaker",
                ResourceId: `endpoint/${endpoint}/variant/AllTraffic`,
                ScalableDimension: "sagemaker:variant:DesiredInstanceCount",
                MinCapacity: 2,
                MaxCapacity: 6,
            },
        ]);
        const [policy] = argumentsOf(run, "Put scaling policy");
        assert.equal(policy?.["PolicyName"], `${endpoint}-invocations`);
        assert.deepEqual(policy?.["TargetTrackingScalingPolicyConfiguration"], {
            TargetValue: 600,
            PredefinedMetricSpecification: { PredefinedMetricType: "SageMakerVariantInvocationsPerInstance" },
            ScaleInCooldown: 300,
            ScaleOutCooldown: 60,
        });
    });

    it("stops scaling where the type changes, and starts it again, come what may", async () => {
        const runs = await runsOf("scaled");
        const run = runs.outcome("scaling stopped");
        const [request] = argumentsOf(run, "Update endpoint");
        assert.equal(request?.["RetainAllVariantProperties"], false);
        const scaling = (name: string) =>
            runs
                .outcome(name)
                .calls.map(({ state }) => state)
                .filter((state) => /scaling|Update endpoint/.test(state));
        assert.deepEqual(scaling("scaling stopped"), [
            ...["Stop scaling", "Update endpoint", "Register scaling", "Put scaling policy"],
        ]);
        assert.deepEqual(scaling("update of another type that falls back"), [
            ...["Stop scaling", "Update endpoint", "Register scaling again", "Put scaling policy again"],
        ]);
        assert.equal(runs.outcome("update of another type that falls back").error, "EndpointNotServing");
    });

    it("registers scaling once the model is promoted and told, so that no failure of it leaves old names", async () => {
        const runs = await runsOf("scaled");
        const states = runs.outcome("better than its rival").calls.map(({ state }) => state);
        const behind = [...new Set(states.slice(states.lastIndexOf("Describe endpoint") + 1))];
        assert.deepEqual(behind, [
            ...["Approve the model", "Remember the data", "Put parameter"],
            ...["Store the verdict", "Register scaling", "Put scaling policy"],
        ]);
        const failed = runs.outcome("scaling not registered");
        assert.equal(failed.cause, "Register scaling: it broke");
        assert.equal(exported(failed).at(-1)?.[0], "endpoint-name");
        const [stored] = argumentsOf(failed, "Store the verdict");
        assert.equal((stored?.["Body"] as { verdict: string }).verdict, "promoted");
        assert.deepEqual(callsOf(failed, "Reject the model"), []);
        const rejected = runs.outcome("not better than its rival");
        assert.equal(rejected.output?.["verdict"], "rejected");
        assert.deepEqual(callsOf(rejected, "Register scaling"), []);
    });

    it("sends no canary where the two would read a vector differently, or nobody knows", async () => {
        const runs = await runsOf("scaled");
        for (const name of ["another layout", "no champion told"]) {
            const [request] = argumentsOf(runs.outcome(name), "Update endpoint");
            assert.match(routing(request), /"Type":"ALL_AT_ONCE"/, name);
        }
    });

    it("asks for the model's own failure, not for that of giving scaling back", async () => {
        const runs = await runsOf("scaled");
        for (const state of ["Register scaling again", "Put scaling policy again"]) {
            assert.equal(runs.outcome(`${state}: fails`).error, "EndpointNotServing");
        }
    });
});
