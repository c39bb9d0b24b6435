import type { FileHandle } from "node:fs/promises";
import type { AsyncBuffer } from "hyparquet";
import { UsageError } from "../terminal/errors";
import { type FileSpec, requireNames } from "./columns";
import type { Purpose } from "./purpose";

/**
 * Checks what a Parquet file says of itself, at its end: its columns and whether it has rows. What its values are is the
 * pipeline's to judge.
 * @throws UsageError where it is none, has no rows, or lacks columns; one of lists or structures has no value a row
 */
export async function checkParquetFile(
    path: string,
    file: FileHandle,
    purpose: Purpose,
    spec: FileSpec | undefined,
): Promise<void> {
    const { parquetMetadataAsync, parquetSchema } = await import("hyparquet");
    const { size } = await file.stat();
    const metadata = await parquetMetadataAsync(bufferOf(file, size)).catch((error: Error) => {
        throw new UsageError(`"${path}" cannot be read as Parquet: ${error.message}.`);
    });
    if (metadata.num_rows === 0n) throw new UsageError(`"${path}" has columns but no rows.`);
    if (spec === undefined) return;
    const columns = parquetSchema(metadata).children;
    requireNames(
        path,
        columns.map(({ element }) => element.name.trim()),
        spec,
        purpose,
    );
    const known = new Set(spec.columns.map(({ name }) => name));
    const nested = columns.find(({ element, children }) => known.has(element.name.trim()) && children.length > 0);
    if (nested !== undefined) {
        throw new UsageError(
            `The column "${nested.element.name}" of "${path}" has lists or structures: write one value a row.`,
        );
    }
}

function bufferOf(file: FileHandle, byteLength: number): AsyncBuffer {
    return {
        byteLength,
        async slice(start, end = byteLength) {
            const length = Math.max(0, Math.min(end, byteLength) - start);
            const bytes = new ArrayBuffer(length);
            await file.read(new Uint8Array(bytes), 0, length, start);
            return bytes;
        },
    };
}
