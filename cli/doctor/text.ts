import { count } from "../terminal/format";
import { table, wrapped } from "../terminal/table";
import type { Finding, Standing } from "./finding";

/** The findings as a table, and what they come to. */
export function examinationText(findings: readonly Finding[]): string {
    const rows = findings.map(({ check, standing, found, remedy }) => [
        wrapped(check, 32),
        standing,
        wrapped(found, 48),
        remedy === undefined ? "" : wrapped(remedy, 48),
    ]);
    return `${table(["check", "", "found", "how to mend it"], rows)}\n${verdictOf(findings)}`;
}

/** `1 problem, 2 warnings: mend the problem before the first deployment.` */
function verdictOf(findings: readonly Finding[]): string {
    const number = (standing: Standing) => findings.filter((finding) => finding.standing === standing).length;
    const [problems, warnings, unknown] = [number("problem"), number("warning"), number("unknown")];
    const parts = [
        ...(problems > 0 ? [count(problems, "problem")] : []),
        ...(warnings > 0 ? [count(warnings, "warning")] : []),
        ...(unknown > 0 ? [`${unknown} not known`] : []),
    ];
    if (parts.length === 0) return "Nothing stands in the way of a deployment.";
    return problems > 0
        ? `${parts.join(", ")}: a deployment or its first run would fail.`
        : `${parts.join(", ")}, and no problem.`;
}

/** Whether a deployment would fail. */
export function isProblem(findings: readonly Finding[]): boolean {
    return findings.some(({ standing }) => standing === "problem");
}
