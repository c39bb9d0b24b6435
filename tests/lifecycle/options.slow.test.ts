import assert from "node:assert/strict";
import { testMetrics } from "../../contracts/parameters";
import { type Answered, type Clients, DraftedModel, type ToldRun } from "./draftedModel";
import { flatsCsv } from "./flats";

const job = { instanceType: "ml.m5.large", instanceCount: 1, volumeSize: 10, maxRuntime: 3600 };
const scaling = { minInstances: 1, maxInstances: 3, invocationsPerInstance: 200 };
const tuning = {
    ranges: {
        max_depth: { type: "integer", min: 2, max: 5 },
        eta: { type: "continuous", min: 0.05, max: 0.3, scale: "Logarithmic" },
    },
    maxJobs: 3,
    maxParallelJobs: 2,
};

/** Each option for another algorithm, and one algorithm more: a container of one's own. */
const config = {
    "drivetrain:algorithms": {
        xgboost: { tuning, preprocessing: { instanceCount: 2 } },
        "linear-learner": { endpoint: { scaling } },
        "gradient-boosting": {
            image: { build: "jobs/byoc" },
            hyperparameters: { max_iter: 300, learning_rate: 0.05, max_depth: 3, min_samples_leaf: 5 },
            preprocessing: job,
            training: job,
            endpoint: { instanceType: "ml.m5.large", instanceCount: 1 },
            gate: { metric: "validation:rmse", threshold: 200 },
            approval: "manual",
        },
    },
};

const drafted = ["xgboost", "linear-learner"];
const all = [...drafted, "gradient-boosting"];

/** What a run's report counts. */
interface Told {
    readonly input: number;
    readonly used: number;
}

