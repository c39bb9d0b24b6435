import { featureColumns } from "../../../contracts/dataset";
import { insightTables } from "../../../contracts/insights";
import type { ModelDefinition } from "../../model/model";
import { type Problem, problemIf } from "../../validation/problem";
import { type DataSetKind, dataSetKinds } from "./names";

/** A column of a data set: its name, and its type as QuickSight calls it. */
export type DataSetColumns = Readonly<Record<string, "STRING" | "DECIMAL" | "INTEGER" | "DATETIME">>;

/** What Athena is asked for, and what comes of it. */
export interface DataSetQuery {
    /** For people. */
    readonly title: string;
    readonly sql: string;
    readonly columns: DataSetColumns;
}

/** The columns of all data sets: a prompt finds its column in each of them by the name. */
export const dataSetColumns = {
    drift: {
        ...{ model: "STRING", version: "STRING", algorithm: "STRING", judgement: "STRING" },
        ...{ feature: "STRING", slice: "STRING", window: "STRING", time: "DATETIME" },
        ...{ value: "DECIMAL", threshold: "DECIMAL", importance: "DECIMAL", rows: "DECIMAL", violated: "INTEGER" },
        ...{ violations: "STRING", baseline: "STRING", observed: "STRING", files: "STRING", execution: "STRING" },
    },
    predictions: {
        ...{ model: "STRING", algorithm: "STRING", model_name: "STRING", time: "DATETIME" },
        ...{ predicted: "DECIMAL", actual: "DECIMAL", absolute_error: "DECIMAL", rows: "INTEGER" },
    },
    batches: {
        ...{ model: "STRING", batch: "STRING", time: "DATETIME", algorithm: "STRING", version: "STRING" },
        ...{ input: "INTEGER", output: "INTEGER", quarantined: "INTEGER", clamped: "INTEGER" },
    },
    "batch-features": {
        ...{ model: "STRING", batch: "STRING", time: "DATETIME", feature: "STRING" },
        ...{ mean: "DECIMAL", missing_share: "DECIMAL", rows: "INTEGER" },
    },
} as const satisfies Readonly<Record<DataSetKind, DataSetColumns>>;

/** Every column that some data set has. */
export type ColumnOf<Kind extends DataSetKind> = keyof (typeof dataSetColumns)[Kind] & string;

/**
 * What SPICE imports of a model's tables. Rows of the data never leave the buckets: predictions, labels and features come
 * as figures of a day or of a batch, so that who sees a dashboard has seen nobody's row.
 *
 * The SQL is what Trino and DuckDB both know.
 */
export function dataSetQueries(model: ModelDefinition, database: string): Record<DataSetKind, DataSetQuery> {
    const queries = {
        drift: { title: "drift", sql: drift(database) },
        predictions: { title: "predicted and actual", sql: predictions(model, database) },
        batches: { title: "batches", sql: batches(database) },
        "batch-features": { title: "features by batch", sql: batchFeatures(model, database) },
    };
    const entries = dataSetKinds.map((kind) => [kind, { ...queries[kind], columns: dataSetColumns[kind] }]);
    return Object.fromEntries(entries) as Record<DataSetKind, DataSetQuery>;
}

/** QuickSight's limit for a custom query (`SqlQuery` of the service model). */
const longestQuery = 168_000;

/** A model that has more columns than a query can name. */
export function validateQueries(model: ModelDefinition, database: string): Problem[] {
    return Object.entries(dataSetQueries(model, database)).flatMap(([kind, { sql }]) =>
        problemIf(
            sql.length > longestQuery,
            ["columns"],
            `the query of QuickSight's data set "${kind}" has ${sql.length} characters, and QuickSight takes ` +
                `${longestQuery}; ignore some columns, or turn QuickSight off.`,
        ),
    );
}

