import assert from "node:assert/strict";
import fc from "fast-check";
import type { Problem } from "../../../functions/shared/problems";
import { parseCsv, parseJson, type Records, type RecordsOrProblems } from "../../../functions/shared/records";
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
        assert.deepEqual(accepted(parse(good)), { identifiers: ["7"], records: [record], ignored: [] });
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

    it("give an identifier back to the letter, also one that a float would change", () => {
        for (const id of [
            "9007199254740993",
            "-0",
            "7.0",
            "1e400",
            "1E2",
            "0.1000000000000000055",
            "1" + "0".repeat(400),
        ]) {
            const read = accepted(parseJson(spec, `{"id": ${id}, "mileage": 20, "make": "Saab"}`));
            assert.deepEqual(read.identifiers, [id]);
        }
    });

    it("show a number as it was sent", () => {
        for (const number of ["1e400", "-1E999", `1${"0".repeat(60)}`]) {
            const [problem] = problems(parseJson(spec, `{"mileage": ${number}, "make": "Saab"}`));
            assert.match(problem?.message ?? "", /^expected (a number|at least 0), got /);
            assert.ok(problem?.message.endsWith(`got ${number}`), problem?.message);
        }
        assert.equal(
            problems(parseJson(spec, '{"mileage": 1000000.50, "make": "Saab"}'))[0]?.message,
            "expected at most 1000000, got 1000000.50",
        );
        assert.equal(accepted(parseJson(spec, '{"mileage": 2.50e1, "make": "Saab"}')).records[0]?.mileage, 25);
    });

    it("are refused with an identifier that an answer has no room for, or that is no text", () => {
        const long = problems(parse({ ...good, id: "x".repeat(3_000_000) }))[0];
        assert.equal(long?.message, "an identifier has at most 1024 characters, this one 3000000");
        assert.equal(problems(parse({ ...good, id: "\ud800" }))[0]?.message, "the identifier is not Unicode text");
    });

    it("show the first characters of a key of megabytes", () => {
        const [problem] = problems(parse({ ...good, ["x".repeat(3_000_000)]: 1 }));
        assert.equal(problem?.column, `${"x".repeat(80)}...`);
    });

    it("more than 16 deep are refused in a sentence", () => {
        const sentence = "The body has arrays and objects more than 16 deep in each other: send one object a record.";
        for (const deep of ["[".repeat(4500), '{"a":'.repeat(4500), `{"price":${"[".repeat(17)}${"]".repeat(17)}}`]) {
            assert.deepEqual(
                problems(parseJson(spec, deep)).map(({ row, message }) => [row, message]),
                [[null, sentence]],
            );
        }
        accepted(parse({ ...good, price: [[[[{ a: [] }]]]] }));
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

    it("with more columns than anyone names are refused by their count", () => {
        const names = Array.from({ length: 200_000 }, (_, place) => `c${place}`).join(",");
        const [problem] = problems(parseCsv(spec, `${names}\n`));
        assert.deepEqual([problem?.row, problem?.message], [0, "the header has 200000 columns, and the model 6"]);
    });

    it("name each unknown column, up to twenty, and how many more there are", () => {
        const read = parseCsv(spec, `${Array.from({ length: 1000 }, (_, place) => `c${place}`).join(",")}\n`);
        assert.ok("problems" in read);
        assert.deepEqual([read.problems.length, read.more], [20, 982]);
        assert.deepEqual(read.kinds, { "unknown column": 1000, "missing column": 2 });
    });

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

describe("a body of more than 120,000 records", () => {
    const sentence = "The body has more than 120000 records: send fewer in one request.";
    for (const [name, read] of Object.entries({
        CSV: () => parseCsv(spec, `mileage,make\n${"1\n".repeat(2_000_000)}`),
        "usable CSV": () => parseCsv(spec, `mileage,make\n${"1,Saab\n".repeat(120_001)}`),
        JSON: () => parseJson(spec, `[${"{},".repeat(1_000_000)}{}]`),
        "JSON that is none": () => parseJson(spec, `[${"0,".repeat(2_000_000)}`),
    })) {
        it(`is refused in a sentence: ${name}`, () => {
            assert.deepEqual(
                problems(read()).map(({ row, message }) => [row, message]),
                [[null, sentence]],
            );
        });
    }
});
