import assert from "node:assert/strict";
import fc from "fast-check";
import { type Column, featureColumns } from "../../../contracts/dataset";
import { csvField, readCsv } from "../../../functions/shared/csv";
import { type DataRecord, encode } from "../../../functions/shared/transform";
import { readText } from "../../../functions/shared/values";
import { spec, transform } from "../realtime/example";
import { askReference, type Reference } from "./reference";

const number = fc.double({ min: -3.4e38, max: 3.4e38, noNaN: true }).filter((value) => !Object.is(value, -0));
const word = fc.string({ unit: fc.constantFrom("a", "b", "é", "ñ", "😀", " ", '"'), maxLength: 2 });
const record = fc.record({
    id: fc.constant(1),
    price: number,
    mileage: number,
    make: fc.constantFrom("Saab", "Buick"),
    doors: fc.option(fc.integer({ min: -9, max: 9 })),
    colour: fc.option(word),
});
/** Rows as people send them, in which a number may be spelt in several ways, minus zero included. */
const row = fc
    .tuple(number, fc.constantFrom("0", "-0", "+15", "7.0"), fc.constantFrom("Saab", "Buick"), fc.option(word))
    .map(([mileage, doors, make, colour]) => [String(mileage), make, doors, colour ?? ""]);
const table = fc
    .array(row, { minLength: 1, maxLength: 5 })
    .map((rows) => rows.map((fields, at) => [String(at), ...fields].map(csvField).join(",")))
    .map((lines) => ["id,mileage,make,doors,colour", ...lines].join("\n"));
const cases = fc.sample(
    fc.record({
        spec: fc.constant({
            name: "cars",
            ...spec,
            columns: spec.columns.map(({ name, type, required, values }): Column => ({ name, type, required, values })),
            maxQuarantinedShare: 0,
        }),
        train: fc.array(record, { minLength: 1, maxLength: 8 }),
        records: fc.array(record, { minLength: 1, maxLength: 5 }),
        csv: table,
    }),
    { seed: 20050101, numRuns: 200 },
);

const tables = fc
    .sample(fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "\r\n", " ", "\t", "a", "é"), maxLength: 30 }), {
        seed: 20050102,
        numRuns: 2000,
    })
    // A torn record is refused by the API, while pre-processing saves the lines that follow it.
    .filter((text) => {
        const { records, problem } = readCsv(text);
        return problem === undefined && !records.flat().some((field) => /[\r\n]/.test(field));
    });

const texts = ["", "1", "-1", "+1", "01", "1.", ".5", "1e3", "1E-3", "4.0", "4.5", "1e39", "1e999", "0x10", "1_000"];
texts.push("Infinity", "nan", "１", "1,5", "--1", "e3", ".", "true", "Saab", "saab", "0.1", "123456789012345678901");
const fieldColumns: Column[] = [
    { name: "x", type: "number", min: 0, max: 2000 },
    { name: "x", type: "number", required: false },
    { name: "x", type: "integer" },
    { name: "x", type: "string" },
    { name: "x", type: "string", values: ["Saab", "Buick"] },
];
const fields = fieldColumns.flatMap((column) => texts.map((text) => ({ column, text })));

describe("the handler and pre-processing", () => {
    let reference: Reference;

    before(() => {
        reference = askReference({ cases, tables, fields });
    });

    it("encode the same records into the same vectors, to the last bit", () => {
        assert.equal(reference.cases.length, 200);
        reference.cases.forEach(({ transform: fitted, vectors }, index) => {
            const records: readonly DataRecord[] = cases[index]?.records ?? [];
            assert.deepEqual(
                records.map((one) => encode(fitted, one)),
                vectors,
            );
        });
    });

    it("encode a file to be scored into the vectors of the same request, to the last bit", () => {
        reference.cases.forEach(({ transform: fitted, scored }, index) => {
            const { spec, csv } = cases[index]!;
            const [header = [], ...rows] = readCsv(csv).records;
            const vectors = rows.map((fields) => {
                const values = featureColumns(spec).map((column): [string, string | number | null] => {
                    const reading = readText(column, fields[header.indexOf(column.name)] ?? "");
                    assert.ok("value" in reading);
                    return [column.name, reading.value];
                });
                return encode(fitted, Object.fromEntries(values));
            });
            assert.deepEqual(scored, { csv: vectors, jsonlines: vectors });
        });
    });

    it("read the same tables", () => {
        assert.ok(tables.length > 500);
        tables.forEach((text, index) =>
            assert.deepEqual(readCsv(text).records, reference.tables[index], JSON.stringify(text)),
        );
    });

    it("take the same fields for values, and refuse the others in the same words", () => {
        fields.forEach(({ column, text }, index) => {
            const theirs = reference.fields[index];
            const ours = readText(column, text);
            assert.deepEqual(ours, theirs, `${column.type} ${text}`);
        });
    });
});

describe("encoding", () => {
    it("standardizes numbers, imputes what is missing and knows no unseen category", () => {
        const row = { mileage: 20, make: "Buick", doors: null, colour: "mauve" };
        assert.deepEqual(encode(transform, row), [2, 0, 1, 1, 0, 0]);
        assert.deepEqual(encode(transform, {}), [2, 1, 0, 1, 0, 1]);
    });

    it("does not take what every object inherits for a value", () => {
        const features = [{ column: "constructor", kind: "numeric" as const, impute: 7, mean: 0, scale: 1 }];
        assert.deepEqual(encode({ ...transform, features }, {}), [7]);
    });

    it("gives a finite number for each place of the vector", () => {
        fc.assert(
            fc.property(record, (row) => {
                const vector = encode(transform, row);
                assert.equal(vector.length, transform.vector.length);
                assert.ok(vector.every(Number.isFinite));
            }),
        );
    });
});