/** A model that nobody has prepared, from its data to all that its definition may ask for. */
describe("a drafted model, and what its definition may ask for", function () {
    this.timeout(600_000);
    this.bail(true);
    let model: DraftedModel;
    let clients: Clients;
    /** The run of the third algorithm that has to wait. */
    let waiting: ToldRun;

    before(() => (model = new DraftedModel("flats")));
    after(() => model?.remove());

    it("is drafted from a CSV file, and a person changes the model's file alone", async () => {
        const files = await model.draft(model.file("flats.csv", flatsCsv({ rows: 300 })), "rent");
        assert.deepEqual([...files].sort(), ["Pulumi.local-flats.yaml", "infra/models/flats.ts"]);
        model.edit(
            ["const threshold = ", "const threshold = 200; // In euros a month. The draft had "],
            [
                `gate: { metric: "validation:rmse", threshold }`,
                `gate: { metric: "validation:rmse", threshold, compare: "mae" }`,
            ],
        );
    });

    it("is deployed by a stack of its own", async () => {
        await model.up();
        clients = await model.connect();
    });

    it("has nothing in its way that the stage knows of", async () => {
        const found = await model.examine();
        const known = Object.entries(found).filter(([, standing]) => standing !== "unknown");
        assert.deepEqual([...new Set(known.map(([, standing]) => standing))], ["ok"]);
        assert.equal(found["quota: ml.m5.large for endpoint usage"], "unknown");
        for (const check of [
            "credentials and account",
            "region",
            "engine's state",
            "secrets of local-flats",
            "network",
        ]) {
            assert.equal(found[check], "ok", check);
        }
    });

    it("is as it was made, and judged by its state, as workflows look every night", async () => {
        assert.match(await model.script("inspect"), /unchanged/);
        assert.match(await model.script("analyze"), /drivetrain/);
    });

    it("is trained, promoted as its file says, and predicts", async () => {
        const runs = await model.train(model.file("flats.csv", flatsCsv({ rows: 300 })));
        assert.deepEqual(Object.keys(runs).sort(), [...drafted].sort());
        for (const run of Object.values(runs)) {
            promoted(run);
            assert.equal(run.metric?.threshold, 200);
            assert.equal(run.comparison?.metric, "mae");
        }
        assert.deepEqual(await targets(), []);
        const answered = await model.predict(strangers());
        assert.equal(answered.degraded, false);
        assert.equal(answered.predictions.length, 20);
        await combined(answered, drafted);
        near(answered, 1);
        assert.deepEqual(await model.smoke(), { trained: false, rows: 5 });
    });

    it("takes options and a third algorithm from the stack's config", async () => {
        model.configure(config);
        await model.up();
        assert.equal(endpointOf("gradient-boosting"), "flats-gradient-boosting-local");
    });

    it("tunes one algorithm, scales another, and lets the third wait for a person", async () => {
        const runs = await model.train(model.file("dearer.csv", flatsCsv({ rows: 300, level: 1.3 })));
        promoted(runs.xgboost);
        promoted(runs["linear-learner"]);
        waiting = pending(runs["gradient-boosting"]);
        assert.deepEqual(await champion("gradient-boosting"), {});

        assert.deepEqual(await searches(), [["Completed", tuning.maxJobs]]);
        assert.deepEqual(await targets(), [[endpointOf("linear-learner"), scaling.minInstances, scaling.maxInstances]]);
        const answered = await model.predict(strangers());
        assert.deepEqual(Object.keys(answered.failed ?? {}), ["gradient-boosting"]);
        await combined(answered, drafted);
    });

    it("serves the best of the tuned models", async () => {
        const { sagemaker } = clients;
        const { HyperParameterTuningJobSummaries = [] } = await sagemaker.listHyperParameterTuningJobs({});
        const { BestTrainingJob: best } = await sagemaker.describeHyperParameterTuningJob({
            HyperParameterTuningJobName: HyperParameterTuningJobSummaries[0]?.HyperParameterTuningJobName,
        });
        const { PrimaryContainer } = await sagemaker.describeModel({
            ModelName: (await champion("xgboost"))["model-name"],
        });
        const { ModelArtifacts } = await sagemaker.describeTrainingJob({ TrainingJobName: best?.TrainingJobName });
        assert.equal(PrimaryContainer?.ModelDataUrl, ModelArtifacts?.S3ModelArtifacts);
    });

    it("deploys and promotes the third once a person has approved it", async () => {
        const run = await model.approve("gradient-boosting");
        promoted(run);
        assert.equal(run.modelName, waiting.modelName);
        const names = await champion("gradient-boosting");
        assert.equal(names["model-name"], run.modelName);
        assert.equal(names["endpoint-name"], endpointOf("gradient-boosting"));
        assert.equal(names["endpoint-config-name"], run.endpointConfigName);
        const { EndpointStatus } = await clients.sagemaker.describeEndpoint({ EndpointName: names["endpoint-name"] });
        assert.equal(EndpointStatus, "InService");
    });

    it("answers by all three, combined by the model's rule, and scores a batch alike", async () => {
        const answered = await model.predict(strangers());
        assert.equal(answered.degraded, false);
        await combined(answered, all);
        near(answered, 1.3);

        const { scoring, rows } = await model.score(strangers());
        assert.deepEqual([scoring.input, scoring.output, scoring.quarantined], [20, 20, 0]);
        assert.deepEqual(Object.keys(scoring.algorithms).sort(), [...all].sort());
        for (const [place, prediction] of answered.predictions.entries()) {
            assert.equal(rows[place]?.flat, prediction.flat);
            for (const column of [...all, "result"]) same(Number(rows[place]?.[column]), Number(prediction[column]));
        }
    });

    it("learns from the objects of a manifest on several machines as on one, keeping what scaling made", async () => {
        const { sagemaker, autoScaling } = clients;
        const EndpointName = endpointOf("linear-learner");
        await sagemaker.updateEndpointWeightsAndCapacities({
            EndpointName,
            DesiredWeightsAndCapacities: [{ VariantName: "AllTraffic", DesiredInstanceCount: 2 }],
        });
        const before = await targets();
        const served = await champion("gradient-boosting");
        const parts = ["2024.csv", "2025.parquet", "2026.csv"];
        const runs = await model.train(await model.land(flatsCsv({ rows: 300, level: 1.6 }), parts));
        promoted(runs["linear-learner"]);
        await sharedAlike(runs, parts);
        pending(runs["gradient-boosting"]);
        assert.deepEqual(await targets(), before);
        const { ScalingPolicies = [] } = await autoScaling.describeScalingPolicies({ ServiceNamespace: "sagemaker" });
        assert.deepEqual(
            ScalingPolicies.map(({ TargetTrackingScalingPolicyConfiguration: tracking }) => tracking?.TargetValue),
            [scaling.invocationsPerInstance],
        );
        const { ProductionVariants = [], EndpointConfigName } = await sagemaker.describeEndpoint({ EndpointName });
        assert.equal(EndpointConfigName, runs["linear-learner"]?.endpointConfigName);
        assert.equal(ProductionVariants[0]?.CurrentInstanceCount, 2);
        assert.deepEqual(await champion("gradient-boosting"), served, "what waits for a person changes nothing");
    });

    it("is rolled back by hand, and batches and real time speak of the same champion", async () => {
        const served = await champion("linear-learner");
        const back = await model.rollback("linear-learner");
        assert.equal(back.verdict, "rolled back", back.reason);
        assert.notEqual(back.modelName, served["model-name"]);
        assert.equal((await champion("linear-learner"))["model-name"], back.modelName);
        const { EndpointConfigName } = await clients.sagemaker.describeEndpoint({
            EndpointName: endpointOf("linear-learner"),
        });
        assert.equal(EndpointConfigName, back.endpointConfigName);

        const none = await model.rollback("gradient-boosting");
        assert.equal(none.verdict, "withdrawn", none.reason);
        assert.deepEqual(await champion("gradient-boosting"), {});

        const { scoring } = await model.score(strangers());
        assert.deepEqual(scoring.degraded, ["gradient-boosting"]);
        assert.equal(scoring.algorithms["linear-learner"]?.modelName, back.modelName);
        // The function keeps what it has read of a champion for thirty seconds.
        const deadline = Date.now() + 60_000;
        let answered = await model.predict(strangers());
        while (!answered.degraded && Date.now() < deadline) answered = await model.predict(strangers());
        assert.equal(answered.models?.["linear-learner"], back.modelName);
        assert.deepEqual(Object.keys(answered.failed ?? {}), ["gradient-boosting"]);
    });

    it("goes with all that its runs made: versions that wait, images, scaling", async () => {
        assert.deepEqual(await model.down(), ["local-flats", "platform-local"]);
        assert.equal(model.isStaged, false);
    });

    /** XGBoost's run had two machines, each other one; all have the same test rows, and no row is lost. */
    async function sharedAlike(runs: Readonly<Record<string, ToldRun>>, parts: readonly string[]): Promise<void> {
        const labels = await Promise.all(
            all.map(async (algorithm) => {
                const { input, used } = JSON.parse(await text(runs, algorithm, "report/report.json")) as Told;
                assert.deepEqual([input, used], [300, 300], algorithm);
                return (await text(runs, algorithm, "test/test.csv")).replace(/,.*/g, "");
            }),
        );
        assert.equal(new Set(labels).size, 1, "the labels of the test rows differ");
        const Prefix = folderOf(runs, "xgboost");
        const { Contents = [] } = await clients.s3.listObjectsV2({ Bucket: model.artifactBucket, Prefix });
        const keys = Contents.map(({ Key = "" }) => Key.slice(Prefix.length));
        for (const [place, name] of parts.entries()) {
            assert.ok(keys.includes(`input/0000${place + 1}/parts/${name}`), keys.join());
            assert.ok(keys.includes(`train/train-0000${place}.csv`), keys.join());
        }
        const NameContains = String(runs["xgboost"]?.modelName);
        const { ProcessingJobSummaries = [] } = await clients.sagemaker.listProcessingJobs({ NameContains });
        const counts = await Promise.all(
            ProcessingJobSummaries.map(async ({ ProcessingJobName }) => {
                const { ProcessingResources } = await clients.sagemaker.describeProcessingJob({ ProcessingJobName });
                return ProcessingResources?.ClusterConfig?.InstanceCount;
            }),
        );
        assert.equal(counts.filter((count) => count === 2).length, 2, counts.join());
    }

    /** A run's folder in the artifact bucket, with a slash at its end. */
    function folderOf(runs: Readonly<Record<string, ToldRun>>, algorithm: string): string {
        const id = String(runs[algorithm]?.modelName).slice(endpointOf(algorithm).length + 1);
        return `runs/${algorithm}/${id}/`;
    }

    /** What a run has left in a file. */
    async function text(runs: Readonly<Record<string, ToldRun>>, algorithm: string, file: string): Promise<string> {
        const Key = `${folderOf(runs, algorithm)}${file}`;
        const { Body } = await clients.s3.getObject({ Bucket: model.artifactBucket, Key });
        return Body!.transformToString("utf8");
    }

    function promoted(run: ToldRun | undefined): void {
        assert.equal(run?.verdict, "promoted", run?.reason);
    }

    function pending(run: ToldRun | undefined): ToldRun {
        assert.equal(run?.verdict, "pending", run?.reason);
        return run;
    }

    /** A file of flats that no model was trained on, without a rent. */
    function strangers(): string {
        const lines = flatsCsv({ rows: 20, first: 5001 }).trimEnd().split("\n");
        const without = lines.map((line) => line.split(",").toSpliced(7, 1).join(","));
        return model.file("strangers.csv", [...without, ""].join("\n"));
    }

    /** Every score is there, and the result is that of the algorithm whose champion erred least on its test rows. */
    async function combined({ predictions, combine }: Answered, algorithms: readonly string[]): Promise<void> {
        assert.equal(combine, "best");
        const errors = await Promise.all(algorithms.map(testError));
        const best = algorithms[errors.indexOf(Math.min(...errors))] as string;
        for (const prediction of predictions) {
            const scores = algorithms.map((algorithm) => prediction[algorithm]);
            for (const score of scores) assert.equal(typeof score, "number", JSON.stringify(prediction));
            same(Number(prediction.result), Number(prediction[best]));
        }
    }

    async function testError(algorithm: string): Promise<number> {
        const { metrics = "" } = await champion(algorithm);
        return (JSON.parse(metrics) as Record<string, number>)[testMetrics.rmse] ?? assert.fail(metrics);
    }

    /** Results are about the rents of that level: on average off by a tenth at most. */
    function near({ predictions }: Answered, level: number): void {
        const rents = flatsCsv({ rows: 20, first: 5001, level }).trimEnd().split("\n").slice(1);
        const off = rents.map((line, place) =>
            Math.abs(Number(predictions[place]?.result) / Number(line.split(",")[7]) - 1),
        );
        assert.ok(off.reduce((sum, share) => sum + share, 0) / off.length < 0.1, off.join(", "));
    }

    function same(actual: number, expected: number): void {
        assert.ok(Math.abs(actual - expected) <= 1e-6 * Math.abs(expected), `${actual} is not ${expected}`);
    }

    function endpointOf(algorithm: string): string {
        return model.pipeline(algorithm).endpointName;
    }

    /** The names of what serves, by the last part of the parameter; none where nothing was ever promoted. */
    async function champion(algorithm: string): Promise<Record<string, string>> {
        const Path = `${model.pipeline(algorithm).parameterPrefix}/champion`;
        const { Parameters = [] } = await clients.ssm.getParametersByPath({ Path });
        return Object.fromEntries(Parameters.map(({ Name, Value }) => [Name!.split("/").at(-1)!, Value!]));
    }

    /** How each search for hyperparameters went, with the number of its jobs that were completed. */
    async function searches(): Promise<(string | number | undefined)[][]> {
        const { HyperParameterTuningJobSummaries = [] } = await clients.sagemaker.listHyperParameterTuningJobs({});
        return HyperParameterTuningJobSummaries.map((search) => [
            search.HyperParameterTuningJobStatus,
            search.TrainingJobStatusCounters?.Completed,
        ]);
    }

    /** What is scaled, by endpoint and bounds. */
    async function targets(): Promise<(string | number | undefined)[][]> {
        const { ScalableTargets = [] } = await clients.autoScaling.describeScalableTargets({
            ServiceNamespace: "sagemaker",
        });
        return ScalableTargets.map(({ ResourceId, MinCapacity, MaxCapacity }) => [
            ResourceId?.split("/")[1],
            MinCapacity,
            MaxCapacity,
        ]);
    }
});
