const newline = 0x0a;

/** Records that go to the container in one request. */
export interface Batch {
    /** The records as they stand in the object, a line each. */
    readonly records: Buffer;
    readonly payload: Buffer;
}

/** How records are put together. */
export interface BatchOptions {
    /** The largest payload, in bytes. */
    readonly limit: number;
    /** Whether each record goes alone. */
    readonly single: boolean;
    /** What is sent of some records: a line each as well. */
    readonly prepare: (records: Buffer) => Buffer;
}

/** The lines of a stream, as many at a time as came together; each has its end. */
export async function* lines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
    let rest: Uint8Array[] = [];
    for await (const chunk of stream) {
        const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
        const end = bytes.lastIndexOf(newline) + 1;
        if (end > 0) {
            yield Buffer.concat([...rest, bytes.subarray(0, end)]);
            rest = [];
        }
        if (end < bytes.length) rest.push(bytes.subarray(end));
    }
    if (rest.length > 0) yield Buffer.concat([...rest, Buffer.of(newline)]);
}

/**
 * Puts records together, as many as a payload takes.
 *
 * @param given whole lines
 * @throws Error when one record is larger than a payload may be
 */
export async function* batches(given: AsyncIterable<Buffer>, options: BatchOptions): AsyncGenerator<Batch> {
    const records: Buffer[] = [];
    const payload: Buffer[] = [];
    let size = 0;
    const add = (some: Buffer, prepared: Buffer): void => {
        if (prepared.length === 0) return;
        records.push(some);
        payload.push(prepared);
        size += prepared.length;
    };
    const take = (): Batch => {
        size = 0;
        return { records: Buffer.concat(records.splice(0)), payload: Buffer.concat(payload.splice(0)) };
    };
    for await (const some of given) {
        const prepared = options.prepare(some);
        if (!options.single && size + prepared.length <= options.limit) {
            add(some, prepared);
            continue;
        }
        let [start, preparedStart] = [0, 0];
        for (let [at, preparedAt] = [0, 0]; preparedAt < prepared.length;) {
            const preparedEnd = prepared.indexOf(newline, preparedAt) + 1;
            checkSize(preparedEnd - preparedAt - 1, options.limit);
            const held = size + preparedAt - preparedStart;
            if (held > 0 && (options.single || held + preparedEnd - preparedAt > options.limit)) {
                add(some.subarray(start, at), prepared.subarray(preparedStart, preparedAt));
                yield take();
                [start, preparedStart] = [at, preparedAt];
            }
            at = some.indexOf(newline, at) + 1;
            preparedAt = preparedEnd;
        }
        add(some.subarray(start), prepared.subarray(preparedStart));
    }
    if (size > 0) yield take();
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
    yield { records: Buffer.alloc(0), payload: Buffer.concat(chunks) };
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
