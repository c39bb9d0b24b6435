/**
 * The fields of one line of CSV (RFC 4180).
 *
 * @throws Error when a quote stands where none may
 */
export function parseLine(line: string): string[] {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (!text.includes('"')) {
        return text.split(",");
    }
    const fields: string[] = [];
    let at = 0;
    for (;;) {
        const [field, end] = text[at] === '"' ? quotedField(text, at) : plainField(text, at);
        fields.push(field);
        if (end >= text.length) {
            return fields;
        }
        at = end + 1;
    }
}

/** @returns the field, and the index of the comma behind it */
function plainField(text: string, start: number): [string, number] {
    const comma = text.indexOf(",", start);
    const end = comma < 0 ? text.length : comma;
    const field = text.slice(start, end);
    if (field.includes('"')) {
        throw new Error("there is a quote within a field that is not quoted");
    }
    return [field, end];
}

function quotedField(text: string, start: number): [string, number] {
    let field = "";
    for (let at = start + 1; ; at++) {
        const quote = text.indexOf('"', at);
        if (quote < 0) {
            throw new Error("a quoted field does not end on its line");
        }
        field += text.slice(at, quote);
        if (text[quote + 1] !== '"') {
            if (quote + 1 < text.length && text[quote + 1] !== ",") {
                throw new Error("there is something behind the end of a quoted field");
            }
            return [field, quote + 1];
        }
        field += '"';
        at = quote + 1;
    }
}

/** One line of CSV, without its end; fields are quoted where they must be. */
export function formatLine(fields: readonly string[]): string {
    return fields.map((field) => (/[",\r\n]|^ /.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(",");
}
