/** The words for yes and no that are met in one column; 0 and 1 are numbers. */
const pairs = ["yes no", "true false", "y n", "t f", "on off"].map((pair) => pair.split(" "));

/** Whether the different texts of a column are the two words of a pair, in any case. */
export function areBooleans(texts: readonly string[]): boolean {
    const words = new Set(texts.map((text) => text.toLowerCase()));
    return words.size === 2 && pairs.some((pair) => pair.every((word) => words.has(word)));
}
