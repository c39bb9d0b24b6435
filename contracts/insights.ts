/** The tables of a model's insights, by what a row is. */
export const insightTables = {
    /** What an endpoint was asked and answered, as SageMaker captured it: encoded vectors. */
    captures: "captures",
    /** A row that the real-time interface was asked about. */
    requests: "requests",
    /** A row that was scored, in real time or in a batch, as the monitor consolidated it. */
    predictions: "predictions",
    /** A row whose label came, with its prediction, as the monitor consolidated it. */
    groundTruth: "ground_truth",
    /** A scoring run. */
    batches: "batches",
    /** What a monitoring run found of one feature, or of one metric. */
    drift: "drift",
    /** A run of any pipeline. */
    runs: "runs",
} as const;

export type InsightTable = (typeof insightTables)[keyof typeof insightTables];

/** The tables that show rows of the data: they are in the capture bucket, and not everybody may see them. */
export const rawTables: readonly InsightTable[] = [
    insightTables.captures,
    insightTables.requests,
    insightTables.predictions,
    insightTables.groundTruth,
];
