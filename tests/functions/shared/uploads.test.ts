import assert from "node:assert/strict";
import * as fc from "fast-check";
import { upload, type UploadCalls, type UploadedPart } from "../../../functions/shared/uploads";

async function* texts(all: readonly string[], end?: Error): AsyncGenerator<string> {
    yield* all;
    if (end !== undefined) {
        throw end;
    }
}

/** What S3 would keep of the calls. */
class Uploads implements UploadCalls {
    object: string | undefined;
    parts: Buffer[] = [];
    aborted = false;
    failing: string | undefined;

    async put(body: Buffer): Promise<void> {
        this.object = body.toString();
    }

    async begin(): Promise<string> {
        return "upload-1";
    }

    async part(id: string, number: number, body: Buffer): Promise<UploadedPart> {
        assert.equal(id, "upload-1");
        assert.equal(number, this.parts.length + 1);
        if (this.failing === "part") {
            throw new Error("no more parts");
        }
        this.parts.push(body);
        return { PartNumber: number, ETag: `"${number}"` };
    }

    async complete(id: string, parts: UploadedPart[]): Promise<void> {
        assert.equal(id, "upload-1");
        assert.deepEqual(
            parts.map((part) => part.PartNumber),
            this.parts.map((_, index) => index + 1),
        );
        this.object = Buffer.concat(this.parts).toString();
    }

    async abort(): Promise<void> {
        this.aborted = true;
        throw new Error("it cannot be aborted either");
    }
}

describe("uploading texts", () => {
    it("makes a small object by one call", async () => {
        const calls = new Uploads();
        await upload(calls, texts(["a", "bé"]), 100);
        assert.deepEqual([calls.object, calls.parts], ["abé", []]);
        await upload(calls, texts([]));
        assert.equal(calls.object, "");
    });

    it("makes the same object of any texts, in parts that are large enough but for the last", async () => {
        const text = fc.string({ unit: fc.constantFrom("a", "é", "😀"), maxLength: 20 });
        await fc.assert(
            fc.asyncProperty(fc.array(text), fc.integer({ min: 1, max: 40 }), async (all, size) => {
                const calls = new Uploads();
                await upload(calls, texts(all), size);
                assert.equal(calls.object, all.join(""));
                assert.ok(calls.parts.slice(0, -1).every((part) => part.length >= size));
                assert.ok(calls.parts.every((part) => part.length > 0));
            }),
        );
    });

    it("leaves nothing where a text or a part fails, and tells that error", async () => {
        const end = new Error("the second file is not there");
        const calls = new Uploads();
        await assert.rejects(upload(calls, texts(["aaaa", "bbbb", "cccc"], end), 3), end);
        assert.deepEqual([calls.object, calls.aborted], [undefined, true]);

        const early = new Uploads();
        await assert.rejects(upload(early, texts(["a"], end), 3), end);
        assert.deepEqual([early.object, early.aborted], [undefined, false]);

        const full = new Uploads();
        full.failing = "part";
        await assert.rejects(upload(full, texts(["aaaa", "bbbb"]), 3), /no more parts/);
        assert.deepEqual([full.object, full.aborted], [undefined, true]);
    });
});
