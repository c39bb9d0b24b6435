import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { ListedObject, Listing } from "../../../functions/shared/listing";

/** A folder in place of S3, as `FolderObjects`; it counts what is asked of it. */
export class FolderListing implements Listing {
    asked = 0;

    constructor(private readonly folder: string) {}

    folders(bucket: string, prefix: string): Promise<readonly string[]> {
        this.asked++;
        const path = join(this.folder, bucket, prefix);
        const found = existsSync(path) ? readdirSync(path, { withFileTypes: true }) : [];
        return Promise.resolve(found.flatMap((one) => (one.isDirectory() ? [one.name] : [])).sort());
    }

    objects(bucket: string, prefix: string): Promise<readonly ListedObject[]> {
        this.asked++;
        const path = join(this.folder, bucket, prefix);
        const found = existsSync(path) ? readdirSync(path, { recursive: true, withFileTypes: true }) : [];
        return Promise.resolve(
            found
                .filter((one) => one.isFile())
                .map((one) => join(one.parentPath, one.name))
                .map((file) => ({
                    key: relative(join(this.folder, bucket), file),
                    modified: statSync(file).mtimeMs,
                })),
        );
    }
}
