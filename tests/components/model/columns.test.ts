import assert from "node:assert/strict";
import { validateColumns } from "../../../components/model/columns";
import { renderProblem } from "../../../components/validation/problem";
import { type Column, featureColumns } from "../../../contracts/dataset";
import { models } from "../../../infra/models";

const id: Column = { name: "id", type: "integer" };
const price: Column = { name: "price", type: "number" };
const model = { identifier: "id", target: "price", columns: [id, price] };

/** What is said of a column x, of which a person may have written anything. */
function problemsOf(x: object, more: object = {}): string[] {
    const columns = [id, price, { name: "x", type: "number", ...x } as Column];
    return validateColumns({ ...model, columns, ...more }).map(renderProblem);
}

describe("a model's columns", () => {
    it("are usable as they are in the models that there are", () => {
        for (const one of models) assert.deepEqual(validateColumns(one), []);
    });

    it("may be of every kind", () => {
        const kinds: Partial<Column>[] = [
            { type: "boolean", required: false, indicator: true },
            { type: "date" },
            { type: "date", format: "%d.%m.%y %I:%M %p", encoding: ["age", "yearCycle"], reference: "2024-02-29" },
            { type: "date", format: "epoch-ms", required: false, indicator: true },
            { type: "string", ordered: ["low", "high"] },
            { type: "string", encoding: "hash" },
            { type: "string", values: ["a", "b"], encoding: "frequency" },
        ];
        for (const kind of kinds) assert.deepEqual(problemsOf(kind), []);
    });

    it("may be written in any format, and be left out", () => {
        const format = { decimal: ",", thousands: ".", units: { "€": 1, "L/100km": 1, K: 1000 } };
        assert.deepEqual(
            problemsOf({ format, missing: ["?"], ignored: true }, { delimiter: ";", missing: ["NA"] }),
            [],
        );
    });

    const mistakes: [what: string, column: object, sentence: string][] = [
        [
            "a type that there is not",
            { type: "text" },
            'columns.x.type: "text" must be "integer", "number", "string", "boolean" or "date".',
        ],
        ["a field that there is not", { ignore: true }, "columns.x.ignore: is no field of a column; there are name, "],
        ["a flag that is a text", { ignored: "yes" }, 'columns.x.ignored: "yes" must be true or false.'],
        [
            "values of numbers",
            { values: ["1"] },
            'columns.x.values: a column of type "number" has none; "string" have.',
        ],
        ["a bound that is a text", { min: "0" }, 'columns.x.min: "0" must be a number.'],
        ["bounds the wrong way round", { min: 2, max: 1 }, "columns.x.min: 2 must not be above max (1)."],
        ["a value twice", { type: "string", values: ["a", "a"] }, 'columns.x.values: "a" is there twice.'],
        [
            "a value that is none",
            { type: "string", values: ["a", "?"], missing: ["?"] },
            'columns.x.values: "?" stands for no value, as `missing` says.',
        ],
        ["no value", { type: "string", values: [] }, "columns.x.values: must have a text at least; leave it out to "],
        ["a marker that is a number", { missing: [-1] }, "columns.x.missing: [-1] must be a list of texts without "],
        [
            "markers that are a text",
            { missing: "NA" },
            'columns.x.missing: "NA" must be a list of texts without spaces',
        ],
        ["a format that is a text", { format: "," }, 'columns.x.format: "," must be an object such as { decimal: ",",'],
        [
            "a field of a format",
            { format: { unit: "$" } },
            "columns.x.format.unit: is no field of a format; there are ",
        ],
        ["a decimal", { format: { decimal: "·" } }, 'columns.x.format.decimal: "·" must be "." or ",".'],
        ["thousands", { format: { thousands: "_" } }, 'columns.x.format.thousands: "_" must be ",", ".", " " or'],
        [
            "a format in which a sign means two things",
            { format: { thousands: "." } },
            'columns.x.format.thousands: "." cannot stand between groups of digits and before a fraction.',
        ],
        [
            "a unit of digits",
            { format: { units: { "5": 1 } } },
            "columns.x.format.units.5: a unit begins with a letter ",
        ],
        [
            "a factor",
            { format: { units: { K: "1000" } } },
            'columns.x.format.units.K: "1000" must be a factor above 0; ',
        ],
    ];
    for (const [what, column, sentence] of mistakes) {
        it(`are refused in a sentence: ${what}`, () => {
            const [problem, ...others] = problemsOf(column);
            assert.ok(problem?.startsWith(sentence), problem);
            assert.deepEqual(others, []);
        });
    }

    it("are refused in a sentence: what separates fields, and what stands for no value", () => {
        assert.deepEqual(problemsOf({}, { delimiter: ":", missing: [" NA"] }), [
            'delimiter: ":" must be one of ",", ";", "\\t" or "|".',
            'missing: [" NA"] must be a list of texts without spaces around them.',
        ]);
    });

    it("are refused in a sentence: what the identifier and the target cannot be", () => {
        const columns = [
            { ...id, format: { thousands: "," as const }, ignored: true },
            { ...price, ignored: true },
        ];
        assert.deepEqual(validateColumns({ ...model, columns }).map(renderProblem), [
            "columns.id.ignored: the identifier cannot be ignored.",
            "columns.id.format: the identifier cannot have one, since rows are told apart by its digits; make it a string.",
            "columns.price.ignored: the target cannot be ignored.",
        ]);
        const day: Column = { name: "id", type: "date" };
        assert.deepEqual(validateColumns({ ...model, columns: [day, price] }).map(renderProblem), [
            "columns.id.type: the identifier cannot be a date; make it a string.",
        ]);
    });

    it("make an identifier, where none of them is called so and one can be learnt from", () => {
        assert.deepEqual(validateColumns({ ...model, identifier: "generated", columns: [id, price] }), []);
        const generated: Column = { name: "generated", type: "string" };
        assert.deepEqual(
            validateColumns({ ...model, identifier: "generated", columns: [generated, price] }).map(renderProblem),
            [
                'columns: "generated" is what the identifier\'s own column is called; rename the one of the data.',
                "identifier: cannot be generated where there is no column to make it of.",
            ],
        );
    });

    it("are learnt from unless they are ignored", () => {
        const columns = [id, price, { ...price, name: "x" }, { ...price, name: "y", ignored: true }];
        assert.deepEqual(
            featureColumns({ ...model, columns }).map(({ name }) => name),
            ["x"],
        );
    });
});
