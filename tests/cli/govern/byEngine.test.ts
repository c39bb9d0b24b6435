import assert from "node:assert/strict";
import type { ReportViolation, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { typeAndName, type Violation } from "../../../cli/engine/events";
import { findingOf } from "../../../cli/govern/byEngine";
import { governanceOf } from "../../../cli/govern/govern";
import type { Exemption } from "../../../policies/engine/exemptions";
import type { Finding, Standing } from "../../../policies/engine/findings";
import { judgeInputs, judgeStack, policiesFor } from "../../../policies/engine/pack";
import type { Example, Resource, Rule } from "../../../policies/engine/rule";
import { strictest } from "../../../policies/engine/stages";
import { rules } from "../../../policies/rules";
import { toResources } from "../../policies/graph";

const today = "2027-01-01";
const exemptionOf = (rule: string, change: Partial<Exemption> = {}): Exemption => ({
    ...{ rule, resource: "*", stack: "local", reason: "Gone by spring.", owner: "ann", expires: "2027-03-31" },
    ...change,
});

/** What the engine carries of what the pack reports. */
function violationsOf(rule: Rule, resources: readonly Resource[], standing: Standing): readonly Violation[] {
    const violations: Violation[] = [];
    const report = ((told: string | Record<string, string>, urn?: string) => {
        const of =
            typeof told === "string" ? { name: "stack", message: told, enforcementLevel: "mandatory", urn } : told;
        violations.push({
            rule: of["name"] ?? "",
            resource: typeAndName(of.urn ?? ""),
            message: of["message"] ?? "",
            level: of["enforcementLevel"] === "mandatory" ? "mandatory" : "advisory",
        });
    }) as unknown as ReportViolation;
    const [ofResource, ofStack] = policiesFor([rule], () => standing);
    const validate = ofResource.validateResource as (args: ResourceValidationArgs, report: ReportViolation) => void;
    for (const resource of resources) validate(resource as unknown as ResourceValidationArgs, report);
    void ofStack.validateStack({ resources } as unknown as StackValidationArgs, report);
    return violations;
}

function bothWays(rule: Rule, example: Example, exemptions: readonly Exemption[]) {
    const standing: Standing = {
        ...{ exemptions, today },
        stage: { ...strictest, settings: example.settings ? { [rule.id]: { ...example.settings } } : {} },
    };
    const resources = toResources(example);
    const here: readonly Finding[] = [
        ...resources.flatMap((one) => judgeInputs([rule], { ...one, propertyDependencies: {} }, standing)),
        ...judgeStack([rule], resources, standing),
    ];
    const byEngine = violationsOf(rule, resources, standing).flatMap((one) => findingOf(one, "local", standing));
    return { here, byEngine };
}

describe("cli: govern --engine", () => {
    for (const rule of rules) {
        it(`reads of ${rule.id} what the rule said, and what lets it through`, () => {
            for (const example of [...rule.examples.bad, ...rule.examples.unknown]) {
                for (const exemptions of [[], [exemptionOf(rule.id)]]) {
                    const { here, byEngine } = bothWays(rule, example, exemptions);
                    assert.deepEqual(byEngine, here, example.title);
                }
            }
        });
    }

    const [rule] = rules;
    const [example] = rule?.examples.bad ?? [];
    assert.ok(rule && example);

    it("knows which exemptions are used: those of this stack that still hold", () => {
        const used = exemptionOf(rule.id);
        const others = [exemptionOf(rule.id, { stack: "prod" }), exemptionOf("sns/encryptTopics")];
        const late = exemptionOf(rule.id, { resource: "late", expires: "2026-12-31" });
        const { byEngine } = bothWays(rule, example, [late, used, ...others]);
        const governance = governanceOf(
            [{ stack: "local", resources: 1, findings: byEngine }],
            [late, used, ...others],
            today,
        );
        assert.deepEqual(governance.exemptions, [used]);
        assert.deepEqual(governance.unused, others);
        assert.deepEqual(
            governance.faults.map(({ exemption }) => exemption),
            [late],
        );
    });

    it("keeps what is no rule's, so that a policy that breaks is seen", () => {
        const violation: Violation = { rule: "stack", resource: "the stack", message: "it broke", level: "advisory" };
        const standing: Standing = { stage: strictest, exemptions: [], today };
        assert.deepEqual(
            findingOf(violation, "local", standing).map(({ rule, message }) => [rule, message]),
            [["stack", "it broke"]],
        );
    });
});
