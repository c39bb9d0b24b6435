import assert from "node:assert/strict";
import fc from "fast-check";
import { type JsonObject, jsonRecords, type JsonValue } from "../../../functions/shared/json";

/** What `JSON.parse` would have made of a record. */
function plain(record: JsonObject | JsonValue): unknown {
    if (record instanceof Map) {
        return Object.fromEntries([...(record as JsonObject)].map(([key, value]) => [key, plain(value)]));
    }
    const value = record as JsonValue;
    return typeof value === "object" && value !== null ? JSON.parse(value.text) : value;
}

/** The records of a text by `JSON.parse`; undefined where it is not JSON. */
function parsed(text: string): unknown[] | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return Array.isArray(value) ? (value as unknown[]) : [value];
    } catch {
        return undefined;
    }
}

function read(text: string): (JsonObject | JsonValue)[] | undefined {
    try {
        return [...jsonRecords(text)];
    } catch (error) {
        assert.equal((error as Error).name, "JsonRefused");
        return undefined;
    }
}

function refusal(text: string): string {
    try {
        return `read: ${[...jsonRecords(text)].length} records`;
    } catch (error) {
        return (error as Error).message;
    }
}

describe("records of a JSON text", () => {
    const shallow = fc.json({ maxDepth: 5 });
    /** JSON with characters put in, taken out or replaced. */
    const broken = fc
        .tuple(
            shallow,
            fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom(...'{}[]",:\\ 0-1.e+tn\n\t\u0007é')), {
                maxLength: 3,
            }),
        )
        .map(([text, edits]) =>
            edits.reduce((sum, [place, cut, put]) => {
                const at = place % (sum.length + 1);
                return sum.slice(0, at) + put + sum.slice(at + cut);
            }, text),
        );
    const numbers = fc.stringMatching(/^-?[0-9]{1,3}(\.[0-9]{0,3})?([eE][+-]?[0-9]{0,3})?$/);

    for (const [name, texts] of Object.entries({ any: shallow, broken, numbers })) {
        it(`are what JSON.parse reads, and refused where it refuses: ${name}`, () => {
            fc.assert(
                fc.property(texts, (text) => {
                    assert.deepEqual(read(text)?.map(plain), parsed(text), text);
                }),
                { numRuns: 2000 },
            );
        });
    }

    it("keep the text of a number that a float would change, and of what is no single value", () => {
        const [record] =
            read('{"a": 9007199254740993, "b": 9007199254740992, "c": 1.50, "d": [1, 2.0], "e": {"f": 1}}') ?? [];
        assert.deepEqual(
            [...(record as JsonObject)],
            [
                ["a", { text: "9007199254740993" }],
                ["b", 9007199254740992],
                ["c", { text: "1.50" }],
                ["d", { text: "[1, 2.0]" }],
                ["e", { text: '{"f": 1}' }],
            ],
        );
    });

    it("are read no further than they are asked for", () => {
        const records = jsonRecords('[{"a": 1}, no more JSON');
        assert.deepEqual([...(records.next().value as JsonObject)], [["a", 1]]);
        assert.throws(() => records.next(), { name: "JsonRefused" });
    });

    const sentences: Record<string, string> = {
        '{"a": 1': 'it ends where "," or "}" was expected.',
        "{a: 1}": "expected a key in double quotes at character 2.",
        '{"a" 1}': 'expected ":" at character 6.',
        "[1 2]": 'expected "," or "]" at character 4.',
        "01": "expected a number at character 1.",
        "1 2": "expected nothing more at character 3.",
        "[1,]": "expected a value at character 4.",
        NaN: "expected a value at character 1.",
        '"a': "it ends where the end of a text, or a character that needs no escape was expected.",
        '["\\x"]': "expected a text whose escapes are JSON's at character 2.",
    };
    for (const [text, sentence] of Object.entries(sentences)) {
        it(`say where the text is not JSON, and not what stands there: ${text}`, () => {
            assert.equal(refusal(text), `The body is not JSON: ${sentence}`);
        });
    }
});
