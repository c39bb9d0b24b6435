import builder from "junit-report-builder";
import { tellFinding } from "../../policies/engine/findings";
import { typeAndName } from "../engine/events";
import type { Governance } from "./govern";

/** Findings as JUnit's XML, which build servers show: a suite for each stack, a case for each rule. */
export function governanceJunit({ rules, stacks, faults }: Governance): string {
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
    for (const fault of faults) report.testSuite().name("exemptions").testCase().name("holds").failure(fault);
    return report.build();
}
