import assert from "node:assert/strict";
import fc from "fast-check";
import type { Column, Delimiter, NumberFormat } from "../../../contracts/dataset";
import { csvField, readCsv } from "../../../functions/shared/csv";
import { readText } from "../../../functions/shared/values";
import { askReference } from "./reference";

/** A cell of a file: a column, and the text that stands there. */
interface Cell {
    readonly column: Column;
    readonly text: string;
}

const x: Column = { name: "x", type: "number" };
const unit = fc.constantFrom("$", "€", "kmpl", "km/kg", "%", "K", "M", "Rs.", "m", "mm", "😀");
const format = fc.record(
    {
        decimal: fc.constantFrom<"." | ",">(".", ","),
        thousands: fc.constantFrom<"," | "." | " " | "'">(",", ".", " ", "'"),
        units: fc.dictionary(unit, fc.constantFrom(1, 1000, 0.01, 1e6), { maxKeys: 4, noNullPrototype: true }),
    },
    { requiredKeys: [] },
);

/** A number as people write it: in the format, or with another sign or unit in it. */
const written = ({ decimal = ".", thousands, units = {} }: NumberFormat) =>
    fc
        .tuple(
            fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }),
            fc.integer({ min: 0, max: 8 }),
            fc.constantFrom(...Array.from({ length: 3 }, () => thousands ?? ""), "", ",", "\u00a0", "\u2019"),
            fc.constantFrom(decimal, decimal, decimal, ".", ","),
            fc.constantFrom("", "", ...Object.keys(units), "$ ", "- ", "+", "\u2212", "("),
            fc.constantFrom("", "", ...Object.keys(units), " kmpl", ")", "e3", " ", "mm"),
        )
        .map(([number, digits, group, point, before, after]) => {
            const [whole = "", fraction] = number.toFixed(digits).split(".");
            const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, group);
            return `${before}${grouped}${fraction === undefined ? "" : point + fraction}${after}`;
        });
const noise = fc.string({ unit: fc.constantFrom(..."0123456789.,' -+()$€%KMe\u00a0\u2212\u2019"), maxLength: 9 });

const numbers = format
    // What cannot be is refused in preview.
    .filter(({ decimal = ".", thousands }) => decimal !== thousands)
    .chain((one) =>
        fc
            .oneof({ weight: 3, arbitrary: written(one) }, noise)
            .map((text): Cell => ({ column: { ...x, format: one }, text: text.trim() })),
    );
const markers = fc
    .tuple(
        fc.constantFrom<Column>(x, { ...x, required: false }, { ...x, type: "string" }, { ...x, ignored: true }),
        fc.constantFrom("", "NA", "?", "-", "-999", "-999.0", "7", "n/a"),
    )
    .map(([column, text]): Cell => ({ column: { ...column, missing: ["NA", "?", "-", "-999"] }, text }));

const words = [
    "yes",
    "NO",
    "True",
    "false",
    "Y",
    "n",
    "T",
    "f",
    "on",
    "OFF",
    "1",
    "0",
    "2",
    "01",
    "maybe",
    "ja",
    "\u212a",
];
const booleans = fc.constantFrom(...words).map((text): Cell => ({ column: { ...x, type: "boolean" }, text }));
const ranks = fc
    .constantFrom("low", "mid", "high", "Low", "")
    .map((text): Cell => ({ column: { ...x, type: "string", ordered: ["low", "mid", "high"] }, text }));

