import assert from "node:assert/strict";
import { claimId } from "../../../contracts/ledger";
import type { Violation } from "../../../contracts/monitoring";
import type { Notice } from "../../../contracts/notices";
import type { DetectedDrift, RetrainingDecision } from "../../../contracts/retraining";
import type {
    Claimed,
    Landed,
    RetrainingServices,
    ServingData,
} from "../../../functions/monitoring/retrainingServices";
import { retrain, type RetrainingPlan } from "../../../functions/monitoring/startRetraining";

const place = "arn:aws:states:us-east-1:111111111111";
const pipelineOf = (algorithm: string) => ({
    name: `${algorithm}-training`,
    arn: `${place}:stateMachine:${algorithm}-training`,
    lease: `lease#${algorithm}`,
});
const plan: RetrainingPlan = {
    ...{ model: "cars", on: "both", fewest: 1, coolDownDays: 7 },
    pipelines: { xgboost: pipelineOf("xgboost"), linear: pipelineOf("linear") },
};
const landed: Landed = {
    ...{ bucket: "landing", key: "training/newer.csv", version: "v2" },
    written: new Date("2026-03-01T10:00:00.250Z"),
};
const object = { bucket: { name: "landing" }, object: { key: landed.key, "version-id": "v2" } };
const older: ServingData = { key: "landing/training/old.csv", version: "v1", time: "2026-01-01T00:00:00Z" };

const mileage: Violation = { feature_name: "mileage", constraint_check_type: "baseline_drift_check", description: "" };
const absent: Violation = { feature_name: "doors", constraint_check_type: "missing_column_check", description: "" };
const rmse: Violation = { metric_name: "rmse", constraint_check_type: "GreaterThanThreshold", description: "" };

/** A ledger in memory, a clock that the test moves, and runs that are started. */
class World implements RetrainingServices {
    time = new Date("2026-03-02T00:00:00.000Z");
    newestObject: Landed | undefined = landed;
    readonly data: Record<string, ServingData> = { "lease#xgboost": older, "lease#linear": older };
    readonly claims: Record<string, Claimed> = {};
    readonly started: { readonly name: string; readonly arn: string; readonly input: unknown }[] = [];
    readonly told: Notice[] = [];
    readonly item: { startedAt?: Date; startedBy?: string; situation?: string; decided?: RetrainingDecision } = {};
    failing = "";

    now = () => this.time;
    newest = () => Promise.resolve(this.newestObject);
    serving = (lease: string) => Promise.resolve(this.data[lease]);
    claimed = (claim: string) => Promise.resolve(this.claims[claim]);
    takeTurn(execution: string, now: Date, since: Date): Promise<Date | undefined> {
        const { startedAt, startedBy } = this.item;
        if (startedAt !== undefined && startedBy !== execution && startedAt > since) return Promise.resolve(startedAt);
        Object.assign(this.item, { startedAt: now, startedBy: execution });
        return Promise.resolve(undefined);
    }
    start(arn: string, name: string, input: object): Promise<string> {
        if (arn.includes(this.failing || "nothing")) return Promise.reject(new Error("throttled"));
        const known = this.started.some((one) => one.arn === arn && one.name === name);
        if (!known) this.started.push({ name, arn, input });
        this.claims[claimId(arn.split(":").at(-1)!, object)] = { name, status: "RUNNING" };
        return Promise.resolve(`${arn.replace(":stateMachine:", ":execution:")}:${name}`);
    }
    isNews = (situation: string) => Promise.resolve(this.item.situation !== situation);
    remember(situation: string, decided: RetrainingDecision): Promise<void> {
        Object.assign(this.item, { situation, decided });
        return Promise.resolve();
    }
    publish = (notice: Notice) => {
        this.told.push(notice);
        return Promise.resolve();
    };
}

const drift = (run: string, violations: DetectedDrift["violations"] = { "data-quality": [mileage] }) => ({
    model: "cars",
    execution: `${place}:execution:cars-monitor:${run}`,
    violations,
});

