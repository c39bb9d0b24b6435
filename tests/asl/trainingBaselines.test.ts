import assert from "node:assert/strict";
import { trainingDefinition } from "../../components/training/machine/definition";
import { isJobName } from "../../contracts/runIds";
import { container } from "../components/monitoring/definitionArgs";
import { definitionArgs, names } from "../components/training/definitionArgs";
import { argumentsOf, ok, type Scenarios } from "./scenarios";
import { first, standardRuns } from "./trainingRuns";
import { everyStep, type Outcome, walkAll } from "./walks";

const jobs = ["Baseline of the data", "Predict shuffled rows", "Baseline of the quality"] as const;

describe("asl: the baselines of a version", () => {
    let runs: Scenarios;
    let run: Outcome;
    let location: string;
    before(async () => {
        runs = await standardRuns();
        run = runs.outcome("first model");
        const properties = argumentsOf(run, "Register the model")[0]?.["CustomerMetadataProperties"];
        ({ location = "" } = properties as Record<string, string>);
    });

    const requestOf = (state: (typeof jobs)[number]) => argumentsOf(run, state)[0] as Record<string, unknown>;
    const inputs = (state: (typeof jobs)[number]) =>
        (
            requestOf(state)["ProcessingInputs"] as {
                InputName: string;
                S3Input: { S3Uri: string; LocalPath: string };
            }[]
        ).map(({ InputName, S3Input }) => [InputName, S3Input.S3Uri.replace(location, "run"), S3Input.LocalPath]);

    it("are made of an accepted model alone, before it is registered", () => {
        for (const name of ["above the threshold", "not better than its rival"]) {
            const calls = runs.outcome(name).calls.map(({ state }) => state);
            assert.deepEqual(
                calls.filter((state) => jobs.includes(state as (typeof jobs)[number])),
                [],
                name,
            );
        }
        const states = run.calls.map(({ state }) => state);
        for (const job of jobs) assert.ok(states.indexOf(job) < states.indexOf("Register the model"), job);
        assert.ok(states.indexOf("Predict shuffled rows") < states.indexOf("Baseline of the quality"));
    });

    it("tell of the raw rows of all sides", () => {
        assert.deepEqual(inputs("Baseline of the data").slice(2), [
            ["data", "run/raw/", "/opt/ml/processing/input/data"],
        ]);
        const { AppSpecification } = requestOf("Baseline of the data") as {
            AppSpecification: Record<string, string[]>;
        };
        assert.deepEqual(AppSpecification["ContainerEntrypoint"], [
            "python3",
            "/opt/ml/processing/input/code/monitor/baseline.py",
        ]);
        assert.deepEqual(AppSpecification["ContainerArguments"], [
            "data-quality",
            ...["--data", "/opt/ml/processing/input/data"],
            ...["--model", "/opt/ml/processing/input/model/model.json"],
            ...["--settings", "/opt/ml/processing/input/model/baseline.json"],
            ...["--output", "/opt/ml/processing/output/baseline"],
            ...["--message", "/opt/ml/output/message"],
        ]);
    });

    it("tell of the new model on the test rows, and on shuffled ones", () => {
        const { TransformInput, TransformOutput, ModelName } = requestOf("Predict shuffled rows");
        assert.equal(ModelName, argumentsOf(run, "Save the model")[0]?.["ModelName"]);
        assert.ok(JSON.stringify(TransformInput).includes(`"${location}/shuffled/"`));
        assert.ok(JSON.stringify(TransformOutput).includes(`"${location}/predictions/shuffled/"`));
        assert.deepEqual(inputs("Baseline of the quality").slice(2), [
            ["data", "run/raw/test", "/opt/ml/processing/input/data"],
            ["predictions", "run/predictions/challenger/", "/opt/ml/processing/input/predictions"],
            ["shuffled", "run/predictions/shuffled/", "/opt/ml/processing/input/shuffled"],
            ["transform", "run/transform/transform.json", "/opt/ml/processing/input/transform"],
        ]);
        const { AppSpecification } = requestOf("Baseline of the quality") as {
            AppSpecification: Record<string, string[]>;
        };
        assert.deepEqual(AppSpecification["ContainerArguments"]?.slice(-8), [
            ...["--predictions", "/opt/ml/processing/input/predictions", "--name", "xgboost"],
            ...["--shuffled", "/opt/ml/processing/input/shuffled"],
            ...["--transform", "/opt/ml/processing/input/transform/transform.json"],
        ]);
    });

    it("are left in the run's folder, encrypted, by jobs without network that have a role of their own", () => {
        for (const state of ["Baseline of the data", "Baseline of the quality"] as const) {
            const request = requestOf(state);
            assert.match(
                JSON.stringify(request["ProcessingOutputConfig"]),
                new RegExp(`"S3Uri":"${location}/baseline/"`),
            );
            assert.match(JSON.stringify(request["ProcessingOutputConfig"]), /"KmsKeyId":"arn:aws:kms:/);
            assert.match(String(request["RoleArn"]), /:role\/drivetrain-local-used-cars-xgboost-baseline$/);
            assert.deepEqual(request["NetworkConfig"], { EnableNetworkIsolation: true });
            const { ClusterConfig } = request["ProcessingResources"] as { ClusterConfig: Record<string, unknown> };
            assert.equal(ClusterConfig["InstanceCount"], 1);
        }
    });

    it("are named by the version", () => {
        const file = (name: string) => ({ ContentType: "application/json", S3Uri: `${location}/baseline/${name}` });
        const { ModelMetrics, CustomerMetadataProperties } = argumentsOf(run, "Register the model")[0] ?? {};
        const { ModelQuality, ModelDataQuality } = ModelMetrics as Record<string, Record<string, unknown>>;
        assert.deepEqual(ModelQuality?.["Constraints"], file("quality_constraints.json"));
        assert.deepEqual(ModelDataQuality, {
            Statistics: file("statistics.json"),
            Constraints: file("constraints.json"),
        });
        assert.equal(
            (CustomerMetadataProperties as Record<string, string>)["baseline-location"],
            `${location}/baseline`,
        );
    });

    it("are made by Model Monitor's own container where the model's file names it", async () => {
        const definition = trainingDefinition(definitionArgs({}, { container }));
        assert.ok(!everyStep(definition).some((step) => step.includes("huffled")));
        const { "Predict shuffled rows": _, "Baseline of the data": done = [], ...answers } = first.answers;
        const copied = [ok({ CopyObjectResult: { ETag: "9a1b" } })];
        const { outcomes } = await walkAll(definition, {
            container: {
                ...first,
                answers: {
                    ...answers,
                    ...{ "Baseline of the data": done, "Write plain rows": done, "Write plain answers": done },
                    ...{ "Name its statistics": copied, "Name its constraints": copied },
                },
            },
        });
        const byContainer = outcomes["container"] as Outcome;
        assert.equal(byContainer.status, "SUCCEEDED", String(byContainer.cause));
        assert.deepEqual(byContainer.problems, []);
        const request = (state: string) => argumentsOf(byContainer, state)[0] as Record<string, unknown>;
        const run = String(
            (request("Register the model")["CustomerMetadataProperties"] as { location: string }).location,
        );
        const places = (state: string) =>
            [...JSON.stringify(request(state)).matchAll(/"S3Uri":"([^"]+)"/g)].map(([, uri = ""]) =>
                uri.replace(run, "run"),
            );

        assert.ok(places("Write plain rows").includes("run/plain/data-quality/"));
        assert.ok(places("Write plain answers").includes("run/predictions/challenger/"));
        for (const [state, data, output, analysis] of [
            ["Baseline of the data", "run/plain/data-quality/", "run/baseline/", undefined],
            ["Baseline of the quality", "run/plain/model-quality/xgboost/", "run/baseline/quality/", "MODEL_QUALITY"],
        ] as const) {
            assert.deepEqual(new Set(places(state)), new Set([data, output]), state);
            const { AppSpecification, Environment } = request(state) as Record<string, Record<string, unknown>>;
            assert.deepEqual(AppSpecification, { ImageUri: container });
            assert.equal(Environment?.["analysis_type"], analysis);
            assert.ok(!("baseline_statistics" in (Environment ?? {})));
        }
        const { CopySource, Key } = request("Name its constraints");
        const bare = run.slice("s3://".length);
        assert.equal(CopySource, `${bare}/baseline/quality/constraints.json`);
        assert.equal(Key, `${bare.slice(bare.indexOf("/") + 1)}/baseline/quality_constraints.json`);
        const jobs = ["Write plain rows", "Write plain answers", "Baseline of the data", "Baseline of the quality"];
        const given = jobs.map((state) => String(request(state)["ProcessingJobName"]));
        assert.equal(new Set(given).size, jobs.length);
        for (const name of given) assert.ok(isJobName(name, names.endpoint), name);
    });

    it("are left out where the model is not monitored", async () => {
        const definition = trainingDefinition(definitionArgs({}, { monitoring: false }));
        assert.deepEqual(
            everyStep(definition).filter((step) => /aseline|huffled/.test(step)),
            [],
        );
        const { outcomes } = await walkAll(definition, { unmonitored: first });
        const unmonitored = outcomes["unmonitored"] as Outcome;
        assert.equal(unmonitored.status, "SUCCEEDED", String(unmonitored.cause));
        const [request = {}] = argumentsOf(unmonitored, "Register the model");
        assert.deepEqual(Object.keys(request["ModelMetrics"] as object), ["ModelQuality"]);
        assert.ok(!("baseline-location" in (request["CustomerMetadataProperties"] as object)));
    });
});
