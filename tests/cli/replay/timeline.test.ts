import assert from "node:assert/strict";
import { type AnsweredRow, type SeenDay, type SeenMonitoring, told, totalsOf } from "../../../cli/replay/timeline";

const monitoring = (features: readonly string[], metrics: readonly string[] = []): SeenMonitoring => ({
    verdict: features.length + metrics.length > 0 ? "drifted" : "calm",
    ...{ features, metrics, violations: [], executionArn: "arn", location: "s3://a/b", failure: null },
});

/** Fifty rows of a day, each off by so much; versions erred by 100 on their test rows. */
const rowsOf = (date: string, error: number): AnsweredRow[] =>
    Array.from({ length: 50 }, (_, row) => ({
        identifier: `${date}#${row}`,
        date,
        result: 1000 + (row % 2 ? error : -error),
        reference: 100,
    }));

const labelled = (rows: readonly AnsweredRow[], on: string) => ({
    labels: rows.map(({ identifier }) => [identifier, 1000] as const),
    on: rows.map(({ identifier }) => [identifier, on] as const),
});

/** The first week's label comes in the second, that of the second in the third; the third's never does. */
function history(first: SeenMonitoring, second: SeenMonitoring, third: SeenMonitoring, error: number) {
    const days: SeenDay[] = [
        { date: "2005-03-07", traffic: { rows: 50, models: {} }, monitoring: first },
        { date: "2005-03-14", traffic: { rows: 50, models: {} }, monitoring: second },
        { date: "2005-03-21", traffic: { rows: 50, models: {} }, monitoring: third },
    ];
    const rows = [rowsOf("2005-03-07", 90), rowsOf("2005-03-14", error), rowsOf("2005-03-21", 90)];
    const known = [labelled(rows[0]!, "2005-03-14"), labelled(rows[1]!, "2005-03-21")];
    return told(
        days,
        rows.flat(),
        new Map(known.flatMap(({ labels }) => labels)),
        new Map(known.flatMap(({ on }) => on)),
        0.1,
    );
}

describe("the timeline of a replay", () => {
    const calm = monitoring([]);

    it("calls an alarm false where the error of its own rows held, and open where no label came", () => {
        const days = history(monitoring(["mileage"]), calm, monitoring(["make"]), 90);
        assert.deepEqual(
            days.map(({ alarms }) => alarms.map(({ of, what, worth }) => [of, what.join(), worth])),
            [[["data", "mileage", "false"]], [], [["data", "make", "open"]]],
        );
        const { alarms, falseAlarms, openAlarms, trueAlarms, missed } = totalsOf(days);
        assert.deepEqual([alarms, trueAlarms, falseAlarms, openAlarms, missed], [2, 0, 1, 1, 0]);
    });

    it("calls it true where the error grew, whenever its labels came", () => {
        const [, second] = history(calm, monitoring(["mileage"]), calm, 200);
        assert.deepEqual(second?.alarms, [{ of: "data", what: ["mileage"], worth: "true", ratio: 2 }]);
        assert.equal(second?.error?.error, "grew");
        assert.equal(second?.silence, undefined);
    });

    it("judges an alarm of errors by the rows whose labels came that day", () => {
        const days = history(calm, calm, monitoring([], ["rmse"]), 200);
        assert.deepEqual(days[2]?.alarms, [{ of: "model", what: ["rmse"], worth: "true", ratio: 2 }]);
        assert.deepEqual(
            days.map(({ silence }) => silence),
            [undefined, "late", undefined],
        );
        // The labels of the second day are of the first one, whose error held.
        const early = history(calm, monitoring([], ["rmse"]), calm, 90);
        assert.equal(early[1]?.alarms[0]?.worth, "false");
    });

    it("finds a drift that nobody told", () => {
        const days = history(calm, calm, calm, 200);
        assert.equal(days[1]?.silence, "missed");
        const { missed, late, judged, labelled, rmse } = totalsOf(days);
        assert.deepEqual([missed, late, judged, labelled], [1, 0, 3, 100]);
        assert.equal(rmse, Math.sqrt((90 ** 2 + 200 ** 2) / 2));
    });

    it("is of nothing where nothing happened", () => {
        assert.deepEqual(told([{ date: "2005-03-07" }], [], new Map(), new Map(), 0.1), [
            { date: "2005-03-07", alarms: [] },
        ]);
        assert.equal(totalsOf([]).rmse, null);
    });
});