describe("starting training on drift", () => {
    let world: World;
    beforeEach(() => {
        world = new World();
    });
    const days = (count: number) => (world.time = new Date(world.time.getTime() + count * 86_400_000));
    const subjects = () => world.told.map(({ subject }) => subject);

    it("starts a run of each algorithm over the newest data, as S3 would, and tells people", async () => {
        const decision = await retrain(world, plan, drift("one"));
        assert.equal(decision.outcome, "started");
        assert.deepEqual(world.item.decided, decision);
        assert.deepEqual(decision.runs, {
            xgboost: `${place}:execution:xgboost-training:retrain-one`,
            linear: `${place}:execution:linear-training:retrain-one`,
        });
        assert.deepEqual(world.started[0]?.input, {
            time: "2026-03-01T10:00:00Z",
            detail: { ...object, reason: "DriftDetected" },
            retraining: { monitoringRun: drift("one").execution },
        });
        assert.deepEqual(subjects(), ["[drivetrain] cars drifted, retraining xgboost, linear"]);
        assert.match(world.told[0]!.message, /since mileage drifted[^]*s3:\/\/landing\/training\/newer\.csv/);
    });

    it("starts no second run for an event that comes twice", async () => {
        const first = await retrain(world, plan, drift("one"));
        const second = await retrain(world, plan, drift("one"));
        assert.deepEqual(second.runs, first.runs);
        assert.equal(world.started.length, 2);
        assert.equal(world.told.length, 1);
    });

    it("goes on where an earlier delivery of the event broke off", async () => {
        world.failing = "linear-training";
        await assert.rejects(retrain(world, plan, drift("one")), /throttled/);
        world.failing = "";
        const decision = await retrain(world, plan, drift("one"));
        assert.deepEqual(Object.keys(decision.runs), ["xgboost", "linear"]);
        assert.equal(world.started.length, 2);
        assert.equal(world.told.length, 1);
    });

    it("starts none within the cool-down, which it tells once, and one after it", async () => {
        await retrain(world, plan, drift("one"));
        world.newestObject = { ...landed, version: "v3" };
        days(3);
        assert.equal((await retrain(world, plan, drift("two"))).outcome, "cooling down");
        days(3.9);
        const cooling = await retrain(world, plan, drift("three"));
        assert.equal(
            cooling.reason,
            "The last retraining was started at 2026-03-02T00:00:00Z: none is until 2026-03-09T00:00:00Z.",
        );
        assert.equal(world.started.length, 2);
        assert.deepEqual(subjects().slice(1), ["[drivetrain] cars drifted, not retrained: cooling down"]);
        days(0.1);
        assert.equal((await retrain(world, plan, drift("four"))).outcome, "started");
        assert.equal(world.started.length, 4);
    });

    it("starts none where the version that serves learnt from the newest data, and asks people for newer", async () => {
        world.data["lease#xgboost"] = {
            key: "landing/training/newer.csv",
            version: "v2",
            time: "2026-03-01T10:00:00Z",
        };
        world.data["lease#linear"] = { key: "landing/gone.csv", version: "v9", time: "2026-03-01T11:00:00Z" };
        const decision = await retrain(world, plan, drift("one"));
        assert.equal(decision.outcome, "nothing newer");
        assert.match(
            decision.reason,
            /^xgboost: the version that serves learnt from s3:.*newer\.csv, the newest data\./,
        );
        assert.match(decision.reason, /linear: .*landing\/gone\.csv of 2026-03-01T11:00:00Z, which is newer/);
        assert.match(world.told[0]!.message, /push newer data \(drivetrain train\)/);
        // The cool-down is for runs: newer data that come tomorrow do not wait.
        assert.equal(world.item.startedAt, undefined);
        await retrain(world, plan, drift("two"));
        assert.equal(world.told.length, 1, "the same is told once");
    });

    it("tells what became of the run that has learnt from the newest data", async () => {
        const claim = (algorithm: string) => claimId(`${algorithm}-training`, object);
        world.claims[claim("xgboost")] = { name: "a", status: "SUCCEEDED", verdict: "rejected", reason: "it is worse" };
        world.claims[claim("linear")] = { name: "b", status: "SUCCEEDED", verdict: "pending" };
        const { outcome, reason } = await retrain(world, plan, drift("one"));
        assert.equal(outcome, "nothing newer");
        assert.match(reason, /xgboost: a run has learnt from .* already \(rejected: it is worse\)\./);
        assert.match(reason, /linear: a version that learnt from .* waits for approval\./);
        world.claims[claim("linear")] = { name: "b", status: "RUNNING" };
        assert.match((await retrain(world, plan, drift("two"))).reason, /linear: a run learns from .* right now\./);
    });

    it("trains the algorithm alone that has not learnt from the newest data", async () => {
        world.data["lease#xgboost"] = {
            key: "landing/training/newer.csv",
            version: "v2",
            time: "2026-03-01T10:00:00Z",
        };
        const { runs, reason } = await retrain(world, plan, drift("one"));
        assert.deepEqual(Object.keys(runs), ["linear"]);
        assert.match(reason, /Training of linear was started .* xgboost: the version that serves learnt from/);
    });

    it("trains where nothing serves yet, and not where no data is left", async () => {
        delete world.data["lease#xgboost"];
        assert.deepEqual(Object.keys((await retrain(world, plan, drift("one"))).runs), ["xgboost", "linear"]);
        world.newestObject = undefined;
        assert.equal((await retrain(world, plan, drift("two"))).outcome, "nothing newer");
    });

    it("counts the drift that the settings name, and no fault of a caller's, which training does not mend", async () => {
        const outcomeOf = async (settings: Partial<RetrainingPlan>, violations: DetectedDrift["violations"]) => {
            world = new World();
            return (await retrain(world, { ...plan, ...settings }, drift("one", violations))).outcome;
        };
        const both = { "data-quality": [mileage, absent], "model-quality": [rmse] };
        assert.equal(await outcomeOf({}, { "data-quality": [absent] }), "too little");
        assert.deepEqual(world.told, []);
        assert.equal(world.item.decided?.outcome, "too little");
        assert.equal(await outcomeOf({ on: "model" }, { "data-quality": [mileage] }), "too little");
        assert.equal(await outcomeOf({ on: "data" }, { "model-quality": [rmse] }), "too little");
        assert.equal(await outcomeOf({ on: "model" }, both), "started");
        assert.equal(await outcomeOf({ fewest: 2 }, both), "started");
        assert.equal(await outcomeOf({ fewest: 2, on: "data" }, both), "too little");
        // The same feature in two slices is one.
        assert.equal(await outcomeOf({ fewest: 2 }, { "data-quality": [mileage, mileage] }), "too little");
    });
});
