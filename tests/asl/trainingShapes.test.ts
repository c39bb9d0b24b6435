import assert from "node:assert/strict";
import { trainingDefinition } from "../../components/training/machine/definition";
import { definitionArgs } from "../components/training/definitionArgs";
import { packageArn } from "./leaseRuns";
import { argumentsOf, callsOf } from "./scenarios";
import { first } from "./trainingRuns";
import { runsOf } from "./trainingShapes";
import { everyStep, type Outcome, walkAll } from "./walks";

/** A request for a processing job, as far as it is looked at. */
interface ProcessingRequest {
    readonly ProcessingJobName: string;
    readonly AppSpecification: { readonly ContainerArguments: readonly string[] };
    readonly ProcessingInputs: readonly {
        readonly InputName: string;
        readonly S3Input: { readonly S3Uri: string; readonly S3DataDistributionType: string };
    }[];
    readonly ProcessingOutputConfig: { readonly Outputs: readonly { readonly S3Output: { readonly S3Uri: string } }[] };
    readonly ProcessingResources: { readonly ClusterConfig: { readonly InstanceCount: number } };
    readonly NetworkConfig: { readonly EnableInterContainerTrafficEncryption?: boolean };
}

describe("asl: the shapes of the training state machine", () => {
    for (const shape of ["tuned", "on spot", "on several machines", "explained", "approved"] as const) {
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

    it("has trees tell what each feature adds in their own image, as they stand in the artifact", async () => {
        const runs = await runsOf("explained");
        const run = runs.outcome("first model");
        assert.equal(run.output?.["verdict"], "promoted", String(run.cause));
        const [request] = argumentsOf(run, "Baseline of the attribution") as unknown as [
            ProcessingRequest & { readonly AppSpecification: { readonly ImageUri: string }; readonly RoleArn: string },
        ];
        assert.match(request.AppSpecification.ImageUri, /sagemaker-xgboost:1\.7-1$/);
        assert.equal(request.AppSpecification.ContainerArguments[0], "trees");
        assert.match(request.RoleArn, /-baseline$/);
        assert.match(request.ProcessingJobName, /-u0$/);
        assert.deepEqual(
            request.ProcessingInputs.map(({ InputName, S3Input }) => [
                InputName,
                S3Input.S3Uri.replace(/runs\/xgboost\/[^/]+/, "run"),
            ]),
            [
                ["code", "s3://artifacts/code/preprocess/0123/code/"],
                ["artifact", "s3://artifacts/model.tar.gz"],
                ["transform", "s3://artifacts/run/transform/transform.json"],
                ["vectors", "s3://artifacts/run/contenders/challenger/"],
            ],
        );
        const [registered = {}] = argumentsOf(run, "Register the model");
        assert.equal((registered["CustomerMetadataProperties"] as Record<string, string>)["attribution"], "trees");
        const failed = runs.outcome("trees that nobody can explain");
        assert.match(String(failed.cause), /Baseline of the attribution: Contributions cannot be told: no\.$/);
    });

    it("asks a linear model for its weights beside the shuffled rows", async () => {
        const definition = trainingDefinition(definitionArgs({}, { attribution: "linear" }));
        const { outcomes } = await walkAll(definition, { linear: first });
        const run = outcomes["linear"] as Outcome;
        assert.equal(run.status, "SUCCEEDED", String(run.cause));
        const argumentsTo = (state: string) =>
            (argumentsOf(run, state)[0] as unknown as ProcessingRequest).AppSpecification.ContainerArguments;
        assert.equal(argumentsTo("Pre-process").at(-1), "--probes");
        assert.equal(argumentsTo("Baseline of the quality").at(-1), "--linear");
        assert.ok(!everyStep(definition).some((step) => step.includes("attribution")));
    });

    it("shares the objects of a manifest among machines, which measure them first", async () => {
        const runs = await runsOf("on several machines");
        const [measured, encoded] = ["Measure the objects", "Pre-process"].map(
            (state) => argumentsOf(runs.outcome("of a manifest"), state)[0] as never as ProcessingRequest,
        );
        assert.ok(measured && encoded);
        for (const { ProcessingResources, ProcessingInputs, NetworkConfig } of [measured, encoded]) {
            assert.equal(ProcessingResources.ClusterConfig.InstanceCount, 3);
            assert.equal(NetworkConfig.EnableInterContainerTrafficEncryption, true);
            assert.deepEqual(
                ProcessingInputs.map(({ InputName, S3Input }) => [InputName, S3Input.S3DataDistributionType]).slice(
                    0,
                    3,
                ),
                [
                    ...[["code", "FullyReplicated"] as const, ["model", "FullyReplicated"] as const],
                    ["data", "ShardedByS3Key"],
                ],
            );
        }
        const left = measured.ProcessingOutputConfig.Outputs.map(({ S3Output }) => S3Output.S3Uri);
        assert.deepEqual(left, [encoded.ProcessingInputs[3]?.S3Input.S3Uri]);
        assert.equal(encoded.ProcessingInputs[3]?.S3Input.S3DataDistributionType, "FullyReplicated");
        assert.ok(encoded.AppSpecification.ContainerArguments.includes("--measures"));
        const [one, other] = [measured, encoded].map(({ ProcessingJobName }) => ProcessingJobName);
        assert.deepEqual([one?.slice(-3), other?.slice(-3)], ["-A0", "-00"]);
        assert.equal(
            runs.outcome("objects that cannot be measured").cause,
            "Measure the objects: Pre-processing failed: b.csv: no.",
        );
    });

    it("has one machine for a single object, which measures nothing", async () => {
        const runs = await runsOf("on several machines");
        for (const name of ["first model", "of a manifest of one object"]) {
            const run = runs.outcome(name);
            assert.deepEqual(callsOf(run, "Measure the objects"), []);
            const [request] = argumentsOf(run, "Pre-process") as never as [ProcessingRequest];
            assert.equal(request.ProcessingResources.ClusterConfig.InstanceCount, 1);
            assert.ok(!request.AppSpecification.ContainerArguments.includes("--measures"));
        }
    });

    it("waits for a person where a person approves", async () => {
        const runs = await runsOf("approved");
        const trained = runs.outcome("better than its rival");
        assert.equal(trained.output?.["verdict"], "pending");
        assert.equal(trained.output?.["modelPackageArn"], packageArn);
        assert.deepEqual(callsOf(trained, "Deploy the model"), []);
    });
});
