import assert from "node:assert/strict";
import { claimId, claimStart, leaseId } from "../../contracts/ledger";

const bucket = { name: "landing" };

describe("the id of a claim", () => {
    it("names the state machine and the version of the object", () => {
        const object = { key: "training/two words.csv", "version-id": "v1", sequencer: "0A" };
        assert.equal(
            claimId("cars-training", { bucket, object }),
            "claim#cars-training#landing/training/two words.csv#v1",
        );
    });

    it("tells changes of an object by their sequencer where the bucket keeps no versions", () => {
        const object = { key: "training/cars.csv", sequencer: "0A" };
        assert.equal(claimId("cars-training", { bucket, object }), "claim#cars-training#landing/training/cars.csv#0A");
    });
});

describe("keys of the ledger", () => {
    it("tell claims by their state machine, and leases by their endpoint", () => {
        assert.ok(
            claimId("cars-training", { bucket, object: { key: "a.csv" } }).startsWith(claimStart("cars-training")),
        );
        assert.equal(leaseId("cars-dev"), "lease#cars-dev");
    });
});
