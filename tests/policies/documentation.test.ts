import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { rules } from "../../policies/rules";
import { coverage } from "../../tools/docs/coverage";
import { rulesFile, rulesText } from "../../tools/docs/rules";

describe("the documentation of rules", () => {
    it("says what the rules' files say: `npm run docs` writes it", async () => {
        assert.equal(readFileSync(rulesFile, "utf8"), await rulesText());
    }).timeout(30_000);

    it("names for every rule what it answers to, each once", () => {
        const named = coverage.flatMap((line) => line.rules);
        assert.deepEqual([...named].sort(), rules.map(({ id }) => id).sort());
    });

    it("leaves no check without a rule", () => {
        for (const { check, rules: named } of coverage) assert.ok(named.length > 0, check);
    });
});
