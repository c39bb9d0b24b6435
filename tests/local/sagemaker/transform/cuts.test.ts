import assert from "node:assert/strict";
import fc from "fast-check";
import { formatLine, parseLine } from "../../../../local/sagemaker/transform/csv";
import { cutOf, memberTexts } from "../../../../local/sagemaker/transform/cuts";
import { JsonPath } from "../../../../local/sagemaker/transform/jsonPath";

/** What a closer look gives; undefined where it finds a fault. */
function selected(path: string, line: string): string | undefined {
    try {
        return formatLine(JsonPath.parse(path).columns(parseLine(line)));
    } catch {
        return undefined;
    }
}

describe("cuts of transform jobs", () => {
    it("leave of a line what its fields, read and written one by one, leave", () => {
        const field = fc.constantFrom("", "1", "ab", " c", "d ", '"e"', '"f,g"', '"h""i"', "j\r", '"', "é");
        const paths = fc.constantFrom(
            "$",
            "$[1:]",
            "$[2:]",
            "$[0:]",
            "$[-1:]",
            "$[0,-1]",
            "$[0,1,-1]",
            "$[1,-1]",
            "$[0]",
        );
        fc.assert(
            fc.property(fc.array(field, { maxLength: 6 }), paths, (fields, path) => {
                const line = fields.join(",");
                const cut = cutOf(JsonPath.parse(path).selected)(line);
                if (cut !== undefined) assert.equal(cut, selected(path, line));
            }),
        );
    });

    it("are taken of plain lines", () => {
        assert.equal(cutOf(JsonPath.parse("$[2:]").selected)("7,a,1,2"), "1,2");
        assert.equal(cutOf(JsonPath.parse("$[0,1,-1]").selected)("7,a,1,2,0.5"), "7,a,0.5");
        assert.equal(cutOf(JsonPath.parse("$[2:]").selected)('7,"a",1,2'), undefined);
        assert.equal(cutOf(JsonPath.parse("$[2:]").selected)("7,a"), undefined);
    });

    it("leave of an object the members that are asked for, as they stand", () => {
        fc.assert(
            fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }), fc.nat(), (object, choice) => {
                const names = Object.keys(object);
                const name = names[choice % (names.length || 1)] ?? "none";
                const texts = memberTexts(JSON.stringify(object), [name]);
                if (texts !== undefined) assert.deepEqual(texts, [JSON.stringify(object[name])]);
            }),
        );
        assert.deepEqual(memberTexts('{"a":{"b":"}\\""},"c":[1.0,"]"],"d":2}', ["c", "a"]), [
            '[1.0,"]"]',
            '{"b":"}\\""}',
        ]);
        assert.deepEqual(memberTexts('{":":{},"":[]}', ["", ":"]), ["[]", "{}"]);
        assert.equal(memberTexts('{"a":1}', ["b"]), undefined);
        assert.equal(memberTexts('[{"a":1}]', ["a"]), undefined);
    });
});
