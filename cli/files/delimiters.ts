import type { Delimiter } from "../../contracts/dataset";

/** What delimiters are called where a sentence is about them. */
export const delimiterNames: Readonly<Record<Delimiter, string>> = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "|": "vertical bars",
};
