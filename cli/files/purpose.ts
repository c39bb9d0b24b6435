/** What a file is for, as sentences name it. */
export type Purpose = "training" | "scoring";
