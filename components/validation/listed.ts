/** A value as a sentence names it. */
export function shown(value: unknown): string {
    return JSON.stringify(value) ?? String(value);
}

export function quoted(text: string): string {
    return `"${text}"`;
}

/** E.g. `a, b and c`. */
export function listed(texts: readonly string[], conjunction: "and" | "or"): string {
    return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} ${conjunction} ${texts.at(-1)}`;
}
