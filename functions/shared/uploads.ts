/** What making one object asks of S3. */
export interface UploadCalls {
    put(body: Buffer): Promise<void>;
    /** Begins an upload in parts and returns its id. */
    begin(): Promise<string>;
    part(upload: string, number: number, body: Buffer): Promise<UploadedPart>;
    complete(upload: string, parts: UploadedPart[]): Promise<void>;
    abort(upload: string): Promise<void>;
}

export interface UploadedPart {
    readonly PartNumber: number;
    readonly ETag?: string;
    readonly ChecksumCRC32?: string;
}

/** Bytes of a part; S3 takes parts of at least 5 MiB, but for the last one, and 10,000 of them. */
const partSize = 16 * 1024 * 1024;

/**
 * Makes an object of texts, one after the other, holding no more than two parts of it at a time. Nothing is left of it
 * where a text or a call ends in an error.
 */
export async function upload(calls: UploadCalls, texts: AsyncIterable<string>, size = partSize): Promise<void> {
    const bodies = gather(texts, size);
    const first = await bodies.next();
    const second = await bodies.next();
    if (first.done || second.done) {
        await calls.put(first.value ?? Buffer.alloc(0));
        return;
    }
    const id = await calls.begin();
    try {
        const parts = [await calls.part(id, 1, first.value), await calls.part(id, 2, second.value)];
        for await (const body of bodies) {
            parts.push(await calls.part(id, parts.length + 1, body));
        }
        await calls.complete(id, parts);
    } catch (error) {
        // Parts that belong to no object would be paid for until the bucket's lifecycle finds them.
        await calls.abort(id).catch(() => undefined);
        throw error;
    }
}

/** Texts gathered into buffers of `size` bytes or somewhat more; what remains at the end may be smaller. */
async function* gather(texts: AsyncIterable<string>, size: number): AsyncGenerator<Buffer, undefined> {
    let gathered: Buffer[] = [];
    let length = 0;
    for await (const text of texts) {
        const bytes = Buffer.from(text, "utf8");
        gathered.push(bytes);
        length += bytes.length;
        if (length >= size) {
            yield Buffer.concat(gathered);
            gathered = [];
            length = 0;
        }
    }
    if (length > 0) {
        yield Buffer.concat(gathered);
    }
}
