import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { filled, readmes } from "../../tools/docs/readmes";

const components = join(__dirname, "../../components");
/** Folders of parts that components are made of. */
const parts = ["access", "asl", "blocks", "model", "package", "validation"];

describe("the READMEs of components", () => {
    it("are there for every component", () => {
        const index = readFileSync(join(components, "index.ts"), "utf8");
        const modules = readdirSync(components, { withFileTypes: true })
            .filter((entry) => entry.isDirectory())
            .map(({ name }) => name);
        // A component's file is called by it; a module may have a folder of its own for one that can be left out.
        const exported = [...index.matchAll(/from "\.\/(.+)\/[A-Z]\w*"/g)].map(([, folder = ""]) => folder);
        const folders = [...new Set([...modules, ...exported])].filter((one) => !parts.includes(one));
        const documented = readmes().map((readme) => relative(components, dirname(readme)));
        assert.deepEqual(documented.sort(), ["", ...folders].sort());
    });

    for (const readme of readmes()) {
        const name = basename(dirname(readme));
        const text = readFileSync(readme, "utf8");

        it(`${name} has a snippet, a diagram, args and outputs`, () => {
            for (const part of ["```typescript", "```mermaid", "<!-- args ", "<!-- outputs "]) {
                assert.ok(text.includes(part), `${readme} has no ${part}`);
            }
        });

        it(`${name} says of each field what the source says: \`npm run docs\` writes it`, async () => {
            assert.equal(text, await filled(readme, text));
        });

        it(`${name} leaves no field without a word`, () => {
            assert.doesNotMatch(text, /^\| `\w+` +\| &nbsp;/m);
        });
    }
});
