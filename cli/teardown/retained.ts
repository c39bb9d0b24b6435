import type { StateResource } from "../engine/state";
import type { StackReference } from "../stacks/stack";
import { fileOf } from "../stacks/stackFile";
import { count } from "../terminal/format";

/** Why a resource is not destroyed with what it holds, by its type: its property, and the value that protects it. */
const protections: Readonly<Record<string, { what: string; property: string; keeps: boolean }>> = {
    "aws:s3/bucket:Bucket": { what: "bucket", property: "forceDestroy", keeps: false },
    "aws:dynamodb/table:Table": { what: "table", property: "deletionProtectionEnabled", keeps: true },
    "aws:ecr/repository:Repository": { what: "image repository", property: "forceDelete", keeps: false },
};

/**
 * What of a stack cannot be destroyed with what it holds, as its last `up` left it: the state tells, since a setting
 * that was changed after it has no effect yet.
 * @returns `bucket NAME`, `table NAME`, in the state's order
 */
export function retainedResources(resources: readonly StateResource[]): string[] {
    return resources.flatMap(({ type, id, outputs }) => {
        const protection = Object.hasOwn(protections, type) ? protections[type] : undefined;
        if (protection === undefined || id === undefined) return [];
        // What is absent is not set: AWS and the provider have false for it.
        const set = (outputs?.[protection.property] ?? false) === true;
        return set === protection.keeps ? [`${protection.what} ${id}`] : [];
    });
}

/**
 * Why a stack does not go down, what would be lost, and how to go on; undefined where nothing is retained.
 * @param leftovers what runs made, as text
 */
export function retainedRefusal(
    { name, local }: Pick<StackReference, "name" | "local">,
    retained: readonly string[],
    leftovers: string | undefined,
): string | undefined {
    if (retained.length === 0) return undefined;
    const lost = `${count(retained.length, "resource")} with all that is in them (${retained.join(", ")})`;
    return [
        `The stack ${name} keeps its data, as drivetrain:forceDestroy was not true when it was brought up; nothing was removed.`,
        `Going down would lose ${[lost, leftovers].filter(Boolean).join(", and ")}.`,
        `If that may be lost, set drivetrain:forceDestroy to true in ${fileOf(name)}, run \`npx drivetrain up -s ${name}\`, ` +
            `and then \`npx drivetrain down -s ${name}\` again` +
            (local ? "; or `npx drivetrain stop`, which ends the local stage with every stack on it." : "."),
    ].join(" ");
}
