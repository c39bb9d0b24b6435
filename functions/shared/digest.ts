import type { ObjectReader } from "./objects";

/** An object's SHA-256 in hexadecimal: read as it comes, so that its size matters to time alone. */
export async function sha256Of(objects: ObjectReader, uri: string): Promise<string> {
    const { createHash } = await import("node:crypto");
    const hash = createHash("sha256");
    for await (const chunk of await objects.read(uri)) {
        hash.update(chunk);
    }
    return hash.digest("hex");
}
