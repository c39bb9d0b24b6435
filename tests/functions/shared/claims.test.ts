import assert from "node:assert/strict";
import { claimId } from "../../../functions/shared/claims";

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
