import assert from "node:assert/strict";
import fc from "fast-check";
import { csvField, readCsv } from "../../../functions/shared/csv";

describe("reading and writing CSV", () => {
    const records = (text: string) => readCsv(text).records;

    it("reads quoted fields with commas, quotes and line breaks", () => {
        assert.deepEqual(records('a,b\n"1,5","say ""hi"""\n"two\nlines",2\n'), [
            ["a", "b"],
            ["1,5", 'say "hi"'],
            ["two\nlines", "2"],
        ]);
    });

    for (const [name, end] of Object.entries({ LF: "\n", CRLF: "\r\n", CR: "\r" })) {
        it(`takes ${name} at the ends of lines, and a last line without any`, () => {
            assert.deepEqual(records(["a,b", "1,2", "3,"].join(end)), [
                ["a", "b"],
                ["1", "2"],
                ["3", ""],
            ]);
        });
    }

    it("drops a byte order mark, blank lines, and spaces around fields", () => {
        assert.deepEqual(records("\uFEFFa,b\n\n \t\n 1 ,\t2\n"), [
            ["a", "b"],
            ["1", "2"],
        ]);
    });

    it("names the row whose quotes do not balance", () => {
        assert.deepEqual(readCsv('a\n1\n"2\n').problem, { row: 2, message: "a quoted field has no closing quote" });
        assert.deepEqual(readCsv('a\n"1"2\n').problem, {
            row: 1,
            message: "a quoted field has text after its closing quote",
        });
    });

    it("takes linear time on a long run of spaces", () => {
        const started = Date.now();
        assert.equal(records(`a${" ".repeat(2_000_000)}b`).length, 1);
        assert.ok(Date.now() - started < 2000);
    });

    it("reads back any table that it wrote", () => {
        const field = fc.string().map((text) => text.replace(/^[ \t]+|[ \t]+$/g, ""));
        const table = fc.array(fc.tuple(field, field), { minLength: 1 });
        fc.assert(
            fc.property(table, (rows) => {
                const text = rows.map((row) => row.map(csvField).join(",")).join("\n");
                assert.deepEqual(records(text), rows);
            }),
        );
    });

    it("never throws, whatever the text", () => {
        fc.assert(
            fc.property(fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", " ", "a") }), (text) => {
                readCsv(text);
            }),
        );
    });
});
