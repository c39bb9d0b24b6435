import { consolidatedPrefix } from "./monitoring";

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
export const rowTables: readonly InsightTable[] = [
    insightTables.captures,
    insightTables.requests,
    insightTables.predictions,
    insightTables.groundTruth,
];

/**
 * Where the consolidation leaves a window's rows once more, as tables: `<table>/date=<day>/<run id>/*.parquet` below this
 * prefix of the capture bucket.
 */
export const windowTablesPrefix = `${consolidatedPrefix}tables/`;

/** Where queries leave their results, in the capture bucket and in the artifact bucket: it expires. */
export const queryResultsPrefix = "queries/";

/** What a saved query asks of whoever runs it; in the statement a question mark stands for each place it has. */
export interface QueryParameter {
    readonly name: string;
    /** One line for people. */
    readonly description: string;
    /** A day as `2026-01-31`, or any text. */
    readonly kind: "day" | "text";
    /** Of a day: how many days ago. Of a text: the text. */
    readonly default: number | string;
}

/** A saved query, as the stack tells of it. */
export interface SavedQuery {
    /** One line for people. */
    readonly description: string;
    /** The workgroup in which it is saved, and prepared under its name. */
    readonly workgroup: string;
    readonly parameters: readonly QueryParameter[];
    /** The name of the parameter that each question mark of the prepared statement stands for, in their order. */
    readonly places: readonly string[];
}
