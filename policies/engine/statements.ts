import { documentsOf, element, type Statement } from "../reading/iamDocument";
import { type Fields, type Judgement, listOf, pass, undetermined, UNKNOWN } from "./judgement";
import type { Resource, Rule, Settings } from "./rule";

/** Judges one statement that allows. */
export type StatementCheck = (statement: Statement, resource: Resource, settings: Settings) => readonly Judgement[];

/**
 * Judges every statement that allows, of every IAM document of every resource of AWS, wherever it stands: roles, inline
 * policies, policies of buckets, keys, topics and queues. A statement that denies takes away, and passes.
 * @param among which properties have documents that count, by the resource's type and the property's name
 */
export function judgeAllows(
    check: StatementCheck,
    among: (type: string, property: string) => boolean = () => true,
): Rule["judge"] {
    return (resource, _stack, settings) => {
        if (!resource.type.startsWith("aws:")) return [];
        const properties = Object.keys(resource.props).filter((property) => among(resource.type, property));
        return properties.flatMap((property) => {
            const { statements, unknown } = documentsOf(resource, property);
            return [
                ...statements.flatMap((statement) => judgeStatement(statement, resource, settings, check)),
                ...unknown.map((path) => undetermined(path, "the document is not known before the deployment.")),
            ];
        });
    };
}

function judgeStatement(
    statement: Statement,
    resource: Resource,
    settings: Settings,
    check: StatementCheck,
): readonly Judgement[] {
    const effect = element(statement.fields, "Effect");
    if (effect === "Deny") return [pass(statement.path)];
    const judgements = check(statement, resource, settings);
    return effect === UNKNOWN ? judgements.map(asUndetermined) : judgements;
}

/** Judges each value of an element (`Action`, `Resource`), which may be one or a list; none where it is not there. */
export function eachOf({ path, fields }: Statement, name: string, judge: (value: string, path: string) => Judgement) {
    const given = element(fields, name);
    return listOf(given).map((value, index): Judgement => {
        const at = `${path}.${name}${Array.isArray(given) ? `[${index}]` : ""}`;
        return value === UNKNOWN
            ? undetermined(at, "it is not known before the deployment.")
            : judge(String(value), at);
    });
}

/** Whether a statement has an element, known or not. */
export function hasElement(fields: Fields, name: string): boolean {
    return element(fields, name) !== undefined;
}

function asUndetermined(judgement: Judgement): Judgement {
    return judgement.verdict === "fail" ? { ...judgement, verdict: "undetermined" } : judgement;
}
