import assert from "node:assert/strict";
import fc from "fast-check";
import { formatLine, parseLine } from "../../../../local/sagemaker/transform/csv";
import { csvCut, csvJoinCut, jsonCut, jsonJoinCut } from "../../../../local/sagemaker/transform/cuts";
import { JsonPath } from "../../../../local/sagemaker/transform/jsonPath";
import { valueEnd } from "../../../../local/sagemaker/transform/jsonText";

/** What a closer look gives; undefined where it finds a fault. */
function selected(path: string, line: string): string | undefined {
    try {
        return formatLine(JsonPath.parse(path).columns(parseLine(line)));
    } catch {
        return undefined;
    }
}

const lines = (...some: readonly string[]) => Buffer.from(some.map((line) => `${line}\n`).join(""));
const textsOf = (cut: Buffer | undefined) => cut?.toString().slice(0, -1).split("\n");
const cutOf = (path: string, ...some: readonly string[]) =>
    textsOf(csvCut(JsonPath.parse(path).selected)(lines(...some)));
const joinOf = (path: string, some: readonly string[], answers: readonly string[]) =>
    textsOf(csvJoinCut(JsonPath.parse(path).selected)(lines(...some), lines(...answers)));

describe("cuts of transform jobs", () => {
    const field = fc.constantFrom("", "1", "ab", " c", "d ", '"e"', '"f,g"', '"h""i"', "j\r", '"', "é");
    const fields = fc.array(field, { maxLength: 6 }).map((some) => some.join(","));
    const paths = fc.constantFrom("$", "$[1:]", "$[2:]", "$[0:]", "$[-1:]", "$[0,-1]", "$[0,1,-1]", "$[1,-1]", "$[0]");

    it("leave of a line what its fields, read and written one by one, leave", () => {
        fc.assert(
            fc.property(fc.array(fields, { minLength: 1, maxLength: 3 }), paths, (some, path) => {
                const cut = cutOf(path, ...some);
                if (cut !== undefined) {
                    assert.deepEqual(
                        cut,
                        some.map((line) => selected(path, line)),
                    );
                }
            }),
        );
    });

    it("leave of a line and its answer what their fields leave", () => {
        const pairs = fc.array(fc.tuple(fields, fields), { minLength: 1, maxLength: 3 });
        fc.assert(
            fc.property(pairs, paths, (some, path) => {
                const joined = joinOf(
                    path,
                    some.map(([line]) => line),
                    some.map(([, answer]) => answer),
                );
                if (joined !== undefined) {
                    assert.deepEqual(
                        joined,
                        some.map(([line, answer]) => selected(path, `${line},${answer}`)),
                    );
                }
            }),
        );
    });

    it("are taken of plain lines", () => {
        assert.deepEqual(cutOf("$[2:]", "7,a,1,2", "8,é,,"), ["1,2", ","]);
        assert.deepEqual(cutOf("$[0,1,-1]", "7,a,1,2,0.5"), ["7,a,0.5"]);
        assert.equal(cutOf("$[2:]", '7,"a",1,2'), undefined);
        assert.equal(cutOf("$[2:]", "7,a,1", "7,a"), undefined);
        assert.deepEqual(joinOf("$[0,-1]", ["7,1,2", "8,3,4"], ["0.5", "1,0.25"]), ["7,0.5", "8,0.25"]);
        assert.deepEqual(joinOf("$", ["7,1"], ["0.5"]), ["7,1,0.5"]);
        assert.equal(joinOf("$[0,-1]", ["7,1,2", "8,3,4"], ["0.5"]), undefined);
        assert.equal(joinOf("$[0,-1]", ["7,1,2"], ["0.5", "0.25"]), undefined);
    });

    it("leave of an object the members that are asked for, as they stand", () => {
        fc.assert(
            fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }), fc.nat(), (object, choice) => {
                const names = Object.keys(object);
                const name = names[choice % (names.length || 1)] ?? "none";
                const texts = textsOf(jsonCut([name])(lines(JSON.stringify(object))));
                if (texts !== undefined) assert.deepEqual(texts, [JSON.stringify(object[name])]);
            }),
        );
        const cut = (name: string, line: string) => textsOf(jsonCut([name])(lines(line)));
        assert.deepEqual(cut("c", '{"a":{"b":"}é"},"c":[1.0,"]"],"d":2}'), ['[1.0,"]"]']);
        assert.deepEqual(cut("a", '{"a": {"b" : -1.5e+3} , "c":[]}'), ['{"b" : -1.5e+3}']);
        assert.deepEqual(cut(":", '{":":{},"":[]}'), ["{}"]);
        for (const line of ['{"b":1}', '[{"a":1}]', '{"a":1', '{"a":1}x', '{"a":1,}', '{"b":01,"a":1}', '{"a":1e}']) {
            assert.equal(cut("a", line), undefined, line);
        }
    });

    it("leave of joined objects some members and the answer", () => {
        const cut = jsonJoinCut(["id", "SageMakerOutput"], "SageMakerOutput");
        const joined = (record: string, answer: string) => textsOf(cut(lines(record), lines(answer)));
        assert.deepEqual(joined('{"id":"é","v":[1]}', ' {"score": 0.5} '), [
            '{"id":"é","SageMakerOutput":{"score": 0.5}}',
        ]);
        assert.equal(joined('{"id":7}', "0.5 1"), undefined);
        assert.equal(joined('{"v":7}', "0.5"), undefined);
        assert.equal(jsonJoinCut(["SageMakerOutput", "id"], "SageMakerOutput")(lines("{}"), lines("1")), undefined);
    });

    it("take for JSON what is JSON, and nothing else", () => {
        const isWhole = (text: string) => valueEnd(Buffer.from(`${text}\n`), 0) === Buffer.byteLength(text);
        const characters = fc.string({ unit: fc.constantFrom(...'{}[]:,"-+.eE01 tnul\\\té'), maxLength: 12 });
        const isJson = (text: string) => {
            try {
                JSON.parse(text);
                return true;
            } catch {
                return false;
            }
        };
        fc.assert(
            fc.property(characters, (text) => {
                if (isWhole(text)) assert.ok(isJson(text), text);
            }),
            { numRuns: 2_000 },
        );
        fc.assert(
            fc.property(fc.json({ maxDepth: 3 }), (text) => {
                if (!text.includes("\\")) assert.ok(isWhole(text), text);
            }),
        );
        assert.ok(!isWhole(`${"[".repeat(5_000)}${"]".repeat(5_000)}`));
    });
});
