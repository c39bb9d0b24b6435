import assert from "node:assert/strict";
import fc from "fast-check";
import { type Column, dateParts } from "../../../contracts/dataset";
import type { Feature, Transform } from "../../../contracts/transform";
import { type DataRecord, encode, sameVector } from "../../../functions/shared/transform";
import { spec } from "../realtime/example";
import { askReference } from "./reference";

const word = fc.string({ unit: fc.constantFrom("a", "b", "é", "😀", " ", '"'), maxLength: 2 });
const seconds = fc.oneof(
    fc.integer({ min: -62135596800, max: 253402300799 }),
    fc.double({ min: -62135596800, max: 253402300799, noNaN: true }).filter((value) => !Object.is(value, -0)),
    fc.integer({ min: -40_000, max: 80_000 }).map((day) => day * 86400),
);

/** Each new kind of column, and what its values are. */
const kinds: Readonly<Record<string, readonly [Partial<Column>, fc.Arbitrary<string | number>]>> = {
    "a boolean": [{ type: "boolean" }, fc.constantFrom(0, 1)],
    "an order": [{ type: "string", ordered: ["low", "mid", "high"] }, fc.constantFrom("low", "mid", "high")],
    "a date": [{ type: "date" }, seconds],
    "a date's every part": [{ type: "date", encoding: dateParts, reference: "2016-12-31" }, seconds],
    "a target's mean": [{ type: "string", encoding: "target" }, word],
    "a frequency": [{ type: "string", encoding: "frequency" }, word],
    "a hash": [{ type: "string", encoding: "hash" }, fc.oneof(word, fc.string({ unit: "grapheme" }))],
    "a number in a format": [
        { type: "number", format: { decimal: "," } },
        fc.double({ noNaN: true, min: -1e30, max: 1e30 }),
    ],
};

function casesOf([column, value]: readonly [Partial<Column>, fc.Arbitrary<string | number>], seed: number) {
    const x = (indicator: boolean) => ({ name: "x", type: "string", required: false, indicator, ...column }) as Column;
    const record = fc.record({
        id: fc.constant(1),
        price: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        x: fc.option(value),
    });
    return fc.sample(
        fc.record({
            spec: fc.boolean().map((indicator) => ({
                ...{ name: "cars", ...spec, columns: [...spec.columns.slice(0, 2), x(indicator)] },
                maxQuarantinedShare: 0,
            })),
            train: fc.array(record, { minLength: 3, maxLength: 30 }),
            records: fc.array(record, { minLength: 1, maxLength: 5 }),
        }),
        { seed, numRuns: 120 },
    );
}

describe("the handler and pre-processing encode", () => {
    Object.entries(kinds).forEach(([what, kind], index) => {
        it(`${what} into the same vector, to the last bit, missing or not`, () => {
            const cases = casesOf(kind, 20050400 + index).filter(
                // Where no training row has a value, a text has no place at all.
                ({ train }) => train.some(({ x }) => x !== null),
            );
            assert.ok(cases.length > 100);
            const reference = askReference({ cases });
            reference.cases.forEach(({ transform, vectors }, place) => {
                const records = (cases[place]?.records ?? []) as readonly DataRecord[];
                assert.deepEqual(
                    records.map((one) => encode(transform, one)),
                    vectors,
                );
                assert.ok(vectors.flat().every(Number.isFinite));
                assert.ok(vectors.every((vector) => vector.length === transform.vector.length));
            });
        });
    });
});

describe("what one version encoded", () => {
    const one: Feature = {
        column: "x",
        kind: "lookup",
        of: "target",
        table: { a: 1 },
        other: 0,
        impute: "",
        mean: 0,
        scale: 1,
    };
    const transform = (feature: Feature): Transform => ({
        version: 1,
        model: "cars",
        ...spec,
        features: [feature],
        vector: ["x"],
    });
    const same = (feature: Partial<Feature>) =>
        sameVector(transform(one), transform({ ...one, ...feature } as Feature));

    it("is read by another that imputes otherwise, and by no other that has another unit", () => {
        assert.ok(same({ impute: "b" }));
        assert.ok(!same({ mean: 1 }));
        assert.ok(!same({ table: { a: 2 } }));
        assert.ok(!same({ indicator: true }));
    });
});
