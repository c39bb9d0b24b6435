import * as fc from "fast-check";
import { fieldsOf, Shape } from "../../../local/provider/engine/shape";
import { Properties } from "../../../local/provider/engine/values";

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const json = fc.dictionary(word, fc.oneof(word, fc.integer(), fc.array(word, { maxLength: 3 })), { maxKeys: 4 });

/** Any value that a shape accepts. */
export function valueOf(shape: Shape): fc.Arbitrary<unknown> {
    if (Array.isArray(shape)) return fc.array(valueOf(shape[0] as Shape), { minLength: 1, maxLength: 3 });
    if (typeof shape === "object") return inputsOf(shape as Record<string, Shape>);
    switch (shape as string) {
        case "string":
            return word;
        case "number":
            return fc.nat(1000);
        case "boolean":
            return fc.boolean();
        case "strings":
        case "set":
            return fc.uniqueArray(word, { minLength: 1, maxLength: 4 });
        case "map":
            return fc.dictionary(word, word, { minKeys: 1, maxKeys: 4 });
        case "flags":
            return fc.dictionary(word, fc.boolean(), { minKeys: 1, maxKeys: 4 });
        case "json":
        case "policy":
            return json.map((document) => JSON.stringify(document));
        case "file":
            return word.map((text) => ({
                "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
                hash: text,
                text,
            }));
        default:
            return fc.constantFrom(...(shape as string).split("|"));
    }
}

/** Any inputs of a block; required fields are always there. */
export function inputsOf(shape: { readonly [field: string]: Shape }): fc.Arbitrary<Properties> {
    const fields = Object.entries(fieldsOf(shape)).filter(([name]) => name !== "region");
    const model = Object.fromEntries(fields.map(([name, field]) => [name, valueOf(field.shape)]));
    const requiredKeys = fields.filter(([, { required }]) => required).map(([name]) => name);
    return fc.record(model, { requiredKeys });
}

/** The same meaning written differently: keys of JSON documents and members of sets in another order. */
export function rewritten(shape: Shape, value: unknown): unknown {
    if (value === undefined) return undefined;
    if (Array.isArray(shape)) return (value as unknown[]).map((item) => rewritten(shape[0] as Shape, item));
    if (typeof shape === "object") {
        const fields = fieldsOf(shape as Record<string, Shape>);
        const given = Object.entries(value as Properties).filter(([name]) => name in fields);
        return Object.fromEntries(given.map(([name, item]) => [name, rewritten(fields[name]!.shape, item)]));
    }
    if (shape === "set") return [...(value as unknown[])].reverse();
    if (shape !== "json" && shape !== "policy") return structuredClone(value);
    const document = JSON.parse(value as string) as Properties;
    return JSON.stringify(Object.fromEntries(Object.entries(document).reverse()), undefined, 4);
}
