import assert from "node:assert/strict";
import fc from "fast-check";
import {
    parseCsv,
    parseJson,
    type Problem,
    type Records,
    type RecordsOrProblems,
} from "../../../functions/shared/records";
import { spec } from "../realtime/example";

const good = { id: 7, mileage: 20, make: "Saab" };

function accepted(read: RecordsOrProblems): Records {
    assert.ok(!("problems" in read), JSON.stringify(read));
    return read;
}

function problems(read: RecordsOrProblems): readonly Problem[] {
    assert.ok("problems" in read, JSON.stringify(read));
    return read.problems;
}

describe("records in JSON", () => {
    const parse = (value: unknown) => parseJson(spec, JSON.stringify(value));

    it("are one object or an array of objects", () => {
        const record = { mileage: 20, make: "Saab", doors: null, colour: null };
        assert.deepEqual(accepted(parse(good)), { identifiers: ["7"], records: [record] });
        assert.deepEqual(accepted(parse([good, { ...good, id: "B" }])).identifiers, ["7", "B"]);
    });

    it("need neither the identifier nor the target, and the target is not looked at", () => {
        const read = accepted(parse({ mileage: 20, make: "Saab", price: "?" }));
        assert.deepEqual(read.identifiers, [null]);
        assert.ok(!("price" in (read.records[0] ?? {})));
    });

    const wrong: Record<string, [unknown, Partial<Problem>]> = {
        "an unknown column": [
            { ...good, color: "red" },
            { row: 1, column: "color" },
        ],
        "a missing column": [
            { id: 7, make: "Saab" },
            { column: "mileage", message: "the column is missing" },
        ],
        "a missing value": [
            { ...good, mileage: null },
            { column: "mileage", message: "the value is missing" },
        ],
        "text for a number": [
            { ...good, mileage: "20" },
            { column: "mileage", message: 'expected a number, got "20"' },
        ],
        "a number for text": [
            { ...good, make: 5 },
            { column: "make", message: "expected text, got 5" },
        ],
        "a list for a number": [
            { ...good, mileage: [1] },
            { column: "mileage", message: "expected a number, got [1]" },
        ],
        "a fraction for a whole number": [
            { ...good, doors: 2.5 },
            { column: "doors", message: "expected a whole number, got 2.5" },
        ],
        "a number below its least": [{ ...good, mileage: -1 }, { message: "expected at least 0, got -1" }],
        "a number above its greatest": [
            { ...good, mileage: 1e7 },
            { message: "expected at most 1000000, got 10000000" },
        ],
        "a number that 32 bits do not hold": [{ ...good, doors: 1e39 }, { column: "doors" }],
        "a text that is none of the column's": [
            { ...good, make: "Volvo" },
            { column: "make", message: 'expected one of Saab, Buick, got "Volvo"' },
        ],
        "an object as identifier": [
            { ...good, id: {} },
            { column: "id", message: "expected text or a number, got {}" },
        ],
        "a record that is no object": [[good, 5], { row: 2, column: null }],
    };
    for (const [name, [value, expected]] of Object.entries(wrong)) {
        it(`with ${name} are refused, naming row and column`, () => {
            const [first] = problems(parse(value));
            assert.deepEqual({ ...first, ...expected }, first);
        });
    }

    it("take a text that training may not have seen where the column lists no values", () => {
        assert.equal(accepted(parse({ ...good, colour: "mauve" })).records[0]?.colour, "mauve");
    });

    it("name each problem, up to twenty, and how many more there are", () => {
        const read = parse(Array.from({ length: 30 }, () => ({ ...good, mileage: "x" })));
        assert.ok("problems" in read);
        assert.deepEqual([read.problems.length, read.more], [20, 10]);
        assert.deepEqual(
            read.problems.map((problem) => problem.row),
            Array.from({ length: 20 }, (_, index) => index + 1),
        );
    });

    for (const [name, body] of Object.entries({ nothing: "", blanks: " \n", "an empty array": "[]" })) {
        it(`in a body of ${name} are refused`, () => {
            assert.match(problems(parseJson(spec, body))[0]?.message ?? "", /^The body (is empty|has no record)/);
        });
    }

    it("in a body that is not JSON are refused", () => {
        assert.match(problems(parseJson(spec, "{mileage: 1}"))[0]?.message ?? "", /^The body is not JSON: /);
    });

    it("cannot smuggle in what every object inherits", () => {
        assert.equal(
            problems(parseJson(spec, '{"__proto__": {"mileage": 1}, "make": "Saab"}'))[0]?.column,
            "__proto__",
        );
        const named = { ...spec, columns: [...spec.columns, { name: "constructor", type: "string" as const }] };
        assert.equal(problems(parseJson(named, JSON.stringify(good)))[0]?.column, "constructor");
    });

    it("are read or refused, never a crash, whatever the body", () => {
        const value = fc.oneof(
            fc.string(),
            fc.double(),
            fc.constant(null),
            fc.constantFrom("Saab", "Buick"),
            fc.object(),
        );
        const record = fc.record(
            { id: value, mileage: value, make: value, doors: value, other: value },
            { requiredKeys: [] },
        );
        fc.assert(
            fc.property(
                fc.oneof(
                    fc.json(),
                    fc.string(),
                    fc.array(record).map((one) => JSON.stringify(one)),
                ),
                (body) => {
                    const read = parseJson(spec, body);
                    assert.ok("problems" in read ? read.problems.length > 0 : read.records.length > 0);
                },
            ),
        );
    });
});

