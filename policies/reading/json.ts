import { type Fields, isObject } from "../engine/judgement";

/** What a text of JSON says; undefined where it is none. */
export function parseJson(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}

/** The object that a text of JSON is; undefined where it is none. */
export function parseObject(text: string): Fields | undefined {
    const value = parseJson(text);
    return isObject(value) ? value : undefined;
}
