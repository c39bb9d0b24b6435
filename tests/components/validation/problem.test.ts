import assert from "node:assert/strict";
import fc from "fast-check";
import { isWithin, type Path, problemIf, renderProblem, within } from "../../../components/validation/problem";

const render = (...path: Path) => renderProblem({ path, message: "is wrong." });

const key = fc.oneof(fc.string(), fc.nat());
const path = fc.array(key, { maxLength: 6 });
const problem = fc.record({ path, message: fc.string() }, { noNullPrototype: true });

describe("a problem", () => {
    it("is a sentence that begins with its path", () => {
        assert.equal(render("name"), "name: is wrong.");
        assert.equal(render("algorithms", "xgboost", "gate", "metric"), "algorithms.xgboost.gate.metric: is wrong.");
    });

    it("names an index of a list in brackets", () => {
        assert.equal(render("ranges", "eta", "values", 0), "ranges.eta.values[0]: is wrong.");
        assert.equal(render("zones", 1, "name"), "zones[1].name: is wrong.");
    });

    it("has the namespace of config before its key", () => {
        assert.equal(render("drivetrain:", "locations", "landing"), "drivetrain:locations.landing: is wrong.");
        assert.equal(render("aws:", "allowedAccountIds", 0), "aws:allowedAccountIds[0]: is wrong.");
        // Only what comes first is one: names further on are people's own.
        assert.equal(render("hyperparameters", "a:", "b"), "hyperparameters.a:.b: is wrong.");
    });

    it("is its message alone where it is about the whole", () => {
        assert.equal(render(), "is wrong.");
    });

    it("is there where something is wrong", () => {
        assert.deepEqual(problemIf(true, ["name"], "is wrong."), [{ path: ["name"], message: "is wrong." }]);
        assert.deepEqual(problemIf(false, ["name"], "is wrong."), []);
    });

    it("of a part is told by where that is, from one whole to the next", () => {
        assert.deepEqual(within(["algorithms", "xgboost"], [{ path: ["image"], message: "is wrong." }]), [
            { path: ["algorithms", "xgboost", "image"], message: "is wrong." },
        ]);
        fc.assert(
            fc.property(path, path, problem, (outer, inner, one) => {
                assert.deepEqual(within(outer, within(inner, [one])), within([...outer, ...inner], [one]));
                assert.deepEqual(within([], [one]), [one]);
            }),
            { seed: 1 },
        );
    });
});

describe("a path", () => {
    it("is within each value on its way, and in no other", () => {
        fc.assert(
            fc.property(path, path, key, (value, rest, other) => {
                assert.ok(isWithin([...value, ...rest], value));
                assert.ok(!isWithin(value, [...value, other]));
                if (rest.length > 0 && rest[0] !== other) {
                    assert.ok(!isWithin([...value, ...rest], [...value, other]));
                }
            }),
            { seed: 1 },
        );
    });

    it("is not within what only begins with the same letters", () => {
        assert.ok(!isWithin(["algorithms", "xgboost-deep"], ["algorithms", "xgboost"]));
        assert.ok(!isWithin(["algorithms", "a.b"], ["algorithms", "a"]));
    });
});
