/** What the names of files of data end in: CSV, and Parquet, which is read as CSV is. */
export const dataEndings = [".csv", ".parquet"] as const;

/** What the name of a manifest ends in: a list of objects that are a data set together. */
export const manifestEnding = ".manifest.json";
