/** Text that is HTML already. Nothing else gets into a page unescaped: names and values come from strangers' data. */
export interface Markup {
    readonly markup: string;
}

/** What may stand in a template: text is escaped, a list is joined, and what is not there leaves nothing. */
export type Part = Markup | string | number | false | null | undefined | readonly Part[];

/** The tag of a template of HTML: `` markup`<td>${name}</td>` ``. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
    return { markup: texts.map((text, index) => text + (index < parts.length ? asHtml(parts[index]) : "")).join("") };
}

/** A part as HTML. */
export function asHtml(part: Part): string {
    if (part === undefined || part === null || part === false) return "";
    if (typeof part === "string" || typeof part === "number") return escaped(String(part));
    return "markup" in part ? part.markup : part.map(asHtml).join("");
}

const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

/** A text as it may stand between tags and in quoted attributes; characters that HTML does not know are replaced. */
export function escaped(text: string): string {
    return text
        .replace(/\p{Surrogate}/gu, "\ufffd")

        .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, "\ufffd")
        .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A name out of data: whatever direction its letters run in, what stands around it keeps its own. */
export function named(name: string): Markup {
    return markup`<bdi>${name}</bdi>`;
}
