import fc from "fast-check";
import { csvField } from "../../../functions/shared/csv";
import { type FuzzRequest, marker } from "./request";

const csv = "text/csv";
const json = "application/json";

const word = fc.constantFrom("Saab", "Buick", marker, `${marker}@example.com`, "", "é", "日本", "\u0000", "'", "=1+1");
const numeral = fc.stringMatching(/^-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?$/);
const hardNumeral = fc.constantFrom("1e400", "-1e400", "9007199254740993", "-0", "7.0", "1E2", `1${"0".repeat(400)}`);
const jsonNumeral = fc.oneof(numeral, hardNumeral);

/** A text that can name a row: of every kind of character, and not so long that an answer has no room for it. */
const nameText = fc.oneof(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.string({ unit: "binary", minLength: 1, maxLength: 20 }).filter((text) => !/\p{Surrogate}/u.test(text)),
    fc.constantFrom(marker, "a,b", 'a"b', "a\r\nb", "__proto__", "x".repeat(1024)),
);

/** A usable record, its identifier as JSON and as it must come back. */
const usable = fc.record({
    id: fc.oneof(
        jsonNumeral.map((text) => ({ json: text, text })),
        nameText.map((text) => ({ json: JSON.stringify(text), text })),
        fc.constantFrom({ json: "null", text: null }, { json: '""', text: null }),
    ),
    mileage: fc.oneof(fc.nat(1_000_000).map(String), fc.constantFrom("0.50", "1e5", "999999.9999999999999")),
    make: fc.constantFrom("Saab", "Buick"),
    doors: fc.constantFrom("4", "2.0", "null"),
    colour: fc.oneof(fc.constant(null), fc.string({ maxLength: 5 }), fc.constant(marker)),
});
const usables = fc.array(usable, { minLength: 1, maxLength: 8 });

const usableJson = usables.map((records): FuzzRequest => {
    const texts = records.map(
        ({ id, mileage, make, doors, colour }) =>
            `{"id": ${id.json}, "mileage":${mileage}, "make":"${make}", "doors":${doors},"colour":${JSON.stringify(colour)}}`,
    );
    const body = texts.length === 1 ? String(texts[0]) : `[${texts.join(" ,\n")}]`;
    return { type: json, body, status: 200, identifiers: records.map(({ id }) => id.text) };
});

/** A field whose spaces at its ends the dialect drops, and whose text is so known. */
const plainName = nameText.map((text) => text.replaceAll(/^[ \t]+|[ \t]+$/g, "") || "7");

const usableCsv = fc
    .tuple(
        fc.array(fc.tuple(plainName, fc.nat(1_000_000), fc.constantFrom("Saab", "Buick")), {
            minLength: 1,
            maxLength: 8,
        }),
        fc.constantFrom("\n", "\r\n"),
        fc.constantFrom("", "\uFEFF"),
    )
    .map(([rows, end, mark]): FuzzRequest => {
        const lines = rows.map(([name, mileage, make]) => `${make}, ${mileage} ,${csvField(name)}`);
        const body = mark + ["make,mileage,id", ...lines].join(end);
        return { type: csv, body, status: 200, identifiers: rows.map(([name]) => name) };
    });

/** The same request with characters put in, taken out or replaced. */
function broken(requests: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
    const put = fc.constantFrom(...'{}[]",:\\ 0-1.e+\n\r\t\u0000', marker, "\\ud800", '""');
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(3), put), { minLength: 1, maxLength: 4 });
    return fc.tuple(requests, edits).map(([{ type, body }, all]) => ({
        type,
        body: all.reduce((text, [place, cut, replacement]) => {
            const at = place % (text.length + 1);
            return text.slice(0, at) + replacement + text.slice(at + cut);
        }, body ?? ""),
    }));
}

const anyJson = fc.oneof(
    jsonNumeral,
    word.map((text) => JSON.stringify(text)),
    fc.json({ maxDepth: 3 }),
    fc.constantFrom("true", "null", "[]", "{}", `["${marker}"]`),
);
const anyColumn = fc.oneof(
    fc.constantFrom("id", "mileage", "make", "doors", "colour", "price"),
    fc.constantFrom(marker, "__proto__", "constructor", "toString", "", "0", "Mileage", "mileage "),
);
const strangeJson = fc
    .array(fc.array(fc.tuple(anyColumn, anyJson), { maxLength: 8 }), { minLength: 1, maxLength: 5 })
    .map((records): FuzzRequest => {
        const texts = records.map((one) => `{${one.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join()}}`);
        return { type: json, body: `[${texts.join()}]` };
    });

const strangeCsv = fc
    .tuple(
        fc.array(anyColumn, { minLength: 1, maxLength: 12 }),
        fc.array(fc.array(fc.oneof(jsonNumeral, word), { maxLength: 12 }), { maxLength: 6 }),
    )
    .map(([header, rows]): FuzzRequest => {
        const body = [header, ...rows].map((fields) => fields.map(csvField).join()).join("\n");
        return { type: csv, body };
    });

/** Data in the header's place, as in a CSV that has none. */
const headless = fc
    .array(fc.tuple(fc.constant(`${marker}@example.com`), fc.constant(marker), fc.nat()), {
        minLength: 1,
        maxLength: 20,
    })
    .map((rows): FuzzRequest => ({ type: csv, body: rows.map((row) => row.join()).join("\n"), status: 400 }));

const soup = fc
    .tuple(fc.constantFrom(csv, json), fc.array(fc.constantFrom(...'{}[]",:\\ 01\n\r;', marker, "mileage", "null")))
    .map(([type, parts]): FuzzRequest => ({ type, body: parts.join("") }));

const deep = fc
    .tuple(fc.integer({ min: 17, max: 5000 }), fc.constantFrom("[", '{"mileage":', '[{"make":'), fc.boolean())
    .map(([depth, opening, inRecord]): FuzzRequest => {
        const body = opening.repeat(depth);
        return { type: json, body: inRecord ? `[{"price":${body}` : body, status: 400 };
    });

const bytes = fc
    .tuple(fc.constantFrom(csv, json), fc.uint8Array({ maxLength: 60 }))
    .map(([type, body]): FuzzRequest => ({ type, base64: true, body: Buffer.from(body).toString("base64") }));

const parameter = fc.constantFrom("utf-8", "UTF8", '"utf-8"', "latin1", marker, "", '"', "é");
const media = fc.constantFrom(csv, json, "*/*", "text/*", "text/html", marker, "", "/", ";", "application/json;q=0");
const negotiated = fc
    .tuple(
        media,
        parameter,
        fc.array(fc.tuple(media, fc.constantFrom("1", "0", "0.5", "x", "-1", "")), { maxLength: 5 }),
    )
    .map(([type, charset, ranges]): FuzzRequest => ({
        type: `${type};charset=${charset}`,
        accept: ranges.map(([range, q]) => `${range};q=${q}`).join(),
        body: '{"mileage": 1, "make": "Saab"}',
    }));

/** Requests of some hundred bytes, by their kind. */
export const smallKinds: Readonly<Record<string, fc.Arbitrary<FuzzRequest>>> = {
    "usable-json": usableJson,
    "usable-csv": usableCsv,
    "broken-json": broken(usableJson),
    "broken-csv": broken(usableCsv),
    "strange-json": strangeJson,
    "strange-csv": strangeCsv,
    "any-json": fc.json().map((body): FuzzRequest => ({ type: json, body })),
    headless,
    soup,
    deep,
    bytes,
    negotiated,
};
