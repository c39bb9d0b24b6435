import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as ts from "typescript";
import type { Merged } from "./mergeChild";

const root = join(__dirname, "../../..");
const child = "tests/functions/scoring/mergeChild";
const rows = 200_000;
/** MiB of V8's old space. The rows of one algorithm alone would take as much. */
const heap = 32;
/** MiB in all: Node itself, the heap, and two parts of an upload with what they are gathered from. */
const most = 256;

/** TypeScript as plain JavaScript in a folder: the compiler would take more memory than merging may. */
function transpile(folder: string): void {
    const folders = ["contracts", "functions/scoring", "functions/shared", "functions/realtime"];
    const sources = folders.flatMap((name) => readdirSync(join(root, name)).map((file) => `${name}/${file}`));
    for (const source of [...sources, `${child}.ts`]) {
        const { outputText } = ts.transpileModule(readFileSync(join(root, source), "utf8"), {
            compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
        });
        const path = join(folder, source.replace(/ts$/, "js"));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, outputText);
    }
}

describe("merging 200,000 rows", () => {
    let folder: string;

    before(() => {
        folder = mkdtempSync(join(tmpdir(), "merge-memory-"));
        transpile(folder);
    });
    after(() => rmSync(folder, { recursive: true }));

    it("takes no more memory than a few batches of rows and two parts of the upload", () => {
        const options = [`--max-old-space-size=${heap}`, join(folder, child), String(rows)];
        const merged = JSON.parse(execFileSync(process.execPath, options, { encoding: "utf8" })) as Merged;
        assert.deepEqual([merged.output, merged.lines], [rows, rows + 1]);
        assert.match(merged.last, /^199999,"Saab, 900",(note )+\.,99999\.5,49999\.75,99999\.5$/);
        assert.ok(merged.parts > 2, `${merged.parts} parts`);
        const taken = Math.round(merged.memory / 2 ** 20);
        assert.ok(taken < most, `${taken} MiB`);
    });
});
