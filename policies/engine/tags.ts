import { type Check, unknownAt } from "./fields";
import { fail, isObject, listOf, pass, UNKNOWN } from "./judgement";
import type { Rule } from "./rule";

const defaultKeys = ["owner", "model", "stage", "cost-centre"];

/** The setting that says which tags there have to be. */
export const tagKeys: NonNullable<Rule["settings"]> = {
    keys: {
        type: "array",
        items: { type: "string" },
        default: defaultKeys,
        description: "What tags have to tell, by their keys without a namespace.",
    },
};

/**
 * Tags, as an object or as a list of keys and values, of which none that is asked for is missing.
 * @param remedy where to set them, as a sentence's end
 */
export function wholeTags(remedy: string): Check {
    return (tags, place) => {
        if (tags === UNKNOWN) return unknownAt(place);
        const keys = keysOf(tags);
        const asked = listOf(place.settings["keys"] ?? defaultKeys).map(String);
        const lacking = asked.filter((key) => !keys.includes(meaningOf(key)));
        if (lacking.length === 0) return [pass(place.path)];
        if (keys.includes(UNKNOWN)) return unknownAt(place);
        return [fail(place.path, `no tag tells ${lacking.join(", ")}; ${remedy}.`)];
    };
}

/** What keys mean that have a value; UNKNOWN for one that is not known yet. */
function keysOf(tags: unknown): readonly (string | typeof UNKNOWN)[] {
    const pairs = Array.isArray(tags)
        ? tags.map((tag): [unknown, unknown] => (isObject(tag) ? [tag["Key"], tag["Value"]] : [UNKNOWN, UNKNOWN]))
        : Object.entries(isObject(tags) ? tags : {});
    return pairs
        .filter(([, value]) => value !== "" && value !== undefined)
        .map(([key]): string | typeof UNKNOWN => (key === UNKNOWN ? UNKNOWN : meaningOf(String(key))));
}

/**
 * What a tag's key means, whatever its namespace and spelling: `drivetrain:cost-centre`, `CostCenter` and `cost_center`
 * are all `costcenter`.
 */
function meaningOf(key: string): string {
    const name = key.split(/[:/]/).at(-1) ?? "";
    return name
        .toLowerCase()
        .replace(/[^a-z0-9]/g, "")
        .replace(/centre/g, "center");
}
