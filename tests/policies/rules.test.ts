import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { policyName } from "../../policies/engine/pack";
import { notServices, rules } from "../../policies/rules";
import { messages, verdict } from "./graph";

const root = join(__dirname, "../../policies");

/** `<service>/<verbThing>` of every rule's file on disk. */
function filesOfRules(): readonly string[] {
    return readdirSync(root, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !notServices.includes(entry.name))
        .flatMap(({ name }) => readdirSync(join(root, name)).map((file) => `${name}/${file.replace(/\.ts$/, "")}`))
        .sort();
}

describe("policies", () => {
    it("serves every rule that has a file, each under the path of its file", () => {
        assert.deepEqual(rules.map(({ id }) => id).sort(), filesOfRules());
    });

    it("names policies as Pulumi does", () => {
        assert.equal(policyName("s3/encryptBuckets"), "s3-encrypt-buckets");
    });

    for (const rule of rules) {
        describe(rule.id, () => {
            it("says what it checks, why, and what to do, in sentences", () => {
                for (const text of [rule.description, rule.cause, rule.explanation, rule.remedy]) {
                    assert.match(text, /^[A-Z].*\.$/s);
                }
                assert.match(rule.docs, /^https:\/\/docs\.aws\.amazon\.com\//);
            });

            it("is shown with a good example, a bad one, and one that is not known yet", () => {
                for (const examples of Object.values(rule.examples)) assert.ok(examples.length > 0);
            });

            for (const example of rule.examples.good) {
                it(`passes: ${example.title}`, () => assert.deepEqual(messages(rule, example), []));
            }

            for (const example of rule.examples.bad) {
                it(`refuses: ${example.title}`, () => {
                    assert.equal(verdict(rule, example), "fail");
                    assert.deepEqual(messages(rule, example), example.messages);
                });
            }

            for (const example of rule.examples.unknown) {
                it(`leaves open: ${example.title}`, () => {
                    assert.equal(verdict(rule, example), "undetermined");
                    assert.deepEqual(messages(rule, example), example.messages);
                });
            }
        });
    }
});
