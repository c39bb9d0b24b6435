import assert from "node:assert/strict";
import fc from "fast-check";
import type { Column } from "../../../contracts/dataset";
import { identifierMaker } from "../../../contracts/generatedIdentifiers";
import { csvField } from "../../../functions/shared/csv";
import { parseCsv, parseJson, type RecordsOrProblems } from "../../../functions/shared/records";
import { askReference } from "./reference";

/** Each kind of column that a name is made of, and texts that are values of it. */
const kinds: readonly (readonly [Partial<Column>, fc.Arbitrary<string>])[] = [
    [{ type: "number" }, fc.double({ noNaN: true, min: -3.4e38, max: 3.4e38 }).map(String)],
    [{ type: "number" }, fc.constantFrom("-0", "7.0", "1e16", "9999999999999998", "1e-4", "0.00001", "1e21", "5e-324")],
    [{ type: "integer" }, fc.maxSafeInteger().map(String)],
    [{ type: "number", format: { decimal: ",", units: { kg: 1 } } }, fc.constantFrom("1,5", "1,50 kg", "0,1", "7")],
    [{ type: "boolean" }, fc.constantFrom("yes", "NO", "1", "f")],
    [{ type: "date" }, fc.constantFrom("2016-12-31", "1969-07-20T20:17:40.25Z")],
    [
        { type: "string", missing: ["NA"] },
        fc.constantFrom("NA", "é", "e\u0301", "\u212b", "\u007f\u2028", '"', "😀\ufb01"),
    ],
    [{ type: "string", ordered: ["low", "high"] }, fc.constantFrom("low", "high")],
    [{ ...{ type: "integer", min: 5, ignored: true } }, fc.constantFrom("-1", "old", "7", "7.0")],
];
// By code points the second of these is less than the first, by UTF-16 it is greater.
const names = fc.uniqueArray(fc.constantFrom("\u{1f600}", "\ufb01", "a", "b b", 'c"', "é", "__proto__"), {
    minLength: 2,
});

/** A file of a few rows, many of them alike, for a model that has no identifier. */
const files = names.chain((names) =>
    fc.tuple(...names.map(() => fc.nat(kinds.length - 1))).chain((chosen) => {
        const columns = names.map((name, place): Column => ({
            type: "string",
            ...kinds[chosen[place]!]![0],
            name,
            required: false,
        }));
        const fields = columns.map((_, place) => fc.oneof(fc.constant(""), kinds[chosen[place]!]![1]));
        return fc.array(fc.tuple(...fields), { minLength: 1, maxLength: 9 }).map((rows) => ({
            spec: {
                name: "flats",
                identifier: "generated",
                target: "rent",
                columns: [...columns, { name: "rent", type: "number" as const }],
            },
            // A line of nothing is none.
            rows: rows.filter((row) => row.some((field) => field !== "")),
        }));
    }),
);

const samples = fc
    .sample(files, { seed: 20050500, numRuns: 500 })
    .filter(({ rows }) => rows.length > 0)
    .map(({ spec, rows }) => {
        const header = spec.columns.slice(0, -1).map(({ name }) => name);
        const csv = [header, ...rows].map((fields) => fields.map(csvField).join(",")).join("\n");
        return { spec, header, rows, csv };
    });

describe("a row without an identifier", () => {
    it("is named by its values as pre-processing names it, to the last bit, in CSV and in JSON", () => {
        const { named } = askReference({ named: samples });
        assert.ok(samples.length > 400);
        samples.forEach(({ spec, header, rows, csv }, index) => {
            const [blocks, one] = named[index] ?? [];
            assert.deepEqual(one, blocks, csv);
            assert.deepEqual(namesIn(parseCsv(spec, csv)), blocks, csv);
            const records = rows.map(
                (row) => `{${header.map((name, at) => member(spec.columns[at], name, row[at])).join()}}`,
            );
            assert.deepEqual(namesIn(parseJson(spec, `[${records.join()}]`)), blocks, csv);
        });
        const numbered = named.flatMap(([blocks = []]) => blocks).filter((name) => /^[0-9a-f]{16}-\d+$/.test(name));
        assert.ok(numbered.length > 20, String(numbered.length));
    });

    it("keeps the name that a request gives it", () => {
        const { spec } = samples[0]!;
        const read = parseJson(
            { ...spec, columns: [{ name: "a", type: "number" }] },
            '[{"a":1,"generated":"mine"},{"a":1}]',
        );
        assert.deepEqual(namesIn(read), ["mine", identifierMaker(["a"])({ a: 1 })]);
    });

    it("has the name that it has had", () => {
        assert.equal(identifierMaker(["a", "b", "c"])({ a: 7, b: "café", c: null }), "473658b3b7e11a11");
    });
});

function namesIn(read: RecordsOrProblems): readonly (string | null)[] {
    assert.ok("identifiers" in read, JSON.stringify(read));
    return read.identifiers;
}

/** A field as a member of a JSON object: a number where the column is one of plain numbers. */
function member(column: Column | undefined, name: string, text = ""): string {
    const isNumber =
        ["integer", "number"].includes(column?.type ?? "") && column?.format === undefined && !column?.ignored;
    return `${JSON.stringify(name)}:${text === "" ? "null" : isNumber ? text : JSON.stringify(text)}`;
}
