/** Records that go to the container in one request. */
export interface Batch {
    /** The records as they stand in the object. */
    readonly records: readonly string[];
    readonly payload: Buffer;
}

/** How records are put together. */
export interface BatchOptions {
    /** The largest payload, in bytes. */
    readonly limit: number;
    /** Whether each record goes alone. */
    readonly single: boolean;
    /** What of a record is sent. */
    readonly prepare: (record: string) => string;
}

/** The lines of a stream, without their ends, as many at a time as came together. */
export async function* lines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of stream) {
        const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
        rest = parts.pop()!;
        yield parts;
    }
    rest += decoder.decode();
    if (rest !== "") {
        yield [rest];
    }
}

/**
 * Puts records together, as many as a payload takes.
 *
 * @throws Error when one record is larger than a payload may be
 */
export async function* batches(
    records: AsyncIterable<readonly string[]>,
    options: BatchOptions,
): AsyncGenerator<Batch> {
    let held: string[] = [];
    let payload: string[] = [];
    let size = 0;
    const take = (): Batch => {
        const batch = { records: held, payload: Buffer.from(payload.join("")) };
        [held, payload, size] = [[], [], 0];
        return batch;
    };
    for await (const some of records) {
        for (const record of some) {
            const line = `${options.prepare(record)}\n`;
            const bytes = Buffer.byteLength(line);
            checkSize(bytes - 1, options.limit);
            if (held.length > 0 && (options.single || size + bytes > options.limit)) {
                yield take();
            }
            held.push(record);
            payload.push(line);
            size += bytes;
        }
    }
    if (held.length > 0) {
        yield take();
    }
}

/** A whole object as one batch. */
export async function* whole(stream: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Batch> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of stream) {
        chunks.push(chunk);
        size += chunk.length;
        checkSize(size, limit);
    }
    yield { records: [], payload: Buffer.concat(chunks) };
}

function checkSize(bytes: number, limit: number): void {
    if (bytes > limit) {
        throw new Error("Too much data for max payload size");
    }
}

/** Works on several items at once, and gives the results in the order of the items. */
export async function* inOrder<T, R>(
    given: AsyncIterable<T>,
    atOnce: number,
    work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
    const underWay: Promise<R>[] = [];
    for await (const item of given) {
        const result = work(item);
        // It is looked at when its turn comes.
        result.catch(() => undefined);
        underWay.push(result);
        if (underWay.length >= atOnce) {
            yield await underWay.shift()!;
        }
    }
    for (const result of underWay) {
        yield await result;
    }
}
