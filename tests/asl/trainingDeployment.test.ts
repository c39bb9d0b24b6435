import assert from "node:assert/strict";
import { names } from "../components/training/definitionArgs";
import { argumentsOf, callsOf, type Scenarios } from "./scenarios";
import { exported, old, standardRuns } from "./trainingRuns";
import type { Outcome } from "./walks";

const { endpoint } = names;

describe("asl: the deployment of a training run", () => {
    let runs: Scenarios;
    before(async () => {
        runs = await standardRuns();
    });

    const outcome = (name: string) => runs.outcome(name);
    const argumentOf = (run: Outcome, state: string) => argumentsOf(run, state)[0] ?? {};
    const runName = (run: Outcome) => String(argumentOf(run, "Save the model")["ModelName"]);

    function assertFailed(name: string, error: string, cause: RegExp): void {
        const run = outcome(name);
        assert.equal(run.status, "FAILED", name);
        assert.equal(run.error, error, name);
        assert.match(String(run.cause), cause, name);
        assert.deepEqual(exported(run), [], `${name}: a failed run moved the champion`);
    }

    it("updates an endpoint for a better model, watched by its alarms", () => {
        const run = outcome("better than its rival");
        assert.equal(run.output?.["verdict"], "promoted");
        assert.equal(run.output?.["championModelName"], old);
        assert.deepEqual(argumentsOf(run, "Update endpoint"), [
            {
                EndpointName: endpoint,
                EndpointConfigName: runName(run),
                DeploymentConfig: {
                    BlueGreenUpdatePolicy: {
                        // The new fleet has one instance, of which no half can be a canary.
                        TrafficRoutingConfiguration: { Type: "ALL_AT_ONCE", WaitIntervalInSeconds: 30 },
                        TerminationWaitInSeconds: 30,
                        MaximumExecutionTimeoutInSeconds: 600,
                    },
                    AutoRollbackConfiguration: {
                        Alarms: ["5xx", "errors", "latency"].map((name) => ({ AlarmName: `${endpoint}-${name}` })),
                    },
                },
            },
        ]);
        assert.deepEqual(callsOf(run, "Create endpoint"), []);
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

    it("tries again where machines are short, and calls jobs by new names", () => {
        for (const name of ["endpoint short of machines", "update short of machines"]) {
            assert.equal(outcome(name).output?.["verdict"], "promoted", name);
        }
        for (const [state, field] of [
            ["Pre-process", "ProcessingJobName"],
            ["Train the model", "TrainingJobName"],
            ["Predict the test rows", "TransformJobName"],
        ] as const) {
            const run = outcome(`${state}: short of machines`);
            assert.equal(run.output?.["verdict"], "promoted", state);
            const tries = argumentsOf(run, state).map((request) => String(request[field]).slice(-3));
            assert.deepEqual(tries, ["-00", "-10", "-20"], state);
        }
        assert.equal(argumentsOf(outcome("endpoint never has machines"), "Create endpoint").length, 10);
    });
});
