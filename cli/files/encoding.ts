import { UsageError } from "../terminal/errors";
import { shellQuoted } from "../terminal/shell";

/**
 * @param start the file's first bytes
 * @throws UsageError for a file in UTF-16, with the command that converts it
 */
export function requireNoUtf16(file: string, start: Buffer): void {
    if (!isUtf16(start.subarray(0, 64))) return;
    throw new UsageError(`"${file}" is in UTF-16: save it as CSV in UTF-8, e.g. by \`${conversion(file, "UTF-16")}\`.`);
}

/** By a mark at its beginning; without one, every other byte of ASCII is zero. */
function isUtf16(start: Buffer): boolean {
    if (/^(fffe|feff)/.test(start.toString("hex", 0, 2))) return true;
    const zeros = [0, 1].map((first) => start.filter((byte, index) => index % 2 === first && byte === 0).length);
    return Math.min(...zeros) === 0 && Math.max(...zeros) > start.length / 4;
}

/**
 * @param start the file's first bytes; a character at their end may be cut off
 * @throws UsageError for a file in Latin-1, with the command that converts it; a broken row among others is none
 */
export function requireNoLatin1(file: string, start: Buffer): void {
    const text = start.toString("utf8").slice(0, -1);
    const at = text.indexOf("\uFFFD");
    if (at < 0 || /[^\0-\x7f\uFFFD]/.test(text)) return;
    throw new UsageError(latin1Sentence(file, text.slice(0, at).split(/\r\n|\n|\r/).length - 1));
}

/** Tells of a file in which no letter beyond ASCII is in UTF-8, with the command that converts it. */
export function latin1Sentence(file: string, row: number): string {
    return (
        `"${file}" is not in UTF-8 (row ${row}), but probably in Latin-1, as Windows writes it: save it as CSV in UTF-8, ` +
        `e.g. by \`${conversion(file, "WINDOWS-1252")}\`.`
    );
}

function conversion(file: string, from: string): string {
    return `iconv -f ${from} -t UTF-8 ${shellQuoted(file)} > ${shellQuoted(file.replace(/(\.\w+)?$/, "-utf8.csv"))}`;
}
