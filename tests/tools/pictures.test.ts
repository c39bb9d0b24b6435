import assert from "node:assert/strict";
import { pictures, stalePictures } from "../../tools/docs/pictures/picture";

describe("the pictures of the documentation", () => {
    it("show the pages as they are now: `npm run docs` draws them", () => {
        assert.deepEqual(stalePictures(), []);
    });

    it("are text, and whole as XML takes it", () => {
        for (const [path, content] of Object.entries(pictures())) {
            const open: string[] = [];
            for (const [, closing, name = "", own] of content.matchAll(/<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/g)) {
                if (closing) assert.equal(open.pop(), name, path);
                else if (!own) open.push(name);
            }
            assert.deepEqual(open, [], path);
            assert.doesNotMatch(content, /&(?!amp;|lt;|gt;|quot;|#39;)/, path);
        }
    });
});
