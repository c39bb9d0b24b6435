import assert from "node:assert/strict";
import { versionClaimId } from "../../../contracts/ledger";
import { end, type Ledger } from "../../../functions/shared/endRun";

const names = { stateMachine: "cars-training", lease: "lease#cars-dev" };
const executionArn = "arn:aws:states:us-east-1:111111111111:execution:cars-training:9a1b";
const input = JSON.stringify({
    detail: { bucket: { name: "landing" }, object: { key: "training/cars.csv", "version-id": "v1" } },
});
const claim = "claim#cars-training#landing/training/cars.csv#v1";

describe("the end of a run", () => {
    let calls: string[][];
    const ledger: Ledger = {
        async releaseLease(...call) {
            calls.push(["release", ...call]);
        },
        async deleteClaim(...call) {
            calls.push(["delete", ...call]);
        },
    };
    const ended = (status: string, given: string | null = input, of = names) =>
        end(ledger, { region: "us-east-1", detail: { executionArn, name: "9a1b", status, input: given } }, of);

    beforeEach(() => (calls = []));

    it("gives the lease back, and keeps the claim of a run that succeeded", async () => {
        assert.deepEqual(await ended("SUCCEEDED"), { execution: executionArn, claim: null });
        assert.deepEqual(calls, [["release", names.lease, executionArn]]);
    });

    for (const status of ["FAILED", "TIMED_OUT", "ABORTED"]) {
        it(`gives back the claim too where the run is ${status}, before another run may start`, async () => {
            assert.deepEqual(await ended(status), { execution: executionArn, claim });
            assert.deepEqual(calls, [
                ["delete", claim, executionArn],
                ["release", names.lease, executionArn],
            ]);
        });
    }

    it("gives back the claim on a version that a run was of, however it was started", async () => {
        const versionArn = "arn:aws:sagemaker:...:model-package/cars/1";
        for (const started of [{ versionArn }, { detail: { ModelPackageArn: versionArn } }]) {
            calls = [];
            const { claim: given } = await ended("FAILED", JSON.stringify(started));
            assert.equal(given, versionClaimId("cars-training", versionArn));
            assert.deepEqual(calls[0], ["delete", given, executionArn]);
        }
    });

    it("has no claim to give back where nothing tells what started the run, or the event leaves out the input", async () => {
        for (const text of [null, "", "no JSON", "{}"]) {
            calls = [];
            assert.deepEqual(await ended("FAILED", text), { execution: executionArn, claim: null });
            assert.deepEqual(calls, [["release", names.lease, executionArn]]);
        }
    });

    it("has no lease to give back where runs change no endpoint", async () => {
        await ended("FAILED", input, { ...names, lease: "" });
        assert.deepEqual(calls, [["delete", claim, executionArn]]);
    });
});
