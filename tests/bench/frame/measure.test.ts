import assert from "node:assert/strict";
import { judge } from "../../../bench/frame/goals";
import { measureInTurn, median } from "../../../bench/frame/measure";

describe("measuring", () => {
    it("runs the contenders in turn", async () => {
        const order: string[] = [];
        const told: string[] = [];
        const contender = (name: string) => ({ name, run: async () => void order.push(name) });
        const measured = await measureInTurn([contender("a"), contender("b")], 2, (line) => told.push(line));
        assert.deepEqual(order, ["a", "b", "a", "b"]);
        assert.deepEqual(told, ["round 1 of 2: a", "round 1 of 2: b", "round 2 of 2: a", "round 2 of 2: b"]);
        assert.deepEqual(
            measured.map(({ name, seconds }) => [name, seconds.length]),
            [
                ["a", 2],
                ["b", 2],
            ],
        );
    });

    it("takes the middle of the runs", () => {
        assert.equal(median([3, 100, 1]), 3);
        assert.equal(median([4, 1, 2, 100]), 3);
        assert.throws(() => median([]), /no median of nothing/);
    });

    it("judges a ratio of medians", () => {
        const measurements = [
            { name: "empty", seconds: [2, 2, 90] },
            { name: "ours", seconds: [5, 4, 6] },
        ];
        const goal = { what: "ours / empty", of: "ours", to: "empty" };
        assert.deepEqual(
            judge([{ ...goal, atMost: 2.5 }], measurements).map(({ reached, met }) => [reached, met]),
            [[2.5, true]],
        );
        assert.deepEqual(
            judge([{ ...goal, atMost: 2.4 }], measurements).map(({ met }) => met),
            [false],
        );
        const several = [{ what: "ours / the best", of: "ours", to: ["ours", "empty"], atMost: 2.5 }];
        assert.deepEqual(
            judge(several, measurements).map(({ reached }) => reached),
            [2.5],
        );
        assert.throws(() => judge([{ ...goal, of: "theirs", atMost: 1 }], measurements), /"theirs", which was not/);
    });
});
