import { styleText } from "node:util";
import Table from "cli-table3";

/** What goes to stdout: one JSON object under `--json`, else text. */
export function answer(json: boolean | undefined, value: object, text: () => string): void {
    process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${text()}\n`);
}

export type Cell = string | number | undefined | null;

/** A table with plain borders; numbers stand right. */
export function table(head: string[], rows: Cell[][], colours = coloured(process.stdout)): string {
    const numeric = head.map((_, column) => rows.length > 0 && rows.every((row) => isNumber(row[column])));
    const printed = new Table({
        head: head.map((title) => (colours ? styleText("bold", title) : title)),
        colAligns: numeric.map((yes) => (yes ? "right" : "left")),
        style: { head: [], border: colours ? ["grey"] : [], compact: true },
    });
    printed.push(...rows.map((row) => row.map((cell) => (cell === undefined || cell === null ? "-" : String(cell)))));
    return printed.toString();
}

function isNumber(cell: Cell): boolean {
    return cell === undefined || cell === null || typeof cell === "number" || /^-?[\d,]+(\.\d+)?$/.test(cell);
}

/** Whether the stream shows colours: a terminal that did not say NO_COLOR. */
function coloured(stream: NodeJS.WriteStream): boolean {
    return stream.isTTY && !process.env.NO_COLOR;
}

/** `7.3 s`, `2 min 05 s`, `1 h 02 min`. */
export function duration(seconds: number): string {
    if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
    const whole = Math.round(seconds);
    const two = (n: number): string => String(n).padStart(2, "0");
    if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
    return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** `2,311.2`: at most two decimals, with thousands. */
export function number(value: number): string {
    return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/** `1 resource`, `74 resources`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
    return `${n} ${n === 1 ? noun : plural}`;
}

/** Seconds since a time in milliseconds, to a tenth. */
export function secondsSince(startMs: number): number {
    return Math.round((Date.now() - startMs) / 100) / 10;
}

/** A text in lines of that many characters at most, for a table; a word that is longer, such as an ARN, stays whole. */
export function wrapped(text: string, width = 60): string {
    const lines: string[] = [];
    for (const word of text.split(/\s+/).filter(Boolean)) {
        const last = lines.at(-1);
        if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
        else lines.push(word);
    }
    return lines.join("\n");
}
