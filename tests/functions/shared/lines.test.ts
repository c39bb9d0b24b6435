import assert from "node:assert/strict";
import * as fc from "fast-check";
import { lineBatches } from "../../../functions/shared/lines";

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) {
        yield bytes.subarray(at, at + size);
    }
}

async function linesOf(text: string, size = 7): Promise<string[]> {
    const lines: string[] = [];
    for await (const batch of lineBatches(inChunks(Buffer.from(text), size))) {
        assert.ok(batch.length > 0);
        lines.push(...batch);
    }
    return lines;
}

describe("the lines of a text", () => {
    it("have no line ends, and none of them is empty", async () => {
        assert.deepEqual(await linesOf("one\r\n\r\ntwo\n\nthree"), ["one", "two", "three"]);
        assert.deepEqual(await linesOf(""), []);
        assert.deepEqual(await linesOf("\n"), []);
    });

    it("are the same wherever the chunks are cut, characters included", async () => {
        const line = fc.string({ unit: fc.constantFrom("a", "é", "😀", ",", " ") });
        await fc.assert(
            fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
                assert.deepEqual(
                    await linesOf(lines.join("\n"), size),
                    lines.filter((one) => one !== ""),
                );
            }),
        );
    });

    it("are refused where they are not UTF-8", async () => {
        const lines = lineBatches(inChunks(Uint8Array.of(0x61, 0xe9, 0x0a), 9));
        await assert.rejects(lines.next());
    });
});
