import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Delimiter } from "../../contracts/dataset";
import { isManifest } from "../../functions/shared/manifest";
import { UsageError } from "../terminal/errors";
import { shortened } from "../terminal/format";
import { type FileSpec, requireColumns } from "./columns";
import { delimiterNames, delimitersIn } from "./delimiters";
import { requireNoLatin1, requireNoUtf16 } from "./encoding";
import { checkParquetFile } from "./parquetFile";
import { type Purpose, taken } from "./purpose";

/** How much of a file is looked at before it is pushed, in bytes. */
const inspected = 1 << 20;

/** The largest file that is pushed, in bytes: what Node reads at once. */
const limit = 2 ** 31 - 1;

/**
 * Checks the beginning of a CSV file before runs start for it, or the end of a Parquet file. Its rows are the pipeline's
 * to judge; without the model's spec, the columns too. What a manifest names is known where it is pushed to.
 * @throws UsageError when it is not there, not named as the pipelines expect, empty, not in UTF-8, has no rows under its
 * header, or lacks columns
 */
export async function checkCsvFile(path: string, purpose: Purpose, spec?: FileSpec): Promise<void> {
    await opened(path, (file) => checkOpened(path, file, purpose, spec));
}

/** What is checked is what was opened, whatever becomes of the name meanwhile. */
async function checkOpened(
    path: string,
    file: FileHandle,
    purpose: Purpose,
    spec: FileSpec | undefined,
): Promise<void> {
    const info = await file.stat();
    if (!info.isFile()) throw new UsageError(`"${path}" is not a file.`);
    requireEnding(path, purpose);
    if (info.size > limit) {
        throw new UsageError(
            `"${path}" has more than 2 GB: put it under the stack's ${purpose} prefix by \`aws s3 cp\`; there it ${taken[purpose]} by itself.`,
        );
    }
    if (isManifest(path)) return;
    if (path.endsWith(".parquet")) return checkParquetFile(path, file, purpose, spec);
    const start = await readStart(file, inspected);
    checkStart(path, start, info.size <= inspected, spec?.delimiter ?? ",");
    if (spec !== undefined) requireColumns(path, start.toString("utf8"), spec, purpose);
}

/** @throws UsageError for a file whose name nothing looks at */
function requireEnding(path: string, purpose: Purpose): void {
    if (purpose === "training" && (path.endsWith(".parquet") || isManifest(path))) return;
    if (path.endsWith(".csv")) return;
    const others = purpose === "training" ? ", .parquet or .manifest.json" : "";
    throw new UsageError(
        `"${path}" does not end in .csv${others}, in small letters: no other file ${taken[purpose]}, so rename it.`,
    );
}

/** The content of a file that passed the check. */
export async function readCsvFile(path: string, purpose: Purpose, spec?: FileSpec): Promise<Buffer> {
    return opened(path, async (file) => {
        await checkOpened(path, file, purpose, spec);
        return file.readFile();
    });
}

/** The first bytes of a file. @throws UsageError where there is none */
export async function readBeginning(path: string, bytes: number): Promise<Buffer> {
    return opened(path, (file) => readStart(file, bytes));
}

async function readStart(file: FileHandle, bytes: number): Promise<Buffer> {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
}

/** Opens a file for some work; a pipe that nobody writes to is not waited for. @throws UsageError where there is none */
async function opened<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: NodeJS.ErrnoException) => {
        if (!["ENOENT", "ENOTDIR"].includes(error.code ?? "")) throw error;
        throw new UsageError(`There is no file "${path}".`);
    });
    try {
        return await work(file);
    } finally {
        await file.close();
    }
}

/** @param whole whether that is all there is */
function checkStart(path: string, start: Buffer, whole: boolean, delimiter: Delimiter): void {
    const lines = linesOf(start);
    const header = lines[0] ?? "";
    if (start.length === 0 || header.trim() === "") {
        throw new UsageError(`"${path}" is empty: a CSV with a header is needed.`);
    }
    requireNoUtf16(path, start);
    if (start.includes(0)) throw new UsageError(`"${path}" is not text: a CSV with a header is needed.`);
    requireNoLatin1(path, start);
    requireDelimiter(path, header, delimiter);
    if (header.split(delimiter).some((name) => name.trim() !== "" && !Number.isNaN(Number(name)))) {
        throw new UsageError(`"${path}" has a number in its first line: a header with the columns' names is needed.`);
    }
    if (whole && !lines.slice(1).some((line) => line.trim() !== "")) {
        throw new UsageError(`"${path}" has a header but no rows.`);
    }
}

function linesOf(start: Buffer): string[] {
    return start.toString("utf8").split(/\r\n|\n|\r/);
}

/** @param header the file's first line */
function requireDelimiter(path: string, header: string, delimiter: Delimiter): void {
    const there = delimitersIn(header);
    if (there.includes(delimiter)) return;
    const begins = shortened(header.trim(), 60);
    const [other] = there;
    const wanted = `a CSV separated by ${delimiterNames[delimiter]}`;
    const fractions = delimiter === "," ? ", with a point in fractions (1.5)" : "";
    throw new UsageError(
        other === undefined
            ? `"${path}" has one column only, "${begins}": ${wanted} is needed.`
            : `The columns of "${path}" are separated by ${delimiterNames[other]} (its first line is "${begins}"): save it as ` +
                  `${wanted}${fractions}.`,
    );
}
