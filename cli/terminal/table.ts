import { styleText } from "node:util";
import Table from "cli-table3";

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
