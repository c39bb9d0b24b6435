/** Whether a text is what a pattern means, in which `*` stands for any characters. */
export function matchesPattern(pattern: string, text: string): boolean {
    const expression = pattern
        .split("*")
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
        .join(".*");
    return new RegExp(`^${expression}$`, "s").test(text);
}
