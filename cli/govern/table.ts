import { type Finding, tellFinding } from "../../policies/engine/findings";
import { typeAndName } from "../engine/events";
import { count } from "../terminal/format";
import { table, wrapped } from "../terminal/table";
import { exemptionNotes } from "./exemptions";
import { type Governance, isRefused } from "./govern";

/** One message of a rule, and all resources of all stacks that it is said of. */
export interface Told {
    readonly rule: string;
    readonly level: Finding["level"];
    readonly message: string;
    readonly resources: readonly string[];
    readonly stacks: readonly string[];
}

/** Findings that say the same, once, with where: mandatory ones first. */
export function gathered({ stacks }: Pick<Governance, "stacks">): Told[] {
    const told = new Map<string, { finding: Finding; resources: Set<string>; stacks: Set<string> }>();
    for (const { stack, findings } of stacks) {
        for (const finding of findings) {
            const key = JSON.stringify([finding.level, finding.rule, tellFinding(finding)]);
            const entry = told.get(key) ?? { finding, resources: new Set(), stacks: new Set() };
            entry.resources.add(typeAndName(finding.urn));
            entry.stacks.add(stack);
            told.set(key, entry);
        }
    }
    return [...told.values()]
        .map(({ finding, resources, stacks }) => ({
            ...{ rule: finding.rule, level: finding.level, message: tellFinding(finding) },
            ...{ resources: [...resources], stacks: [...stacks] },
        }))
        .sort((a, b) => order(a).localeCompare(order(b)));
}

const order = ({ level, rule }: Told): string => `${level === "mandatory" ? 0 : 1} ${rule}`;

/** How much was judged, and what came of it, in a sentence. */
export function summaryText(governance: Governance): string {
    const { rules, stacks, findings } = governance;
    const mandatory = findings.filter(({ level }) => level === "mandatory").length;
    const judged = `${count(rules.length, "rule")} over ${count(stacks.length, "stack")}`;
    return (
        `${judged}: ${count(mandatory, "mandatory finding")}, ${count(findings.length - mandatory, "advisory finding")}. ` +
        (isRefused(governance) ? "A deployment would be refused." : "Nothing stops a deployment.")
    );
}

/** What rules would set by themselves, a line for each of them and what it sets. */
export function remediedLines({ stacks }: Pick<Governance, "stacks">): string[] {
    const told = new Map<string, Set<string>>();
    for (const { rule, urn, paths } of stacks.flatMap(({ remedied = [] }) => remedied)) {
        const key = `${rule} would set ${paths.join(", ")} of`;
        told.set(key, (told.get(key) ?? new Set()).add(typeAndName(urn)));
    }
    return [...told].map(([line, resources]) => `${line} ${someOf([...resources], 3)}.`);
}

/** For people: a table of what was found, by rule, and how it is mended. */
export function governanceTable(governance: Governance): string {
    const rows = gathered(governance).map((told) => [
        told.level,
        told.rule,
        wrapped(told.message, 70),
        wrapped(someOf(told.resources, 3), 40),
        told.stacks.join("\n"),
    ]);
    return [
        ...(rows.length > 0 ? [table(["level", "rule", "what", "where", "stacks"], rows)] : []),
        ...exemptionNotes(governance).map(({ text }) => text),
        ...remediedLines(governance),
        ...remediesOf(governance),
        summaryText(governance),
    ].join("\n");
}

/** What to do about each rule that stops a deployment. */
export function remediesOf({ rules, findings }: Pick<Governance, "rules" | "findings">): string[] {
    const refused = new Set(findings.filter(({ level }) => level === "mandatory").map(({ rule }) => rule));
    return rules.filter(({ id }) => refused.has(id)).map(({ id, remedy, docs }) => `${id}: ${remedy} ${docs}`);
}

/** The first of some names, and how many more there are. */
export function someOf(names: readonly string[], most: number): string {
    const more = names.length - most;
    return names.slice(0, most).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
