import assert from "node:assert/strict";
import { candidateParameter, championParameter } from "../../contracts/parameters";

describe("contracts: parameters", () => {
    it("of what serves and of what may come to serve are apart", () => {
        assert.equal(
            championParameter("/drivetrain/dev/cars/x", "transform"),
            "/drivetrain/dev/cars/x/champion/transform",
        );
        assert.equal(
            candidateParameter("/drivetrain/dev/cars/x", "model-name"),
            "/drivetrain/dev/cars/x/candidate/model-name",
        );
    });
});
