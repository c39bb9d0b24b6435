import builder from "junit-report-builder";
import { tellFinding } from "../../policies/engine/findings";
import { typeAndName } from "../engine/events";
import { exemptionNotes } from "./exemptions";
import type { Governance } from "./govern";

/** Findings as JUnit's XML, which build servers show: a suite for each stack, a case for each rule. */
export function governanceJunit(governance: Governance): string {
    const { rules, stacks } = governance;
    const report = builder.newBuilder();
    for (const { stack, findings } of stacks) {
        const suite = report.testSuite().name(stack);
        for (const { id } of rules) {
            const of = findings.filter(({ rule }) => rule === id);
            const text = (level: string) =>
                of
                    .filter((finding) => finding.level === level)
                    .map((finding) => `${typeAndName(finding.urn)}: ${tellFinding(finding)}`)
                    .join("\n");
            const tested = suite.testCase().className(stack).name(id);
            if (text("mandatory") !== "") tested.failure(text("mandatory"));
            if (text("advisory") !== "") tested.standardOutput(text("advisory"));
        }
    }
    const notes = exemptionNotes(governance);
    if (notes.length === 0) return report.build();
    const suite = report.testSuite().name("exemptions");
    for (const { level, text, exemption } of notes) {
        const tested = suite.testCase().className("exemptions").name(`${exemption.resource} from ${exemption.rule}`);
        if (level === "error") tested.failure(text);
        else tested.standardOutput(text);
    }
    return report.build();
}
