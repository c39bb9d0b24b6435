import { z } from "zod";
import { matchesPattern } from "./patterns";
import type { Resource } from "./rule";
import { readEntries } from "./yamlFile";

/** The longest time that anything is let through, in days. */
export const longestExemption = 180;

const day = z.iso.date("must be a day, e.g. 2027-03-31, in quotes");

const exemptionSchema = z.strictObject({
    /** The rule's id, e.g. `s3/encryptBuckets`. */
    rule: z.string().min(1),
    /** Which resources: `<type>::<name>` or a name alone, with `*` for any characters. */
    resource: z.string().min(1),
    /** Which stacks, with `*` for any characters. */
    stack: z.string().min(1).default("*"),
    reason: z.string().min(10, "must say why, in a sentence"),
    /** Who answers for it. */
    owner: z.string().min(1),
    /** The last day on which it holds. */
    expires: day,
});

/** What lets a failure through, and until when. */
export type Exemption = z.infer<typeof exemptionSchema>;

/**
 * Reads `exemptions.yaml`, a list.
 * @throws Error that tells what is wrong with the file, and where
 */
export function readExemptions(file: string): readonly Exemption[] {
    return readEntries(file, exemptionSchema, "exemptions");
}

/** The exemption that lets a failure through on a day; one that has expired, or holds too long, does not. */
export function exemptionFor(
    exemptions: readonly Exemption[],
    rule: string,
    resource: Pick<Resource, "urn" | "type" | "name">,
    today: string,
): Exemption | undefined {
    return exemptions.find(
        (exemption) => problemOf(exemption, today) === undefined && concerns(exemption, rule, resource),
    );
}

/** Whether an exemption is about a rule's failure at a resource, whether or not it still holds. */
export function concerns(
    exemption: Exemption,
    rule: string,
    { urn, type, name }: Pick<Resource, "urn" | "type" | "name">,
): boolean {
    const [stack = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
    return (
        exemption.rule === rule &&
        matchesPattern(exemption.stack, stack) &&
        [name, `${type}::${name}`].some((text) => matchesPattern(exemption.resource, text))
    );
}

/** Why an exemption does not hold on a day, as a sentence; undefined where it does. */
export function problemOf({ rule, resource, owner, expires }: Exemption, today: string): string | undefined {
    const left = (Date.parse(expires) - Date.parse(today)) / 86_400_000;
    const what = `The exemption of ${resource} from ${rule}`;
    if (left < 0) {
        return `${what} expired on ${expires}: mend the resource, or have ${owner} decide anew, in policies/exemptions.yaml.`;
    }
    return left > longestExemption
        ? `${what} holds until ${expires}, and none may hold longer than ${longestExemption} days: choose an earlier day.`
        : undefined;
}
