import assert from "node:assert/strict";
import { predictedAgainstActual } from "../../../cli/trial/picture";

describe("cli: the picture of predicted against actual values", () => {
    const pointsOf = (labels: number[], predictions: number[]) =>
        [
            ...predictedAgainstActual(
                { labels: Float64Array.from(labels), predictions: Float64Array.from(predictions) },
                "a < b & c",
                "",
            ).matchAll(/<circle cx="([^"]+)" cy="([^"]+)"/g),
        ].map(([, x, y]) => [Number(x), Number(y)] as const);

    it("has exact answers on the line, and greater ones further right and up", () => {
        const points = pointsOf([1, 5, 9], [1, 5, 9]);
        for (const [x, y] of points) assert.ok(Math.abs(x + y - 640) < 0.2, `${x}, ${y}`);
        assert.ok(points[0]![0] < points[1]![0] && points[1]![0] < points[2]![0]);
    });

    it("stays in its frame, also where all values are one", () => {
        for (const points of [pointsOf([-3, 2e9], [7, -1e9]), pointsOf([4, 4], [4, 4]), pointsOf([0], [0])]) {
            assert.ok(points.length > 0);
            for (const value of points.flat()) assert.ok(value >= 80 && value <= 560, String(value));
        }
    });

    it("has no more points than a browser likes", () => {
        const many = Array.from({ length: 100_000 }, (_, row) => row);
        assert.ok(pointsOf(many, many).length <= 3000);
    });

    it("escapes its title", () => {
        const none = new Float64Array([1]);
        assert.match(
            predictedAgainstActual({ labels: none, predictions: none }, "a < b & c", ""),
            />a &lt; b &amp; c</,
        );
    });
});
