import { isMissing, type Place, valueOf } from "../engine/fields";
import { isObject, listOf, UNKNOWN } from "../engine/judgement";

/**
 * What a tag's key means, whatever its namespace and spelling: `drivetrain:cost-centre`, `CostCenter` and `cost_center`
 * are all `costcenter`.
 */
export function meaningOf(key: string): string {
    return (key.split(/[:/]/).at(-1) ?? "")
        .toLowerCase()
        .replace(/[^a-z0-9]/g, "")
        .replace(/centre/g, "center");
}

/**
 * The tags of a resource (`tags`, an object) or of a request (`Tags`, a list of keys and values) by what their keys
 * mean. One that is not known yet is `UNKNOWN`; of a list that is not known whole, {@link hasOpenTags} tells.
 */
export function tagsOf(value: unknown, place: Place): ReadonlyMap<string, unknown> {
    const tags = valueOf("tags", value, place);
    const pairs = Array.isArray(tags)
        ? tags.filter(isObject).map(({ Key, Value }) => [Key, Value] as const)
        : isObject(tags)
          ? Object.entries(tags)
          : [];
    return new Map(
        pairs.flatMap(([key, tag]) => (typeof key === "string" && !isMissing(tag) ? [[meaningOf(key), tag]] : [])),
    );
}

/** Whether there may be more tags than are known. */
export function hasOpenTags(value: unknown, place: Place): boolean {
    const tags = valueOf("tags", value, place);
    return tags === UNKNOWN || listOf(tags).some((tag) => tag === UNKNOWN || (isObject(tag) && tag["Key"] === UNKNOWN));
}
