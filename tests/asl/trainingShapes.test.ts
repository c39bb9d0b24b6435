import assert from "node:assert/strict";

import { names } from "../components/training/definitionArgs";
import { shaped, shapes } from "./definitions";
import { argumentsOf, callsOf, noMachines, ok, type Scenario, Scenarios } from "./scenarios";
import { approvedEvent, compared, exported, first, old, packageArn, rival, scenarios } from "./trainingRuns";
import type { Answer, Walk } from "./walks";

const { endpoint } = names;
const artifact = { S3ModelArtifacts: "s3://artifacts/model.tar.gz" };
const arn = (job: string) => `arn:aws:sagemaker:us-east-1:111111111111:${job}`;

/** A job that is looked at: it runs, then it has ended as is told. */
function looks(kind: string, ended: object): readonly Answer[] {
    return [ok({ [`${kind}Status`]: "InProgress" }), ok({ [`${kind}Status`]: "Completed", ...ended })];
}

/** What a run of each shape meets beside what the standard shape does. */
const answers: Readonly<Record<keyof typeof shapes, Walk["answers"]>> = {
    standard: {},
    tuned: {
        "Tune the model": [
            ok({ HyperParameterTuningJobArn: arn("hyper-parameter-tuning-job/tune-0a1b2c-0a1b2c3d-00") }),
        ],
        "Tune the model: look": looks("HyperParameterTuningJob", {
            BestTrainingJob: { TrainingJobName: "tune-0a1b2c-0a1b2c3d-00-003" },
        }),
        "Read its best job": [ok({ TrainingJobName: "tune-0a1b2c-0a1b2c3d-00-003", ModelArtifacts: artifact })],
    },
    "on spot": {
        "Train the model": [ok({ TrainingJobArn: arn("training-job/cars-00") })],
        "Train the model: look": [
            ok({ TrainingJobName: "cars-00", TrainingJobStatus: "InProgress" }),
            ok({ TrainingJobName: "cars-00", TrainingJobStatus: "Completed", ModelArtifacts: artifact }),
        ],
    },
    approved: { "Read the approved version": [version()], "Query the version's results": queried() },
    scaled: scalingAnswers(),
    "approved and scaled": {
        ...scalingAnswers(),
        "Read the approved version": [version()],
        "Query the version's results": queried(),
    },
};

function scalingAnswers(): Walk["answers"] {
    const states = ["Register scaling", "Put scaling policy"];
    return Object.fromEntries(states.flatMap((state) => [state, `${state} again`].map((name) => [name, [ok({})]])));
}

function queried() {
    return first.answers["Query training results"] ?? [];
}

/** A version of the registry as an earlier run has left it. */
function version(changes: Readonly<Record<string, string>> = {}, status = "Approved"): Answer {
    return ok({
        ModelPackageArn: packageArn,
        ModelApprovalStatus: status,
        CustomerMetadataProperties: {
            "model-name": `${endpoint}-20260102-030405-0a1b2c3d`,
            "training-job": `${endpoint}-20260102-030405-0a1b2c3d-00`,
            location: "s3://artifacts/runs/xgboost/20260102-030405-0a1b2c3d",
            data: "landing/training/cars.csv",
            "data-time": "2026-01-02T03:04:05Z",
            "data-sequencer": "0062E9",
            rows: "117",
            rmse: "2280.1",
            mae: "1140.05",
            "champion-rmse": "2380.5",
            "champion-mae": "1190.25",
            champion: old,
            "same-vector": "true",
            ...changes,
        },
    });
}

const approved = (answers: Walk["answers"] = {}): Scenario => ({ input: approvedEvent, answers });

const approvals: Readonly<Record<string, Scenario>> = {
    "approved version": approved(rival),
    "approved first version": approved(),
    "version that was rejected since": approved({ "Read the approved version": [version({}, "Rejected")] }),
    "version that serves": approved({ ...rival, "Read the approved version": [version({ "model-name": old })] }),
    // A version approved after a newer one.
    "version of older data": approved({
        "Take the lease": scenarios["older than another file"]?.answers?.["Take the lease"] ?? [],
    }),
};