function drift(database: string): string {
    const figures = ["value", "threshold", "importance", "rows"].map((name) => `${number(quote(name))} AS ${name}`);
    return lines(
        `SELECT model, ${versionOf("version")} AS version, name AS algorithm, judgement, feature, slice,`,
        `run AS ${quote("window")}, ${timestamp("time")} AS time, ${figures.join(", ")},`,
        `CASE WHEN coalesce(violations, '') = '' THEN 0 ELSE 1 END AS violated,`,
        `violations, baseline, observed, files, execution`,
        `FROM ${table(database, insightTables.drift)}`,
    );
}

/** A day's means for each algorithm, and for the combined result. */
function predictions(model: ModelDefinition, database: string): string {
    const day = `date_trunc('day', ${timestamp(own("time"))})`;
    const of = (algorithm: string, score: string, name: string) =>
        lines(
            `SELECT ${text(model.name)} AS model, ${text(algorithm)} AS algorithm, ${name} AS model_name, ${day} AS time,`,
            `avg(${score}) AS predicted, avg(${own("label")}) AS actual,`,
            `avg(abs(${score} - ${own("label")})) AS absolute_error, count(*) AS ${quote("rows")}`,
            `FROM ${table(database, insightTables.groundTruth)} WHERE ${score} IS NOT NULL GROUP BY 3, 4`,
        );
    return [
        ...Object.keys(model.algorithms).map((one) => of(one, own(`score.${one}`), own(`model.${one}`))),
        of("combined", own("result"), text("combined")),
    ].join("\nUNION ALL\n");
}

function batches(database: string): string {
    return lines(
        `SELECT b.model, b.run AS batch, ${timestamp("b.started_at")} AS time, a.algorithm AS algorithm,`,
        `${versionOf("a.model_package_arn")} AS version, b.input, b.output, b.quarantined, b.clamped`,
        `FROM ${table(database, insightTables.batches)} b CROSS JOIN UNNEST(b.algorithms) AS`,
        `a (algorithm, ${quote("rows")}, model_name, model_package_arn)`,
    );
}

/** A batch's figures of each feature; texts have no mean. A column is read by its own part of the query alone. */
function batchFeatures(model: ModelDefinition, database: string): string {
    const time = timestamp(own("time"));
    const of = (name: string, numeric: boolean, column = quote(name)) =>
        lines(
            `SELECT ${text(model.name)} AS model, split_part(${own("inference_id")}, ':', 1) AS batch, min(${time}) AS time,`,
            `${text(name)} AS feature, ${numeric ? `avg(${number(column)})` : "CAST(NULL AS double)"} AS mean,`,
            `avg(CASE WHEN ${column} IS NULL THEN 1.0 ELSE 0.0 END) AS missing_share, count(*) AS ${quote("rows")}`,
            `FROM ${table(database, insightTables.predictions)} WHERE ${own("source")} = 'batch' GROUP BY 2`,
        );
    return [
        ...featureColumns(model).map(({ name, type }) => of(name, type !== "string")),
        of("result", true, own("result")),
    ].join("\nUNION ALL\n");
}

const lines = (...parts: readonly string[]): string => parts.join("\n");

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const table = (database: string, name: string): string => `${quote(database)}.${quote(name)}`;

/** A column that the consolidation adds to the model's own (jobs/consolidate/columns.py). */
const own = (name: string): string => quote(`drivetrain.${name}`);

/** A number, whatever the table has it as; what is none is null. */
const number = (column: string): string => `try_cast(CAST(${column} AS varchar) AS double)`;

/** The second of a timestamp, or of a text in ISO 8601: to Trino's cast `T` and `Z` are no part of one. */
const timestamp = (column: string): string =>
    `CAST(substr(replace(CAST(${column} AS varchar), 'T', ' '), 1, 19) AS timestamp)`;

/** `<group>/<number>`, of the ARN of a version. */
const versionOf = (arn: string): string => `split_part(${arn}, ':model-package/', 2)`;