describe("records in CSV", () => {
    it("have their columns in any order, and a training file is taken as it is", () => {
        const read = accepted(parseCsv(spec, "make,price,mileage,id,doors\nSaab,100,20,7,\nBuick,,3.5,8,4\n"));
        assert.deepEqual(read.identifiers, ["7", "8"]);
        assert.deepEqual(read.records, [
            { mileage: 20, make: "Saab", doors: null, colour: null },
            { mileage: 3.5, make: "Buick", doors: 4, colour: null },
        ]);
    });

    const wrong: Record<string, [string, Problem | { row: number | null; column: string | null }]> = {
        "an unknown column": ["mileage,make,color\n1,Saab,red", { row: 0, column: "color" }],
        "a missing column": ["make\nSaab", { row: 0, column: "mileage", message: "the column is missing" }],
        "a column twice": ["mileage,make,make\n1,a,b", { row: 0, column: "make" }],
        "a header that is data": ["20,Saab\n30,Saab", { row: 0, column: "20" }],
        "text for a number": [
            "mileage,make\n1,Saab\nmany,Saab",
            { row: 2, column: "mileage", message: 'expected a number, got "many"' },
        ],
        "a missing value": ["mileage,make\n,Saab", { row: 1, column: "mileage", message: "the value is missing" }],
        "too few fields": ["mileage,make\n1", { row: 1, column: "make", message: "expected 2 fields, got 1" }],
        "too many fields": ["mileage,make\n1,Saab,2", { row: 1, column: null, message: "expected 2 fields, got 3" }],
        "an open quote": [
            'mileage,make\n1,Saab\n2,"Saab',
            { row: 2, column: null, message: "a quoted field has no closing quote" },
        ],
        "only a header": ["mileage,make\n", { row: null, column: null }],
        nothing: ["", { row: null, column: null, message: "The body is empty: send at least one record." }],
    };
    for (const [name, [body, expected]] of Object.entries(wrong)) {
        it(`with ${name} are refused, naming row and column`, () => {
            const [first] = problems(parseCsv(spec, body));
            assert.deepEqual({ ...first, ...expected }, first);
        });
    }

    it("are read or refused, never a crash, whatever the body", () => {
        const unit = fc.constantFrom('"', ",", "\n", " ", "1", "Saab", "x");
        fc.assert(
            fc.property(fc.string({ unit }), (text) => {
                const read = parseCsv(spec, `mileage,make\n${text}`);
                assert.ok("problems" in read ? read.problems.length > 0 : read.records.length > 0);
            }),
        );
    });
});
