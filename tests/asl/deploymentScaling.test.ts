import assert from "node:assert/strict";
import { names } from "../components/deployment/definitionArgs";
import { exported, runsOf } from "./deploymentRuns";
import { argumentsOf, callsOf } from "./scenarios";

const { endpoint } = names;

describe("asl: the deployment to an endpoint that scales", function () {
    this.timeout(240_000);

    for (const shape of ["scaled", "approved and scaled"] as const) {
        it(`is walked whole where it is ${shape}`, async () => {
            const runs = await runsOf(shape);
            assert.deepEqual(runs.untaken, [], "No walk takes these: add a scenario.");
            assert.deepEqual(runs.problems, []);
        });
    }

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

    it("starts scaling again where the version is rejected while its update waits for machines", async () => {
        const run = (await runsOf("scaled")).outcome("update of another type, rejected while it waits for machines");
        assert.equal(run.error, "VersionRejected");
        assert.deepEqual(
            run.calls.map(({ state }) => state).filter((state) => /scaling|Update endpoint|Reject/.test(state)),
            ["Stop scaling", "Update endpoint", "Register scaling again", "Put scaling policy again"],
        );
    });

    it("registers scaling once the model is promoted and told, so that no failure of it leaves old names", async () => {
        const runs = await runsOf("scaled");
        const states = runs.outcome("better than its rival").calls.map(({ state }) => state);
        const behind = [...new Set(states.slice(states.lastIndexOf("Describe endpoint") + 1))];
        assert.deepEqual(behind, [
            ...["Ask for the approval again", "Approve the model", "Remember the data", "Put parameter"],
            ...["Store the verdict", "Register scaling", "Put scaling policy"],
        ]);
        const failed = runs.outcome("scaling not registered");
        assert.equal(failed.cause, "Register scaling: it broke");
        assert.equal(exported(failed).at(-1)?.[0], "endpoint-name");
        const [stored] = argumentsOf(failed, "Store the verdict");
        assert.equal((stored?.["Body"] as { verdict: string }).verdict, "promoted");
        assert.deepEqual(callsOf(failed, "Reject the model"), []);
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
