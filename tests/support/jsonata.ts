import jsonata from "jsonata";
import type { Json } from "../../components/asl/states";

/**
 * The value of a state's field, evaluated by the reference implementation of JSONata with these variables: each
 * `{% ... %}` in it stands for its result. What AWS adds ($hash, $parse, ...) is not there.
 */
export async function evaluate(value: Json, variables: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    if (typeof value === "string") {
        const expression = expressionIn(value);
        if (expression === undefined) return value;
        const result: unknown = await jsonata(expression).evaluate(undefined, { ...variables });
        // The engine marks the lists that it makes.
        return result === undefined ? undefined : (JSON.parse(JSON.stringify(result)) as unknown);
    }
    if (Array.isArray(value)) return Promise.all((value as readonly Json[]).map((item) => evaluate(item, variables)));
    if (typeof value !== "object" || value === null) return value;
    const fields = Object.entries(value).filter((field): field is [string, Json] => field[1] !== undefined);
    return Object.fromEntries(
        await Promise.all(fields.map(async ([key, field]) => [key, await evaluate(field, variables)] as const)),
    );
}

/** Every expression in a value, at any depth. */
export function expressionsIn(value: unknown): readonly string[] {
    if (typeof value === "string") return [expressionIn(value)].filter((one) => one !== undefined);
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}

function expressionIn(text: string): string | undefined {
    return text.startsWith("{%") && text.endsWith("%}") ? text.slice(2, -2).trim() : undefined;
}
