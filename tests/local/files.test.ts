import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entriesIfThere, listIfThere, makeOnce, readIfThere, writeWhole } from "../../local/files";

describe("files that others change meanwhile", () => {
    let folder: string;
    let file: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "drivetrain-files-"));
        file = join(folder, "file");
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("are read and listed where they are there; only that they are not is no error", () => {
        writeFileSync(file, "text");
        assert.equal(readIfThere(file), "text");
        for (const absent of [join(folder, "absent"), join(file, "below-a-file")]) {
            assert.equal(readIfThere(absent), undefined);
            assert.deepEqual([listIfThere(absent), entriesIfThere(absent)], [[], []]);
        }
        assert.throws(() => readIfThere(folder), { code: "EISDIR" });
        mkdirSync(join(folder, "sub"));
        assert.deepEqual(listIfThere(folder).sort(), ["file", "sub"]);
        assert.deepEqual(
            entriesIfThere(folder)
                .filter((one) => one.isFile())
                .map(({ name }) => name),
            ["file"],
        );
    });

    it("are made once, whole, and written whole", () => {
        assert.equal(makeOnce(file, "first"), true);
        assert.equal(makeOnce(file, "second"), false);
        assert.equal(readFileSync(file, "utf8"), "first");
        writeWhole(file, "third");
        assert.equal(readFileSync(file, "utf8"), "third");
        assert.deepEqual(readdirSync(folder), ["file"]);
    });
});
