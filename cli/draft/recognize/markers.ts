/** What stands for no value wherever it is met, in a column of texts too. */
const plain = ["NA", "N/A", "n/a", "na", "<NA>", "#N/A", "NaN", "nan", "NULL", "Null", "null", "?", "-", "--"];

/** What stands for no value in a column of numbers, dates or flags, and is a value like any other among texts. */
const doubtful = ["None", "none", "NONE", ".", "..", "*", "unknown", "Unknown", "UNKNOWN", "missing", "Missing"];

const all: ReadonlySet<string> = new Set([...plain, ...doubtful, "tbd", "TBD", "#DIV/0!", "#VALUE!", "#REF!"]);

/** Whether a text stands for no value, by what people usually write. */
export function isMarker(text: string, among: "texts" | "others"): boolean {
    return among === "texts" ? plain.includes(text) : all.has(text);
}
