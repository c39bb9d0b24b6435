import assert from "node:assert/strict";
import { names } from "../components/deployment/definitionArgs";
import { keyHash, modelName } from "./deploymentAnswers";
import { exported, runsOf } from "./deploymentRuns";
import { old, packageArn } from "./leaseRuns";
import { argumentsOf, callsOf, type Scenarios, tellsOfWait } from "./scenarios";
import type { Outcome } from "./walks";

const { endpoint } = names;

describe("asl: the deployment state machine", () => {
    let runs: Scenarios;
    before(async () => {
        runs = await runsOf("standard");
    });

    const outcome = (name: string) => runs.outcome(name);
    const argumentOf = (run: Outcome, state: string) => argumentsOf(run, state)[0] ?? {};

    function assertFailed(name: string, error: string, cause: RegExp): void {
        const run = outcome(name);
        assert.equal(run.status, "FAILED", name);
        assert.equal(run.error, error, name);
        assert.match(String(run.cause), cause, name);
        assert.deepEqual(exported(run), [], `${name}: a failed run moved the champion`);
    }

    it("calls every API with arguments that its model takes", () => assert.deepEqual(runs.problems, []));

    it("is walked whole: every state, branch, catcher and retrier", () => {
        assert.deepEqual(runs.untaken, [], "No walk takes these: add a scenario.");
    });

    it("promotes the first model, whose names are those of the run that has trained it", () => {
        const run = outcome("first model");
        assert.equal(run.status, "SUCCEEDED", String(run.cause));
        const { reason, transform, ...output } = run.output ?? {};
        assert.match(String(reason), /2311\.2 is within 3000, .* no champion to compare with/);
        assert.match(String(transform), /^s3:\/\/artifacts\/runs\/xgboost\/[0-9a-f-]+\/transform\/transform\.json$/);
        assert.deepEqual(output, {
            verdict: "promoted",
            model: "used-cars",
            algorithm: "xgboost",
            metric: { name: "validation:rmse", value: 2311.2, threshold: 3000 },
            comparison: {
                ...{ metric: "rmse", rows: 117, challenger: 2280.1, champion: null, margin: 50 },
                ...{ baseline: 9800.5, r2: 0.9, r2Interval: [0.85, 0.93] },
            },
            combined: { rule: "best", algorithms: ["xgboost"], rmse: 2200.5, mae: 1100.25, r2: 0.91 },
            metrics: { "validation:rmse": 2311.2, "train:rmse": 900.5 },
            modelName,
            modelPackageArn: packageArn,
            endpointName: endpoint,
            endpointConfigName: modelName,
            championModelName: null,
        });
        assert.deepEqual(argumentOf(run, "Create endpoint")["EndpointConfigName"], modelName);
        assert.deepEqual(callsOf(run, "Update endpoint"), []);
        const approval = argumentOf(run, "Approve the model");
        assert.deepEqual([approval["ModelPackageArn"], approval["ModelApprovalStatus"]], [packageArn, "Approved"]);
    });

    it("exports what serves, the endpoint's name last", () => {
        const run = outcome("first model");
        const { transform, metrics, ...values } = Object.fromEntries(exported(run)) as Record<string, string>;
        assert.deepEqual(values, {
            baseline: "s3://artifacts/runs/xgboost/20260102-030405-0a1b2c3d/baseline",
            "batch-format": "text/csv",
            "model-package-arn": packageArn,
            "model-name": modelName,
            "endpoint-config-name": modelName,
            "endpoint-name": endpoint,
        });
        assert.equal(transform, run.output?.["transform"]);
        const { challenger, rows } = run.output?.["comparison"] as { challenger: number; rows: number };
        assert.deepEqual(JSON.parse(String(metrics)), {
            ...(run.output?.["metrics"] as object),
            "test:rows": rows,
            "test:rmse": challenger,
            "test:mae": 1140.05,
            "test:combined-rmse": 2200.5,
            ...{ "test:r2": 0.9, "test:r2-low": 0.85, "test:r2-high": 0.93 },
        });
        assert.equal(exported(run).at(-1)?.[0], "endpoint-name");
    });

    it("exports that there is no baseline, so that nobody takes that of the version before for its own", () => {
        const values = Object.fromEntries(exported(outcome("of a run that left no baseline"))) as Record<
            string,
            string
        >;
        assert.equal(values["baseline"], "none");
        assert.equal(values["endpoint-name"], endpoint);
    });

    it("takes the lease over from the run that sends the version, so that nobody comes between", () => {
        const { ExpressionAttributeValues, ConditionExpression } = argumentOf(outcome("first model"), "Take the lease");
        const values = ExpressionAttributeValues as Record<string, Record<string, string>>;
        assert.match(String(ConditionExpression), / OR execution = :from OR /);
        assert.deepEqual(values[":from"], { S: "arn:aws:states:us-east-1:111111111111:execution:runs:trained" });
        assert.match(String(values[":execution"]?.["S"]), /:execution:walk-\d+:20260102-030405-0a1b2c3d$/);
    });

    it("says where the champion errs so far on the new rows that their units may be others", () => {
        const reasonOf = (name: string) => String(outcome(name).output?.["reason"]);
        const far = reasonOf("champion far above the threshold");
        assert.match(far, /; the rmse 6000\.1 of the champion is more than 2 times the threshold: make sure .* units$/);
        assert.equal(outcome("champion far above the threshold").output?.["verdict"], "promoted");
        assert.doesNotMatch(reasonOf("better than its rival"), /units/);
    });

    it("remembers the data of what serves before it exports it", () => {
        const run = outcome("first model");
        const { ExpressionAttributeValues: values, ConditionExpression } = argumentOf(run, "Remember the data");
        assert.deepEqual(
            { ...(values as object), ":execution": undefined },
            {
                ":time": { S: "2026-01-02T03:04:05Z" },
                // As the registry keeps it.
                ":key": { S: "landing/training/used cars/spring_summer.csv" },
                ":keyHash": { S: keyHash },
                ":sequencer": { S: "0062E99A88DC407460" },
                ":version": { S: "3sL4kqtJlcpXroDTDmJ+rmSpXd3" },
                ":execution": undefined,
            },
        );
        assert.equal(ConditionExpression, "execution = :execution");
        const order = run.calls.map(({ state }) => state);
        assert.ok(order.indexOf("Remember the data") < order.indexOf("Put parameter"));
    });

    it("stores the verdict in the run's folder, as it tells it", () => {
        for (const name of ["first model", "better than its rival"]) {
            const run = outcome(name);
            const folder = String(run.output?.["transform"]).replace("s3://artifacts/", "").split("/transform/")[0];
            assert.deepEqual(argumentsOf(run, "Store the verdict"), [
                {
                    Bucket: "artifacts",
                    Key: `${folder}/verdict.json`,
                    ContentType: "application/json",
                    Body: run.output,
                },
            ]);
        }
        assert.deepEqual(callsOf(outcome("update that falls back"), "Store the verdict"), []);
    });

    it("tells its verdict all the same where that cannot be stored", () => {
        const [usual, run] = ["first model", "Store the verdict: fails"].map(outcome) as [Outcome, Outcome];
        assert.equal(run.status, "SUCCEEDED", String(run.cause));
        assert.equal(run.output?.["verdict"], "promoted");
        assert.deepEqual(Object.keys(run.output ?? {}), Object.keys(usual.output ?? {}));
    });

    it("ends with the name of the state and the error, whichever task fails", () => {
        for (const [state, run] of runs.failures) {
            // Nothing that goes wrong while a failure is dealt with hides it, and no file makes a failure of a verdict.
            if (["Reject the model", "Store the verdict", "Did it take effect?", "Does it scale?"].includes(state)) {
                continue;
            }
            if (tellsOfWait(state)) continue;
            const outer = state === "Put parameter" ? "Export to Parameter Store" : state;
            assert.equal(run.status, "FAILED", state);
            assert.equal(run.error, "Some.Error", state);
            assert.ok(String(run.cause).startsWith(`${outer}: `), `${state}: ${run.cause}`);
            assert.match(String(run.cause), /it broke$/, state);
            // MiniStack goes on with a Map's other items where AWS stops; they fail here as well.
            assert.ok(state === "Put parameter" || exported(run).length === 0, `${state}: it went on after a failure`);
        }
        assert.match(String(outcome("Reject the model: fails").cause), /^Update endpoint: it broke/);
    });

    it("gets over throttling in every task", () => {
        for (const [what, run] of runs.retried) {
            if (!what.startsWith("Reject the model")) assert.notEqual(run.status, "FAILED", `${what}: ${run.cause}`);
        }
    });

    it("updates an endpoint for a better model, watched by its alarms", () => {
        const run = outcome("better than its rival");
        assert.equal(run.output?.["verdict"], "promoted");
        assert.equal(run.output?.["championModelName"], old);
        assert.deepEqual(argumentsOf(run, "Update endpoint"), [
            {
                EndpointName: endpoint,
                EndpointConfigName: modelName,
                DeploymentConfig: {
                    BlueGreenUpdatePolicy: {
                        // The new fleet has one instance, of which no half can be a canary.
                        TrafficRoutingConfiguration: { Type: "ALL_AT_ONCE", WaitIntervalInSeconds: 30 },
                        TerminationWaitInSeconds: 30,
                        MaximumExecutionTimeoutInSeconds: 600,
                    },
                    AutoRollbackConfiguration: {
                        Alarms: ["5xx", "errors", "latency"].map((name) => ({
                            AlarmName: `${endpoint}.rollback-${name}`,
                        })),
                    },
                },
            },
        ]);
        assert.deepEqual(callsOf(run, "Create endpoint"), []);
    });

    it("watches the new fleet alone, so that a champion which errs does not block its own replacement", () => {
        const run = outcome("better than its rival");
        const puts = run.calls.filter(({ resource }) => /putMetricAlarm$/.test(resource));
        const limits = ["5xx", "errors", "latency"];
        assert.deepEqual(
            puts.map(({ arguments: { AlarmName } }) => AlarmName),
            limits.map((name) => `${endpoint}.rollback-${name}`),
        );
        for (const { arguments: put } of puts) {
            assert.deepEqual(put["Dimensions"], [
                { Name: "EndpointName", Value: endpoint },
                { Name: "VariantName", Value: "AllTraffic" },
                { Name: "EndpointConfigName", Value: modelName },
            ]);
            assert.deepEqual(
                [put["Period"], put["EvaluationPeriods"], put["TreatMissingData"], put["AlarmActions"]],
                [60, 1, "notBreaching", undefined],
            );
        }
        const { Statistic, ExtendedStatistic, Threshold, ComparisonOperator } = puts[2]?.arguments ?? {};
        assert.deepEqual(
            [Statistic, ExtendedStatistic, Threshold, ComparisonOperator],
            [undefined, "p99", 1_000_000, "GreaterThanThreshold"],
        );
        const states = run.calls.map(({ state }) => state);
        assert.equal(states[states.indexOf("Update endpoint") - 1], puts[2]?.state);
        assert.ok(!outcome("first model").calls.some(({ resource }) => /putMetricAlarm$/.test(resource)));
    });

    it("asks for no permission to stop scaling where none is registered", () => {
        assert.deepEqual(callsOf(outcome("better than its rival"), "Stop scaling"), []);
        // SageMaker refuses the update where scaling is in its way.
        const untold = outcome("Does it scale?: fails");
        assert.equal(untold.status, "SUCCEEDED", String(untold.cause));
        assert.equal(callsOf(outcome("scaling stopped by somebody else meanwhile"), "Update endpoint").length, 1);
    });

    it("makes sure of its lease right before it changes anything that serves", () => {
        const run = outcome("better than its rival");
        const states = run.calls.map(({ state }) => state);
        assert.equal(states[states.indexOf("Hold the lease") + 1], "Create endpoint configuration");
        const { Key, ConditionExpression, UpdateExpression, ...rest } = argumentOf(run, "Hold the lease");
        assert.deepEqual(Key, { id: { S: names.lease } });
        assert.equal(ConditionExpression, "execution = :execution");
        assert.equal(UpdateExpression, "SET expiresAt = :until");
        const values = rest["ExpressionAttributeValues"] as Record<string, Record<string, string>>;
        assert.deepEqual(Object.keys(values).sort(), [":execution", ":until"]);
        assert.ok(Number(values[":until"]?.["N"]) > Date.now() / 1000 + 86_400);
    });

    it("changes nothing, and rejects the version, where the lease is no longer its own", () => {
        assertFailed("lease lost before the deployment", "LeaseLost", /^Hold the lease: The lease on .* once more/);
        const run = outcome("lease lost before the deployment");
        assert.equal(argumentOf(run, "Reject the model")["ModelApprovalStatus"], "Rejected");
        assert.deepEqual(
            run.calls.filter(({ resource }) => /endpoint/i.test(resource)),
            [],
        );
        assert.deepEqual(callsOf(run, "Remember the data"), []);
    });

    it("waits for an endpoint that is busy, and updates it then", () => {
        const run = outcome("endpoint busy, then updated");
        assert.equal(run.output?.["verdict"], "promoted");
        assert.equal(callsOf(run, "Check endpoint").length, 3);
        assert.equal(callsOf(run, "Update endpoint").length, 1);
    });

    it("takes a request for made whose answer was lost, and waits for what it does", () => {
        for (const name of ["creation whose answer was lost", "update whose answer was lost"]) {
            const run = outcome(name);
            assert.equal(run.output?.["verdict"], "promoted", `${name}: ${run.cause}`);
            assert.deepEqual(callsOf(run, "Reject the model"), [], name);
        }
        assertFailed(
            "update that somebody else has begun",
            "SageMaker.SageMakerException",
            /^Update endpoint: it broke/,
        );
        assert.equal(
            argumentOf(outcome("update that somebody else has begun"), "Reject the model")["ModelApprovalStatus"],
            "Rejected",
        );
    });

    it("goes on waiting where SageMaker does not tell of the update, until it is sure to have ended", () => {
        const run = outcome("update that is not told of for a while");
        assert.equal(run.output?.["verdict"], "promoted", String(run.cause));
        assertFailed("update that is never told of", "EndpointTimeout", /not ready after \d+ seconds/);
    });

    it("waits no longer where it may not look at the update", () => {
        const name = "update that may not be looked at";
        assertFailed(name, "SageMaker.SageMakerException", /^Describe endpoint: .* is not authorized to perform/);
        assert.equal(callsOf(outcome(name), "Describe endpoint").length, 7);
        assert.equal(argumentOf(outcome(name), "Reject the model")["ModelApprovalStatus"], "Rejected");
    });

    it("replaces an endpoint that has failed", () => {
        const run = outcome("failed endpoint replaced");
        assert.equal(run.output?.["verdict"], "promoted");
        assert.deepEqual(
            run.calls.map(({ state }) => state).filter((state) => /Delete|Create endpoint$/.test(state)),
            ["Delete the failed endpoint", "Create endpoint"],
        );
    });

    it("fails, and rejects the version, where the endpoint does not come to serve the new model", () => {
        const unserved = {
            "update that falls back": ["EndpointNotServing", /InService .*Alarm x-5xx/],
            "changed by somebody else": ["EndpointNotServing", /somebody else may have changed it/],
            "endpoint that fails": ["EndpointNotServing", /is Failed: No pings/],
            "endpoint that is never ready": ["EndpointTimeout", /after 75 seconds/],
            "endpoint busy for too long": ["EndpointTimeout", /not ready/],
            "endpoint that takes no configuration": ["EndpointNotUpdatable", /OutOfService/],
            "endpoint of another kind": ["EndpointNotUpdatable", /has no variant AllTraffic .* Delete it/],
            "endpoint never has machines": ["SageMaker.ResourceLimitExceededException", /Create endpoint: it broke/],
        } as const;
        for (const [name, [error, cause]] of Object.entries(unserved)) {
            assertFailed(name, error, cause);
            const { ModelApprovalStatus, ApprovalDescription } = argumentOf(outcome(name), "Reject the model");
            assert.equal(ModelApprovalStatus, "Rejected", name);
            assert.match(String(ApprovalDescription), /^The deployment failed: .+$/, name);
        }
    });

    it("gives up waiting for an endpoint after SageMaker has given up", () => {
        const looks = (name: string, state: string) => callsOf(outcome(name), state).length;
        assert.ok(looks("endpoint that is never ready", "Describe endpoint") <= 60 / 15 + 1);
        assert.ok(looks("endpoint busy for too long", "Check endpoint") <= (600 + 60) / 15 + 1);
    });

    it("tries again where machines are short", () => {
        for (const name of ["endpoint short of machines", "update short of machines"]) {
            assert.equal(outcome(name).output?.["verdict"], "promoted", name);
        }
        assert.equal(argumentsOf(outcome("endpoint never has machines"), "Create endpoint").length, 10);
    });
});
