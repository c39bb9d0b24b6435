import assert from "node:assert/strict";
import { fail, type Judgement, pass, undetermined } from "../../policies/engine/judgement";
import type { Rule } from "../../policies/engine/rule";
import { rules } from "../../policies/rules";
import { messages, verdict } from "./graph";

/** Whether a rule says of each of its examples what the example tells. */
function keepsItsExamples(rule: Rule): boolean {
    const { good, bad, unknown } = rule.examples;
    const tells = (worst: "fail" | "undetermined") => (example: (typeof bad)[number]) =>
        verdict(rule, example) === worst &&
        JSON.stringify(messages(rule, example)) === JSON.stringify(example.messages);
    return (
        good.every((example) => verdict(rule, example) === "pass") &&
        bad.every(tells("fail")) &&
        unknown.every(tells("undetermined"))
    );
}

const answering = (change: (judgement: Judgement) => readonly Judgement[]) => (rule: Rule) => ({
    ...rule,
    judge: (...args: Parameters<Rule["judge"]>) => rule.judge(...args).flatMap(change),
});
const always = (judgements: readonly Judgement[]) => (rule: Rule) => ({ ...rule, judge: () => judgements });

/** Ways in which a rule may be broken, or switched off. */
const mutations: Readonly<Record<string, (rule: Rule) => Rule>> = {
    "says nothing": always([]),
    "passes everything": always([pass("it")]),
    "fails everything": always([fail("it", "it is wrong.")]),
    "knows nothing": always([undetermined("it", "nobody knows.")]),
    "takes failures for passed": answering((one) => (one.verdict === "fail" ? [pass(one.path)] : [one])),
    "takes failures for unknown": answering((one) => [
        one.verdict === "fail" ? { ...one, verdict: "undetermined" } : one,
    ]),
    "takes unknowns for passed": answering((one) => (one.verdict === "undetermined" ? [pass(one.path)] : [one])),
    "takes unknowns for failures": answering((one) => [
        one.verdict === "undetermined" ? { ...one, verdict: "fail" } : one,
    ]),
    "says it of another place": answering((one) => [{ ...one, path: `${one.path}.other` }]),
    "says something else": answering((one) => [{ ...one, message: "it is wrong." }]),
};

describe("policies: the examples of each rule", () => {
    for (const rule of rules) {
        it(`notice whatever is wrong with ${rule.id}`, () => {
            assert.ok(keepsItsExamples(rule));
            for (const [name, mutate] of Object.entries(mutations)) {
                assert.ok(!keepsItsExamples(mutate(rule)), `nothing notices that it ${name}`);
            }
        });
    }
});
