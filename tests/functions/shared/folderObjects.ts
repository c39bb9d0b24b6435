import {
    createReadStream,
    createWriteStream,
    existsSync,
    mkdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Objects } from "../../../functions/shared/objects";

/** A folder in place of S3: the object `s3://bucket/key` is its file `bucket/key`. */
export class FolderObjects implements Objects {
    constructor(private readonly folder: string) {}

    async read(uri: string): Promise<AsyncIterable<Uint8Array>> {
        if (!existsSync(this.path(uri))) {
            throw Object.assign(new Error(`${uri} is not there`), { name: "ObjectMissing" });
        }
        return createReadStream(this.path(uri)) as AsyncIterable<Uint8Array>;
    }

    async write(uri: string, texts: AsyncIterable<string>): Promise<void> {
        mkdirSync(dirname(this.path(uri)), { recursive: true });
        try {
            await pipeline(Readable.from(texts), createWriteStream(this.path(uri)));
        } catch (error) {
            rmSync(this.path(uri));
            throw error;
        }
    }

    put(uri: string, text: string): void {
        mkdirSync(dirname(this.path(uri)), { recursive: true });
        writeFileSync(this.path(uri), text);
    }

    text(uri: string): string {
        return readFileSync(this.path(uri), "utf8");
    }

    has(uri: string): boolean {
        return existsSync(this.path(uri));
    }

    private path(uri: string): string {
        return join(this.folder, uri.replace(/^s3:\/\//, ""));
    }
}
