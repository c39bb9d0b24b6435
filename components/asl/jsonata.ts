import type { Json } from "./states";

/** A value that Step Functions evaluates. */
export type Expression = `{% ${string} %}`;

/** A value of which each part, or the whole, may be an expression: what a state must spell out to make a `Value`. */
export type Spelled<Value> =
    | Expression
    | (Value extends string | number | boolean | null | undefined
          ? Value
          : { readonly [Key in keyof Value]: Spelled<Value[Key]> });

/** An expression that was written over several lines, as a value of a state. */
export function jsonata(expression: string): Expression {
    return `{% ${oneLine(expression)} %}`;
}

/**
 * A JSON value as an expression, `{% ... %}` inside it included: for lists and objects whose members depend on a
 * variable, which a plain value cannot say.
 */
export function asExpression(value: Json): string {
    if (typeof value === "string") {
        return isExpression(value) ? `(${value.slice(2, -2).trim()})` : JSON.stringify(value);
    }
    if (Array.isArray(value)) return `[${(value as readonly Json[]).map(asExpression).join(", ")}]`;
    if (typeof value === "object" && value !== null) {
        const fields = Object.entries(value).filter((field): field is [string, Json] => field[1] !== undefined);
        return `{${fields.map(([key, field]) => `${JSON.stringify(key)}: ${asExpression(field)}`).join(", ")}}`;
    }
    return JSON.stringify(value);
}

/** A list of which some members are lists of their own by {@link forEachModel}. */
export function listOf(members: readonly Json[]): string {
    return `{% ${asExpression(members)} %}`;
}

/** As many members of a list as there are model versions in `$models`, whose fields the expression names. */
export function forEachModel(expression: string): string {
    return `{% $models.(${expression}) %}`;
}

/** A list, each of its members with its place among them as `index`, as a part of an expression. */
export function numbered(list: string): string {
    return `[$map(${list}, function($one, $place) { $merge([$one, {'index': $place}]) })]`;
}

/** As {@link forEachModel}, of some algorithms alone. */
export function forEachModelOf(algorithms: readonly string[], expression: string): string {
    return `{% ${modelsOf(algorithms)}.(${expression}) %}`;
}

/** The versions of some algorithms in `$models`, as a part of an expression. */
export function modelsOf(algorithms: readonly string[]): string {
    return `$models[algorithm in ${asExpression(algorithms)}]`;
}

function isExpression(text: string): boolean {
    return text.startsWith("{%") && text.endsWith("%}");
}

/** A part of an expression that was written over several lines. */
export function oneLine(expression: string): string {
    return expression.replace(/\s+/g, " ").trim();
}
