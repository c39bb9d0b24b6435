import assert from "node:assert/strict";
import { modelName, settling } from "./deploymentAnswers";
import { exported, runsOf } from "./deploymentRuns";
import { packageArn } from "./leaseRuns";
import { argumentsOf, callsOf, type Scenarios } from "./scenarios";
import type { Outcome } from "./walks";

describe("asl: the settlement of a deployment that ended badly", function () {
    this.timeout(120_000);

    let runs: Scenarios;
    before(async () => {
        runs = await runsOf("standard");
    });

    const outcome = (name: string) => runs.outcome(name);
    const argumentOf = (run: Outcome, state: string) => argumentsOf(run, state)[0] ?? {};
    const changes = ({ calls }: Outcome) =>
        calls.filter(({ resource }) => /(create|update|delete)Endpoint/.test(resource));

    it("takes the lease over from what it settles", () => {
        const values = argumentOf(outcome("settled: aborted, and rolled back"), "Take the lease")[
            "ExpressionAttributeValues"
        ] as Record<string, object>;
        assert.deepEqual(values[":from"], { S: settling.settles });
    });

    for (const [name, approval] of Object.entries({
        "aborted while the endpoint was updated": "Approve the model",
        "aborted while the first endpoint was created": "Approve the model",
        "approved, aborted while the endpoint was updated": "Note the deployment",
        "timed out, and came to serve as a rejected version": "Approve the model",
        "failed between switch and export": "Note the deployment",
    })) {
        it(`promotes what serves: ${name}`, () => {
            const run = outcome(`settled: ${name}`);
            assert.equal(run.output?.["verdict"], "promoted", String(run.cause));
            assert.deepEqual([run.output["modelName"], run.output["endpointConfigName"]], [modelName, modelName]);
            assert.equal(new Map(exported(run) as [string, unknown][]).get("model-name"), modelName);
            const states = run.calls.map(({ state }) => state);
            assert.equal(states[states.indexOf("Remember the data") - 1], approval);
            assert.equal(callsOf(run, "Store the verdict").length, 1);
            assert.deepEqual(changes(run), []);
        });
    }

    it("waits until the endpoint is at rest before it looks at what serves", () => {
        const run = outcome("settled: aborted while the endpoint was updated");
        assert.equal(callsOf(run, "Find the endpoint").length, 3);
        assert.equal(callsOf(run, "Look at what serves").length, 1);
    });

    for (const name of [
        ...["aborted, and rolled back", "approved, aborted before it began", "the first endpoint failed"],
        ...["aborted before there was an endpoint", "an endpoint that somebody else has made"],
    ]) {
        it(`rejects what does not serve, so that it never scores a batch: ${name}`, () => {
            const run = outcome(`settled: ${name}`);
            assert.equal(run.output?.["verdict"], "settled", String(run.cause));
            const request = argumentOf(run, "Reject what does not serve");
            assert.deepEqual([request["ModelPackageArn"], request["ModelApprovalStatus"]], [packageArn, "Rejected"]);
            assert.match(
                String(request["ApprovalDescription"]),
                /^The deployment failed: arn:aws:states:.*-deployment:20260102-030405-0a1b2c3d ended before the version served\.$/,
            );
            assert.deepEqual([exported(run), changes(run)], [[], []]);
        });
    }

    it("changes nothing of a version that its deployment has rejected, nor of one that has served before", () => {
        for (const name of ["rejected by its deployment", "had served before", "served already, as the champion"]) {
            const run = outcome(`settled: ${name}`);
            assert.equal(run.output?.["verdict"], "settled", String(run.cause));
            assert.deepEqual(
                run.calls.filter(({ resource }) => /updateModelPackage/.test(resource)),
                [],
                name,
            );
        }
    });

    it("tells no promotion once more of a version that is the champion already", () => {
        const run = outcome("settled: served already, as the champion");
        assert.equal(run.output?.["verdict"], "settled", String(run.cause));
        assert.deepEqual([exported(run), callsOf(run, "Store the verdict")], [[], []]);
    });

    it("fails, and rejects nothing, where it cannot tell what serves, or cannot do what is left", () => {
        for (const [name, cause] of Object.entries({
            "the endpoint does not come to rest":
                /^Find the endpoint: The endpoint .* is still Updating after \d+ seconds\.$/,
            "the version cannot be read": /^Read the version: it broke$/,
            "the export fails again": /^Export to Parameter Store: it broke$/,
        })) {
            const run = outcome(`unsettled: ${name}`);
            assert.equal(run.status, "FAILED", name);
            assert.match(String(run.cause), cause);
            assert.deepEqual([...callsOf(run, "Reject the model"), ...callsOf(run, "Reject what does not serve")], []);
        }
    });

    it("registers scaling anew, which the deployment may have stopped, wherever an endpoint serves", async () => {
        const scaled = await runsOf("scaled");
        const scaling = (name: string) =>
            scaled
                .outcome(name)
                .calls.map(({ state }) => state)
                .filter((state) => /scaling/.test(state));
        for (const name of ["aborted, and rolled back", "had served before", "failed between switch and export"]) {
            assert.deepEqual(scaling(`settled: ${name}`), ["Register scaling", "Put scaling policy"], name);
        }
        for (const name of ["aborted before there was an endpoint", "an endpoint that somebody else has made"]) {
            assert.deepEqual(scaling(`settled: ${name}`), [], name);
        }
        const failed = scaled.outcome("unsettled: scaling fails again");
        assert.deepEqual([failed.status, failed.cause], ["FAILED", "Register scaling: it broke"]);
        assert.equal(exported(failed).at(-1)?.[0], "endpoint-name");
    });
});
