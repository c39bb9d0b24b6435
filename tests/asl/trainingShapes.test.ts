import assert from "node:assert/strict";
import { packageArn } from "./leaseRuns";
import { argumentsOf, callsOf } from "./scenarios";
import { runsOf } from "./trainingShapes";

describe("asl: the shapes of the training state machine", () => {
    for (const shape of ["tuned", "on spot", "approved"] as const) {
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

    it("waits for a person where a person approves", async () => {
        const runs = await runsOf("approved");
        const trained = runs.outcome("better than its rival");
        assert.equal(trained.output?.["verdict"], "pending");
        assert.equal(trained.output?.["modelPackageArn"], packageArn);
        assert.deepEqual(callsOf(trained, "Deploy the model"), []);
    });
});
