import { type Delimiter, delimiters } from "../../contracts/dataset";

/** What delimiters are called where a sentence is about them. */
export const delimiterNames: Readonly<Record<Delimiter, string>> = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "|": "vertical bars",
};

/** What may separate the columns of a header: what stands in quotes separates nothing. */
export function delimitersIn(header: string): Delimiter[] {
    const plain = header.replace(/"[^"]*"/g, "");
    return delimiters.filter((delimiter) => plain.includes(delimiter));
}
