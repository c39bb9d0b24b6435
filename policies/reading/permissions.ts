import { type Fields, isObject, listOf, UNKNOWN } from "../engine/judgement";
import { element, type Statement } from "./iamDocument";

/** Whether a pattern of IAM, in which `*` is any characters and `?` is one, stands for a text. */
export function covers(pattern: string, text: string): boolean {
    return expressionOf(pattern).test(text);
}

const expressions = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
    let expression = expressions.get(pattern);
    if (expression === undefined) {
        const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
        expression = new RegExp(`^${escaped.replace(/\*/g, ".*").replace(/\?/g, ".")}$`, "is");
        expressions.set(pattern, expression);
    }
    return expression;
}

/** Whether a statement, by its Action or NotAction, is about an action; `UNKNOWN` where that is not known yet. */
export function isAbout({ fields }: Pick<Statement, "fields">, action: string): boolean | typeof UNKNOWN {
    const [actions, others] = [element(fields, "Action"), element(fields, "NotAction")];
    const named = matches(actions === undefined ? others : actions, action);
    if (actions !== undefined || named === UNKNOWN) return named;
    return others !== undefined && !named;
}

/** The actions of a statement that are named, wildcards and all; those that are not known yet are left out. */
export function actionsOf({ fields }: Pick<Statement, "fields">): readonly string[] {
    return textsOf(fields, "Action");
}

/** The resources of a statement; those that are not known yet are left out. */
export function resourcesOf({ fields }: Pick<Statement, "fields">): readonly string[] {
    return textsOf(fields, "Resource");
}

/** Whether the values of an element are all known. */
export function isKnown({ fields }: Pick<Statement, "fields">, name: string): boolean {
    return !listOf(element(fields, name)).includes(UNKNOWN);
}

/**
 * What some statements allow of an action: those that allow it, unless another one denies it everywhere and always.
 * `unknown` tells that one of them may, by a value that is not known yet.
 */
export function allowing<S extends Statement>(
    statements: readonly S[],
    action: string,
): { readonly statements: readonly S[]; readonly unknown: boolean } {
    if (statements.some((statement) => deniesEverywhere(statement, action))) return { statements: [], unknown: false };
    const allows = statements.filter(({ fields }) => element(fields, "Effect") !== "Deny");
    return {
        statements: allows.filter((statement) => isAbout(statement, action) === true),
        unknown: allows.some((statement) => isAbout(statement, action) === UNKNOWN),
    };
}

function deniesEverywhere(statement: Statement, action: string): boolean {
    const { fields } = statement;
    const condition = element(fields, "Condition");
    return (
        element(fields, "Effect") === "Deny" &&
        (condition === undefined || (isObject(condition) && Object.keys(condition).length === 0)) &&
        resourcesOf(statement).includes("*") &&
        isAbout(statement, action) === true
    );
}

function matches(values: unknown, action: string): boolean | typeof UNKNOWN {
    const list = listOf(values);
    if (list.some((value) => value !== UNKNOWN && covers(String(value), action))) return true;
    return list.includes(UNKNOWN) ? UNKNOWN : false;
}

function textsOf(fields: Fields, name: string): readonly string[] {
    return listOf(element(fields, name)).flatMap((value) => (typeof value === "string" ? [value] : []));
}
