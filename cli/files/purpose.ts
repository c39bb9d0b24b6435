/** What a file is for, as sentences name it. */
export type Purpose = "training" | "scoring" | "ground truth";

/** What becomes of a file of a purpose that lands, as sentences say it. */
export const taken: Readonly<Record<Purpose, string>> = {
    training: "starts a training run",
    scoring: "starts a scoring run",
    "ground truth": "is read as ground truth",
};