const two = (number: number) => String(number).padStart(2, "0");
const months = ["Jan", "feb", "March", "APRIL", "May", "june", "Jul", "August", "Sep", "october", "Nov", "december"];
/** What stands for each directive, now and then no part of any date. */
const directives: Readonly<Record<string, fc.Arbitrary<string>>> = {
    Y: fc
        .oneof(fc.integer({ min: 0, max: 9999 }), fc.constant(1900), fc.constant(2000))
        .map((n) => String(n).padStart(4, "0")),
    y: fc.integer({ min: 0, max: 99 }).map(two),
    m: fc.integer({ min: 0, max: 13 }).chain((n) => fc.constantFrom(String(n), two(n))),
    d: fc.integer({ min: 0, max: 32 }).chain((n) => fc.constantFrom(String(n), two(n))),
    b: fc.constantFrom(...months, "Febr"),
    B: fc.constantFrom(...months),
    H: fc.integer({ min: 0, max: 24 }).map(two),
    I: fc.integer({ min: 0, max: 13 }).map(String),
    M: fc.integer({ min: 0, max: 60 }).map(two),
    S: fc.integer({ min: 0, max: 60 }).map(two),
    f: fc.integer({ min: 0, max: 999_999_999 }).map(String),
    p: fc.constantFrom("am", "PM", "Am", "pm", "xm"),
    a: fc.constantFrom("Mon", "tuesday", "Sunday", "Some"),
    z: fc.constantFrom("Z", "+02:00", "-0530", "+01", "-00:00", "+1"),
};
const patterns = fc.constantFrom(
    ...[
        "%Y-%m-%d",
        "%d/%m/%Y",
        "%m/%d/%y",
        "%d.%m.%Y %H:%M",
        "%b %d, %Y",
        "%a, %d %B %Y %I:%M:%S %p",
        "%Y%m%dT%H%M%S%z",
    ],
    ...["%Y-%m-%dT%H:%M:%S.%f%z", "%d-%b-%y", "%Y", "%%%Y %m"],
);
const dated = patterns.chain((pattern) => {
    const parts = pattern
        .split(/(%.)/)
        .map((part) => directives[part.slice(1)] ?? fc.constant(part === "%%" ? "%" : part));
    return fc
        .tuple(...parts)
        .map((texts): Cell => ({ column: { ...x, type: "date", format: pattern }, text: texts.join("") }));
});
const isoTexts = fc.oneof(
    fc
        .date({ noInvalidDate: true, min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z") })
        .chain((date) =>
            fc.constantFrom(
                date.toISOString(),
                date.toISOString().slice(0, 10),
                date.toISOString().slice(0, 16).replace("T", " "),
            ),
        ),
    fc.constantFrom("2020-02-29", "2019-02-29", "1900-02-29", "2020-1-1", "0000-01-01", "2020-01-01T25:00", "soon"),
    fc.constantFrom("2020-01-01 10:00:00,123+05:30", "2020-01-01T10:00Z", "2020-01-01 10:00 -03", "2020-01-01 Z"),
);
const isos = isoTexts.map((text): Cell => ({ column: { ...x, type: "date" }, text }));
const epochs = fc
    .tuple(
        fc.constantFrom("epoch", "epoch-ms"),
        fc.oneof(fc.maxSafeInteger().map(String), fc.double().map(String), fc.nat().map(String)),
    )
    .map(([one, text]): Cell => ({ column: { ...x, type: "date", format: one }, text }));

const kinds: Readonly<Record<string, fc.Arbitrary<Cell>>> = {
    ...{ numbers, markers, booleans, ranks },
    ...{ "dates by a pattern": dated, "dates in ISO 8601": isos, "dates since 1970": epochs },
};
const samples = Object.fromEntries(
    Object.entries(kinds).map(([kind, cells], place) => [
        kind,
        fc.sample(cells, { seed: 20050200 + place, numRuns: 1500 }),
    ]),
);

const delimited = fc.sample(
    fc.record({
        delimiter: fc.constantFrom<Delimiter>(";", "\t", "|"),
        text: fc.string({ unit: fc.constantFrom('"', ",", ";", "\t", "|", "\n", "\r\n", " ", "a"), maxLength: 30 }),
    }),
    { seed: 20050301, numRuns: 2000 },
);

describe("the handler and pre-processing read", () => {
    for (const [kind, cells] of Object.entries(samples)) {
        it(`the same of any cell, to the last bit: ${kind}`, () => {
            const { fields } = askReference({ fields: cells });
            cells.forEach(({ column, text }, index) => {
                assert.deepEqual(readText(column, text), fields[index], JSON.stringify({ column, text }));
            });
            const usable = fields.filter((one) => "value" in one && one.value !== null).length;
            assert.ok(usable > cells.length / 10, `only ${usable} of ${cells.length} are usable`);
        });
    }

    it("the same tables, whatever separates their fields", () => {
        const tables = delimited.filter(({ text, delimiter }) => {
            const { records, problem } = readCsv(text, delimiter);
            return problem === undefined && !records.flat().some((field) => /[\r\n]/.test(field));
        });
        assert.ok(tables.length > 500);
        const theirs = askReference({ tables }).tables;
        tables.forEach(({ text, delimiter }, index) => {
            assert.deepEqual(readCsv(text, delimiter).records, theirs[index], JSON.stringify({ text, delimiter }));
        });
    });
});

describe("a number in a format", () => {
    const cases: [Column["format"], string, number][] = [
        [{ decimal: ",", thousands: "." }, "16.884,92", 16884.92],
        [{ thousands: ",", units: { $: 1 } }, "$1,000", 1000],
        [{ thousands: ",", units: { $: 1 } }, "-$1,000.50", -1000.5],
        [{ thousands: ",", units: { $: 1 } }, "($1,000)", -1000],
        [{ units: { kmpl: 1, "km/kg": 1 } }, "23.4 kmpl", 23.4],
        [{ units: { "%": 1 } }, "12%", 12],
        [{ units: { "€": 1, K: 1000, M: 1e6 } }, "€110.5M", 110.5e6],
        [{ thousands: "," }, "5,50,000", 550_000],
        [{ thousands: " ", decimal: "," }, "1\u00a0234,5", 1234.5],
        [{ thousands: "'" }, "1\u2019234", 1234],
    ];
    for (const [one, text, number] of cases) {
        it(`${text} is ${number}`, () => assert.deepEqual(readText({ ...x, format: one }, text), { value: number }));
    }

    for (const [one, text] of [
        [{ decimal: "," }, "1.5"],
        [{ thousands: "," }, "1,5"],
        [{ thousands: "," }, "1,000,"],
        [{ units: { $: 1 } }, "$"],
        [{ units: { $: 1 } }, "--$5"],
        [{}, "5 kmpl"],
    ] as const) {
        it(`is not ${text} in ${JSON.stringify(one)}`, () =>
            assert.deepEqual(readText({ ...x, format: one }, text), {
                problem: `expected a number, got ${JSON.stringify(text)}`,
            }));
    }

    it("comes back from any text that csvField wrote", () => {
        fc.assert(
            fc.property(fc.double({ noNaN: true, min: 1e-20, max: 1e20 }), (number) => {
                const text = String(number).replace(".", ",");
                const [[field = ""] = []] = readCsv(csvField(text), ";").records;
                assert.deepEqual(readText({ ...x, format: { decimal: "," } }, field), { value: number });
            }),
        );
    });
});
