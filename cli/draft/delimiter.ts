import { type Delimiter, delimiters } from "../../contracts/dataset";
import { readCsv } from "../../functions/shared/csv";
import { readBeginning } from "../files/csvFile";
import { delimiterNames, delimitersIn } from "../files/delimiters";
import { requireNoUtf16 } from "../files/encoding";
import { UsageError } from "../terminal/errors";
import { shortened } from "../terminal/format";

/** How much of a file is looked at, in bytes, and how many of its lines. */
const inspected = 1 << 16;
const mostLines = 50;

/**
 * What separates a file's fields: what makes most columns, the same number in most rows.
 * @throws UsageError where there is one column only
 */
export async function findDelimiter(path: string): Promise<Delimiter> {
    const text = await readStart(path);
    const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
    const [header = ""] = lines;
    if (header === "") return ",";
    const scores = delimiters.map((delimiter) => [delimiter, score(lines.slice(0, mostLines), delimiter)] as const);
    const [best, most] = scores.reduce((a, b) => (b[1] > a[1] ? b : a));
    if (most > 0) return best;
    // A header that is broken is explained by who reads it.
    const [there] = delimitersIn(header);
    if (there !== undefined) return there;
    throw new UsageError(
        `"${path}" has one column only, "${shortened(header.trim(), 60)}": a CSV separated by ${Object.values(delimiterNames).join(", ")} is needed.`,
    );
}

/** How many columns the header has, times the share of rows that have as many; 0 where it has one. */
function score(lines: readonly string[], delimiter: Delimiter): number {
    const widths = lines.map((line) => readCsv(line, delimiter).records[0]?.length ?? 1);
    const [columns = 1, ...rows] = widths;
    // A header may hold a quote that is open, or be all there is.
    if (columns < 2) return 0;
    const alike = rows.filter((width) => width === columns).length;
    return columns * ((alike + 1) / (rows.length + 1));
}

async function readStart(path: string): Promise<string> {
    const start = await readBeginning(path, inspected);
    requireNoUtf16(path, start);
    const text = start.toString("utf8");
    // The last line may be cut off.
    return start.length < inspected ? text : text.slice(0, Math.max(text.lastIndexOf("\n"), 0));
}
