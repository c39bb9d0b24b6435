import assert from "node:assert/strict";
import fc from "fast-check";
import {
    algorithmOfGroup,
    endpointName,
    modelPackageGroupName,
    namePattern,
    parameterPrefix,
    platformPrefix,
    platformStack,
    scalableTarget,
    stackPrefix,
    stageOfPlatform,
    trainingMachineName,
    tuningPrefix,
} from "../../contracts/names";

const name = fc.stringMatching(namePattern).filter((text) => text.length <= 30);
const trained = { stage: "dev", model: "used-cars", algorithm: "linear-learner" };

describe("contracts: names", () => {
    it("are those that people and policies know", () => {
        assert.equal(stackPrefix("dev", "used-cars"), "drivetrain-dev-used-cars");
        assert.equal(platformPrefix("dev"), "drivetrain-platform-dev");
        assert.equal(endpointName(trained), "used-cars-linear-learner-dev");
        assert.equal(parameterPrefix(trained), "/drivetrain/dev/used-cars/linear-learner");
        assert.equal(
            trainingMachineName("drivetrain-dev-used-cars", "xgboost"),
            "drivetrain-dev-used-cars-xgboost-training",
        );
        assert.equal(scalableTarget("cars-dev").ResourceId, "endpoint/cars-dev/variant/AllTraffic");
        assert.match(tuningPrefix("used-cars-xgboost-dev"), /^tune-[0-9a-f]{6}$/);
    });

    it("of a group tell its algorithm to those who know model and stage", () => {
        fc.assert(
            fc.property(name, name, name, (stage, model, algorithm) => {
                const group = modelPackageGroupName({ stage, model, algorithm });
                assert.equal(algorithmOfGroup(group, { stage, model }), algorithm);
            }),
        );
    });

    it("of a group of another model, or at another stage, tell none", () => {
        for (const group of ["homes-xgboost-dev", "used-cars-xgboost-prod", "used-cars-dev", "used-cars--dev", ""]) {
            assert.equal(algorithmOfGroup(group, trained), undefined, group);
        }
    });

    it("of a platform's stack tell its stage", () => {
        fc.assert(fc.property(name, (stage) => assert.equal(stageOfPlatform(platformStack(stage)), stage)));
        assert.equal(stageOfPlatform("dev-homes"), undefined);
    });

    it("have lower case letters, digits and single hyphens, a letter first", () => {
        for (const good of ["a", "used-cars", "x2-b3"]) assert.match(good, namePattern);
        for (const bad of ["", "2x", "Cars", "a--b", "a-", "-a", "a_b", "a.b", "a\n"]) {
            assert.doesNotMatch(bad, namePattern);
        }
    });
});
