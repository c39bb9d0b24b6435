import assert from "node:assert/strict";
import { claimId } from "../../../contracts/ledger";
import { statusChange } from "../closures/case";
import { type Actor, algorithmOf, type Scenario, type Scenarios } from "./scenario";

const execution = "arn:aws:states:us-east-1:111111111111:execution:training:run";
const versionArn = "arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-xgboost-local/3";
const landed = { bucket: { name: "landing" }, object: { key: "training/cars.csv", "version-id": "v1" } };
const deployed = (status: string, input: object = {}) =>
    statusChange({ status, input: JSON.stringify({ versionArn, ...input }) });

/** People are told of an execution that failed. */
const told: Scenario = {
    arrange: () => Promise.resolve(statusChange({})),
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        assert.match((result as { message: string }).message, /31 of 804 rows cannot be used/);
    },
};

/** Nobody is told of a deployment that a run sent which tells of it itself. */
const leftToTheRun: Scenario = {
    async arrange(world, actor) {
        const training = actor.name.replace(/-deploy-notify$/, "-training");
        return deployed("SUCCEEDED", { sentBy: await world.execution(training) });
    },
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        assert.equal(result, null);
    },
};

/** A failed run gives back its claim, and its lease where it has one. */
const ended: Scenario = {
    async arrange(world, { name, variables }) {
        // What no file has started has claimed none.
        const claims = !name.includes("-monitor-");
        if (claims) await world.item(claimOf(variables), execution);
        if (variables["LEASE_ID"]) await world.item(variables["LEASE_ID"], execution);
        return statusChange({ input: JSON.stringify(claims ? { detail: landed } : {}) });
    },
    async check({ error }, world, { variables }) {
        assert.equal(error, undefined, error?.message);
        for (const id of [claimOf(variables), variables["LEASE_ID"] ?? ""]) {
            if (id !== "") assert.equal(await world.holderOf(id), undefined, id);
        }
    },
};

const claimOf = (variables: Actor["variables"]) => claimId(variables["STATE_MACHINE"] ?? "", landed);

/** A deployment that succeeded gives back its lease, and its update is not watched any more. */
const watchedNoMore: Scenario = {
    async arrange(world, actor) {
        await world.item(actor.variables["LEASE_ID"] ?? "", execution);
        for (const alarm of alarmsOf(actor)) await world.alarm(alarm);
        return deployed("SUCCEEDED");
    },
    async check({ error }, world, actor) {
        assert.equal(error, undefined, error?.message);
        assert.deepEqual(await world.alarms(alarmsOf(actor)), []);
        assert.equal(await world.holderOf(actor.variables["LEASE_ID"] ?? ""), undefined);
    },
};

const alarmsOf = ({ variables }: Actor) => (variables["ALARMS"] ?? "").split(",");

/** One that was aborted is settled. */
const settled: Scenario = {
    async arrange(world, { variables }) {
        await world.stateMachine(String(variables["STATE_MACHINE_ARN"]?.split(":").at(-1)));
        return deployed("ABORTED");
    },
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        assert.deepEqual(result, { execution, settlement: "settle-run" });
    },
};

const job = (actor: Actor) => `used-cars-${algorithmOf(actor)}-local-run`;

/** A training job tells its metrics. */
const queried: Scenario = {
    async arrange(world, actor) {
        await world.trainingJob(job(actor));
        return { trainingJobName: job(actor), metric: "validation:rmse" };
    },
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        assert.equal((result as { value: number }).value, 2311.5);
    },
};

/** A manifest names objects of the landing bucket. */
const named = (versioned: boolean): Scenario => ({
    async arrange(world) {
        const prefix = (await world.landed("data/a.csv", "id\n1\n")).replace("a.csv", "");
        await world.landed("data/b.csv", "id\n2\n");
        const manifest = await world.landed("training/spring.manifest.json", [{ prefix }, "a.csv", "b.csv"]);
        const version = versioned ? await world.versionOf("training/spring.manifest.json") : "";
        return { manifest, version, location: "s3://artifacts/runs/xgboost/1" };
    },
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        const { copies } = result as { copies: { key: string }[] };
        assert.deepEqual(
            copies.map(({ key }) => key),
            ["runs/xgboost/1/input/00001/a.csv", "runs/xgboost/1/input/00002/b.csv"],
        );
    },
});

