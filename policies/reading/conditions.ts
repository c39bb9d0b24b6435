import { type Fields, isObject, listOf, UNKNOWN } from "../engine/judgement";
import { element } from "./iamDocument";

/** Whether conditions bound what a statement allows; `UNKNOWN` where that is not known yet. */
export type Bounded = boolean | typeof UNKNOWN;

/** Operators that hold only where the key is there and has one of the values: no negation, no `...IfExists`. */
const positive = /^(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like)|IpAddress)$/i;

/**
 * Whether a statement has a condition that lets through only named values of one of some keys. A value that stands for
 * all there are bounds nothing, and neither does a condition that also holds where the key is missing.
 * @param keys in lower case, as IAM's keys are of any case
 */
export function isBoundedBy(fields: Fields, keys: (key: string) => boolean): Bounded {
    const condition = element(fields, "Condition");
    if (condition === UNKNOWN) return UNKNOWN;
    const answers = operatorsOf(condition).flatMap(([operator, tests]): Bounded[] => {
        if (!positive.test(operator)) return [];
        if (tests === UNKNOWN) return [UNKNOWN];
        return Object.entries(isObject(tests) ? tests : {})
            .filter(([key]) => keys(key.toLowerCase()))
            .map(([, values]) => isNarrow(values));
    });
    return answers.includes(true) ? true : answers.includes(UNKNOWN) ? UNKNOWN : false;
}

/** The values that a statement's conditions let through for one key, over all operators that bound it. */
export function valuesOf(fields: Fields, key: string): readonly (string | typeof UNKNOWN)[] {
    return operatorsOf(element(fields, "Condition"))
        .filter(([operator]) => positive.test(operator))
        .flatMap(([, tests]) => Object.entries(isObject(tests) ? tests : {}))
        .filter(([name]) => name.toLowerCase() === key.toLowerCase())
        .flatMap(([, values]) => listOf(values).map((value) => (value === UNKNOWN ? UNKNOWN : String(value))));
}

function operatorsOf(condition: unknown): readonly (readonly [string, unknown])[] {
    return Object.entries(isObject(condition) ? condition : {});
}

function isNarrow(values: unknown): Bounded {
    const list = listOf(values);
    if (list.some((value) => value !== UNKNOWN && isEverything(String(value)))) return false;
    return list.includes(UNKNOWN) ? UNKNOWN : list.length > 0;
}

/** `*`, every address, and ARNs whose account and name are both open. */
function isEverything(value: string): boolean {
    if (/^[*?:]*$/.test(value) || value === "0.0.0.0/0" || value === "::/0") return true;
    return /^arn:[^:]*:[^:]*:[^:]*:\*?:\*/.test(value);
}
