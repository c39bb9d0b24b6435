import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const load = createRequire(join(__dirname, "index.js"));
const known = new Map<string, boolean>();

/**
 * Whether resources of a type of Pulumi's AWS provider have tags, as the provider's package tells: a list here would
 * miss the next type. Where the package is not installed beside the pack, no type is known to have any.
 */
export function isTaggable(type: string): boolean {
    const found = known.get(type) ?? classOf(type).includes('resourceInputs["tagsAll"]');
    known.set(type, found);
    return found;
}

/** The source of a type's class: `aws:s3/bucket:Bucket` is `@pulumi/aws/s3/bucket.js`. */
function classOf(type: string): string {
    const path = /^aws:([a-z0-9]+\/[A-Za-z0-9]+):/.exec(type)?.[1];
    if (path === undefined) return "";
    try {
        return readFileSync(load.resolve(`@pulumi/aws/${path}.js`), "utf8");
    } catch {
        return "";
    }
}