const transform = {
    version: 1,
    features: [{ column: "mileage", kind: "numeric", impute: 19000, mean: 20000, scale: 10 }],
    vector: ["mileage"],
};

/** A challenger is measured beside the champion of another run. */
const compared: Scenario = {
    async arrange(world, actor) {
        const runs = `runs/${algorithmOf(actor)}`;
        await world.object(`${runs}/1/test/test.csv`, "10,1\n20,0\n");
        await world.object(`${runs}/1/predictions/challenger/test.csv.out`, "11\n21\n");
        await world.object(`${runs}/1/predictions/champion/test.csv.out`, "12\n18\n");
        await world.object(`${runs}/1/transform/transform.json`, transform);
        const championTransform = await world.object(`${runs}/0/transform/transform.json`, transform);
        const location = championTransform.replace("/0/transform/transform.json", "/1");
        const other = algorithmOf(actor) === "xgboost" ? "linear-learner" : "xgboost";
        const predictions = await world.object(`runs/${other}/1/predictions/challenger/test.csv.out`, "9\n19\n");
        await world.object(`runs/${other}/tested/9a1b/v1.json`, { modelName: "other", predictions });
        const models = { challenger: "own-1", champion: "own-0" };
        return { location, contenders: ["challenger", "champion"], championTransform, data: "9a1b/v1", models };
    },
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        const { rows, challenger, sameVector, combined } = result as {
            rows: number;
            challenger: object;
            sameVector: boolean;
            combined: { algorithms: string[] };
        };
        assert.equal(combined.algorithms.length, 2);
        assert.deepEqual([rows, challenger, sameVector], [2, { rmse: 1, mae: 1, mse: 1, r2: 0.96 }, true]);
    },
};

/** An artifact is told by its digest. */
const digested: Scenario = {
    async arrange(world, actor) {
        return { artifact: await world.object(`runs/${algorithmOf(actor)}/1/model/job/output/model.tar.gz`, "abc") };
    },
    check({ error, result }) {
        assert.equal(error, undefined, error?.message);
        assert.match((result as { sha256: string }).sha256, /^ba7816bf/);
    },
};

/** The log groups of jobs get a key and a retention, and lose the key in the end. */
const adopted: readonly Scenario[] = (["create", "delete"] as const).map((action) => ({
    async arrange(world, actor) {
        await world.logGroup(groupOf(actor), action === "delete");
        const groups = [groupOf(actor)];
        return { groups, retentionInDays: 30, kmsKeyId: world.keyArn, tf: { action, prev_input: null } };
    },
    async check({ error }, world, actor) {
        assert.equal(error, undefined, error?.message);
        const expected = action === "create" ? { key: world.keyArn, days: 30 } : { key: undefined, days: undefined };
        assert.deepEqual(await world.describeLogGroup(groupOf(actor)), expected);
    },
}));

const groupOf = (actor: Actor) => `/aws/sagemaker/Endpoints/used-cars-${algorithmOf(actor)}-local`;

export const runScenarios: Scenarios = {
    "training/notifyRun": [told],
    "training/queryTrainingResults": [queried],
    "training/readManifest": [named(true), named(false)],
    "training/compareModels": [compared],
    "training/digestArtifact": [digested],
    "deployment/notifyDeployment": [{ ...told, arrange: () => Promise.resolve(deployed("FAILED")) }, leftToTheRun],
    "deployment/endDeployment": [watchedNoMore, settled],
    "scoring/notifyScoring": [told],
    "shared/endRun": [ended],
    "shared/adoptLogGroups": adopted,
};