const fallsBack = {
    ...scenarios["scaling stopped"]?.answers,
    "Describe endpoint": scenarios["update that falls back"]?.answers?.["Describe endpoint"] ?? [],
};
const neverTold = {
    ...rival,
    "Read the champion": first.answers["Read the champion"] ?? [],
    "Compare with the champion": [compared(2280.1, null)],
};
const tuningFailed = (FailureReason?: string) =>
    ok({ HyperParameterTuningJobStatus: "Failed", ...(FailureReason && { FailureReason }) });

/** The scenarios of each shape. */
const own: Readonly<Record<Exclude<keyof typeof shapes, "standard">, Readonly<Record<string, Scenario>>>> = {
    tuned: {
        "search that finds nothing": {
            answers: { "Tune the model: look": [ok({ HyperParameterTuningJobStatus: "Stopped" })] },
        },
        "search short of machines": {
            answers: {
                "Tune the model: look": [tuningFailed(noMachines), ...(answers.tuned["Tune the model: look"] ?? [])],
            },
        },
    },
    "on spot": {
        "job that fails": {
            answers: {
                "Train the model: look": [
                    ok({
                        TrainingJobName: "cars-00",
                        TrainingJobStatus: "Failed",
                        FailureReason: "AlgorithmError: no",
                    }),
                ],
            },
        },
    },
    approved: {
        ...approvals,
        ...Object.fromEntries(
            ["update that falls back", "endpoint that is never ready", "update short of machines"].map((name) => [
                `approved: ${name}`,
                approved(scenarios[name]?.answers),
            ]),
        ),
    },
    scaled: {
        "type changed, scaling never registered": {
            answers: { ...fallsBack, "Stop scaling": first.answers["Stop scaling"] ?? [] },
        },
        "update of another type that falls back": { answers: fallsBack },
        "another layout": { answers: { ...rival, "Compare with the champion": [compared(2280.1, 2380.5, false)] } },
        "no champion told": { answers: { ...neverTold, "Check endpoint": rival["Check endpoint"] } },
    },
    "approved and scaled": {
        "update that falls back": approved(fallsBack),
        "version that was compared with another champion": approved({
            ...rival,
            "Read the approved version": [version({ champion: "another" })],
        }),
    },
};

const walked = new Map<string, Promise<Scenarios>>();

/** The walks of a shape, beside those of states that it has in common with the standard one. */
function runsOf(shape: keyof typeof own): Promise<Scenarios> {
    const found =
        walked.get(shape) ??
        Scenarios.walk(
            shaped(shape),
            { ...first, answers: { ...first.answers, ...answers[shape] } },
            { ...scenarios, ...own[shape] },
            shaped("standard"),
        );
    walked.set(shape, found);
    return found;
}

describe("asl: the shapes of the training state machine", function () {
    this.timeout(240_000);

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

    const routing = (request: object | undefined) =>
        JSON.stringify((request as { DeploymentConfig: object } | undefined)?.DeploymentConfig);

    it("keeps the fleet's size where it scales, and sends a canary first", async () => {
        const run = (await runsOf("scaled")).outcome("better than its rival");
        assert.equal(run.output?.["verdict"], "promoted", String(run.cause));
        const [request] = argumentsOf(run, "Update endpoint");
        assert.equal(request?.["RetainAllVariantProperties"], true);
        assert.deepEqual(request?.["ExcludeRetainedVariantProperties"], [{ VariantPropertyType: "DataCaptureConfig" }]);
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
        assert.deepEqual(
            [request?.["RetainAllVariantProperties"], request?.["ExcludeRetainedVariantProperties"]],
            [false, []],
        );
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

    it("sends no canary where the two would read a vector differently, or nobody knows", async () => {
        const runs = await runsOf("scaled");
        for (const name of ["another layout", "no champion told"]) {
            const [request] = argumentsOf(runs.outcome(name), "Update endpoint");
            assert.match(routing(request), /"Type":"ALL_AT_ONCE"/, name);
        }
        const approval = (await runsOf("approved and scaled")).outcome(
            "version that was compared with another champion",
        );
        assert.match(routing(argumentsOf(approval, "Update endpoint")[0]), /"Type":"ALL_AT_ONCE"/);
    });

    it("asks for the model's own failure, not for that of giving scaling back", async () => {
        const runs = await runsOf("scaled");
        for (const state of ["Register scaling again", "Put scaling policy again"]) {
            assert.equal(runs.outcome(`${state}: fails`).error, "EndpointNotServing");
        }
    });
});
