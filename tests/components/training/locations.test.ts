import assert from "node:assert/strict";
import { trainingLocations, validateLocations } from "../../../components/training/locations";

describe("locations of a training pipeline", () => {
    it("have defaults", () => {
        assert.deepEqual(trainingLocations({ name: "used-cars" }, "xgboost"), {
            landingPrefix: "training/",
            runsPrefix: "runs/xgboost/",
            capturePrefix: "used-cars/",
        });
    });

    it("come from the model", () => {
        const locations = { landing: "in/cars/", runs: "out/", captures: "seen/cars/" };
        assert.deepEqual(validateLocations(locations), []);
        assert.deepEqual(trainingLocations({ name: "used-cars", locations }, "xgboost"), {
            landingPrefix: "in/cars/",
            runsPrefix: "out/xgboost/",
            capturePrefix: "seen/cars/",
        });
    });

    it("are refused, by their paths, where S3, IAM or EventBridge would read them otherwise", () => {
        for (const prefix of ["", "/", "training", "/training/", "a//b/", "a*/", "a b/", `${"a".repeat(200)}/`]) {
            assert.match(validateLocations({ landing: prefix })[0] ?? "", /^locations\.landing: ".*" must be folders/);
        }
        assert.match(validateLocations({ runs: "code/x/" })[0] ?? "", /^locations\.runs: code\/ is the place of/);
    });
});
