/**
 * The lines of a text in UTF-8, in batches: as many as each of its chunks completes. Line ends and empty lines are left
 * out. Batches, since waiting for each of a million lines would take longer than reading them.
 */
export async function* lineBatches(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    let open = "";
    for await (const chunk of chunks) {
        const text = open + decoder.decode(chunk, { stream: true });
        const lines = text.split("\n");
        open = lines.pop() ?? "";
        const isPlain = !text.includes("\r") && !text.includes("\n\n") && !text.startsWith("\n");
        const batch = isPlain ? lines : lines.map(withoutReturn).filter((line) => line !== "");
        if (batch.length > 0) {
            yield batch;
        }
    }
    const last = withoutReturn(open + decoder.decode());
    if (last !== "") {
        yield [last];
    }
}

function withoutReturn(line: string): string {
    return line.endsWith("\r") ? line.slice(0, -1) : line;
}
