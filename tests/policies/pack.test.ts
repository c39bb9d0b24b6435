import assert from "node:assert/strict";
import type { ReportViolation, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import type { Exemption } from "../../policies/engine/exemptions";
import type { Standing } from "../../policies/engine/findings";
import { fail, pass, undetermined } from "../../policies/engine/judgement";
import { policiesFor } from "../../policies/engine/pack";
import type { Rule } from "../../policies/engine/rule";
import { type Stage, strictest } from "../../policies/engine/stages";
import { rules } from "../../policies/rules";

const rule: Rule = {
    ...(rules.find(({ level }) => level === undefined) as Rule),
    ...{
        id: "x/paintThings",
        description: "Every thing is green.",
        remedy: "Paint it.",
        severity: "high",
        scope: "resource",
    },
    group: "cost",
    judge: () => [pass("size"), fail("color", "it is red."), undetermined("shape", "nobody knows.")],
};
const urn = "urn:pulumi:dev::shop::aws:x/y:Y::thing";
const resource = { type: "aws:x/y:Y", name: "thing", urn, props: {}, propertyDependencies: {} };
const exemption: Exemption = {
    ...{ rule: rule.id, resource: "thing", stack: "*", reason: "Red until spring.", owner: "ann" },
    expires: "2027-03-31",
};

/** What the pack reports of the one thing, in each phase. */
function reports(stage: Partial<Stage> = {}, exemptions: readonly Exemption[] = [], judged: Rule = rule) {
    const standing: Standing = { stage: { ...strictest, ...stage }, exemptions, today: "2027-01-01" };
    const [ofResource, ofStack] = policiesFor([judged], () => standing);
    const told = { resource: [] as unknown[], stack: [] as unknown[] };
    const validateResource = ofResource.validateResource as (
        args: ResourceValidationArgs,
        report: ReportViolation,
    ) => void;
    validateResource(resource as unknown as ResourceValidationArgs, (one) => told.resource.push(one));
    const args = { resources: [resource] } as unknown as StackValidationArgs;
    void ofStack.validateStack(args, (one) => told.stack.push(one));
    return told;
}

const common = { name: "x-paint-things", description: "Every thing is green.", severity: "high", urn };
const failure = {
    ...common,
    message: "Every thing is green.\ncolor: it is red.\nPaint it.",
    enforcementLevel: "mandatory",
};
const open = {
    ...common,
    message: "Every thing is green.\nshape: undetermined: nobody knows.",
    enforcementLevel: "advisory",
};

describe("the policy pack", () => {
    it("stops a resource for a failure, and tells what is undetermined once the whole graph is known", () => {
        assert.deepEqual(reports(), { resource: [failure], stack: [open] });
    });

    it("tells what a rule over several resources finds in the whole graph alone", () => {
        assert.deepEqual(reports({}, [], { ...rule, scope: "stack" }), { resource: [], stack: [failure, open] });
    });

    it("refuses what is undetermined where the stage says so", () => {
        assert.deepEqual(reports({ undetermined: "refuse" }).stack, [{ ...open, enforcementLevel: "mandatory" }]);
    });

    it("advises, or keeps silent, where the stage says so, by group or at all", () => {
        const advised = [{ ...failure, enforcementLevel: "advisory" }];
        assert.deepEqual(reports({ level: "advisory" }).resource, advised);
        assert.deepEqual(reports({ groups: { cost: "advisory" } }).resource, advised);
        assert.deepEqual(reports({ groups: { iam: "advisory" } }).resource, [failure]);
        assert.deepEqual(reports({ level: "advisory", groups: { cost: "mandatory" } }).resource, [failure]);
        assert.deepEqual(reports({ groups: { cost: "disabled" } }), { resource: [], stack: [] });
    });

    it("never stops anything for a rule that advises", () => {
        const advised = [{ ...failure, enforcementLevel: "advisory" }];
        assert.deepEqual(reports({}, [], { ...rule, level: "advisory" }).resource, advised);
    });

    it("gives a rule its defaults, and what the stage sets", () => {
        const judged: Rule = {
            ...rule,
            settings: { least: { type: "integer", default: 3 }, most: { type: "integer", default: 5 } },
            judge: (_resource, _stack, settings) => [fail("n", JSON.stringify(settings))],
        };
        const [told] = reports({ settings: { [rule.id]: { least: 4 } } }, [], judged).resource as { message: string }[];
        assert.ok(told?.message.includes('n: {"least":4,"most":5}'), told?.message);
    });

    it("lets a failure through that is exempt, and says why, by whom and until when", () => {
        const letThrough = {
            ...failure,
            message:
                "Every thing is green.\ncolor: it is red. Exempt until 2027-03-31 by ann: Red until spring.\nPaint it.",
            enforcementLevel: "advisory",
        };
        assert.deepEqual(reports({}, [exemption]).resource, [letThrough]);
        assert.deepEqual(reports({}, [{ ...exemption, resource: "aws:x/*::thi*" }]).resource, [letThrough]);
        for (const other of [{ resource: "thin" }, { rule: "x/other" }, { stack: "prod" }]) {
            assert.deepEqual(reports({}, [{ ...exemption, ...other }]).resource, [failure]);
        }
    });

    it("refuses an exemption that has expired, or that holds too long, with the failure that it let through", () => {
        const told = reports({}, [{ ...exemption, expires: "2026-12-31" }]);
        assert.deepEqual(told.resource, [failure]);
        assert.deepEqual(told.stack, [
            open,
            "The exemption of thing from x/paintThings expired on 2026-12-31: mend the resource, or have ann decide anew, " +
                "in policies/exemptions.yaml.",
        ]);
        const long = reports({}, [{ ...exemption, expires: "2027-07-01" }]);
        assert.deepEqual(long.resource, [failure]);
        assert.match(String(long.stack[1]), /none may hold longer than 180 days: choose an earlier day\.$/);
        assert.deepEqual(reports({}, [{ ...exemption, expires: "2027-06-30" }]).stack, [open]);
    });
});
