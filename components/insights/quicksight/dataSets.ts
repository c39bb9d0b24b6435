import { type Column, featureColumns } from "../../../contracts/dataset";
import { insightTables } from "../../../contracts/insights";
import type { ModelDefinition } from "../../model/model";
import { algorithmColumns, tableNames } from "../../model/tableColumns";
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
        ...{ model: "STRING", algorithm: "STRING", version: "STRING", model_name: "STRING" },
        ...{ time: "DATETIME" },
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

/** The algorithm, and the version, of the combined answer: records of drift call it `result` (jobs/monitor/quality.py). */
const combined = "combined";

function drift(database: string): string {
    const figures = ["value", "threshold", "importance"].map((name) => `${number(name)} AS ${name}`);
    return lines(
        `SELECT model, CASE WHEN algorithm = 'result' THEN ${text(combined)} ELSE ${versionOf("version")} END`,
        `AS version, algorithm, judgement, feature, slice,`,
        `run AS ${quote("window")}, ${timestamp("judged_at")} AS ${quote("time")},`,
        `${figures.join(", ")}, ${number("row_count")} AS ${quote("rows")},`,
        `CASE WHEN violations = '' THEN 0 ELSE 1 END AS violated,`,
        `violations, baseline, observed, files, execution`,
        `FROM ${table(database, insightTables.drift)}`,
    );
}

/**
 * A day's means for each version of each algorithm, and for the combined result. Rows know the name of the model that
 * answered; its version is the one that a run brought into service under that name.
 */
function predictions(model: ModelDefinition, database: string): string {
    const day = `date_trunc('day', p.predicted_at) AS ${quote("time")}`;
    const of = (algorithm: string, score: string, version: string, modelName: string, versions: string) =>
        lines(
            `SELECT ${text(model.name)} AS model, ${text(algorithm)} AS algorithm, ${version} AS version,`,
            `${modelName} AS model_name, ${day},`,
            `avg(p.${score}) AS predicted, avg(p.actual) AS actual, avg(abs(p.${score} - p.actual)) AS absolute_error,`,
            `count(*) AS ${quote("rows")}`,
            `FROM ${table(database, insightTables.groundTruth)} AS p${versions}`,
            `WHERE p.${score} IS NOT NULL GROUP BY 3, 4, 5`,
        );
    const served = lines(
        `SELECT model_name, max(model_package_arn) AS version FROM ${table(database, insightTables.runs)}`,
        `WHERE model_package_arn IS NOT NULL GROUP BY model_name`,
    );
    return [
        ...Object.entries(algorithmColumns(Object.keys(model.algorithms))).map(([algorithm, columns]) => {
            const name = `p.${columns.model}`;
            const version = `coalesce(${versionOf("v.version")}, 'unknown')`;
            return of(
                algorithm,
                columns.score,
                version,
                name,
                `\nLEFT JOIN (${served}) AS v ON v.model_name = ${name}`,
            );
        }),
        of(combined, "result", text(combined), text(combined), ""),
    ].join("\nUNION ALL\n");
}

function batches(database: string): string {
    return lines(
        `SELECT b.model, b.run AS batch, ${timestamp("b.started_at")} AS ${quote("time")}, a.algorithm,`,
        `${versionOf("a.model_package_arn")} AS version, b.input, b.output, b.quarantined, b.clamped`,
        `FROM ${table(database, insightTables.batches)} AS b CROSS JOIN UNNEST(b.algorithms) AS`,
        `a (algorithm, algorithm_rows, model_name, model_package_arn)`,
    );
}

/** A batch's figures of each feature; texts and dates have no mean. Each part of the query reads one column. */
function batchFeatures(model: ModelDefinition, database: string): string {
    const of = (name: string, column: string, mean: string) =>
        lines(
            `SELECT ${text(model.name)} AS model, inference_id AS batch, min(predicted_at) AS ${quote("time")},`,
            `${text(name)} AS feature, ${mean} AS mean,`,
            `avg(CAST(CASE WHEN ${column} IS NULL THEN 1 ELSE 0 END AS double)) AS missing_share, count(*) AS ${quote("rows")}`,
            `FROM ${table(database, insightTables.predictions)} WHERE source = 'batch' GROUP BY inference_id`,
        );
    const names = tableNames(model, Object.keys(model.algorithms));
    return [
        ...featureColumns(model).map(({ name, type }) => {
            const column = quote(names.get(name) ?? name);
            return of(name, column, meanOf(column, type));
        }),
        of("result", "result", "avg(result)"),
    ].join("\nUNION ALL\n");
}

/** Of doubles: Trino's mean of decimals, as `1.0` is one, has no more decimals than they. */
function meanOf(column: string, type: Column["type"]): string {
    if (type === "integer" || type === "number") return `avg(CAST(${column} AS double))`;
    if (type === "boolean") return `avg(CAST(CASE WHEN ${column} THEN 1 WHEN NOT ${column} THEN 0 END AS double))`;
    return "CAST(NULL AS double)";
}

const lines = (...parts: readonly string[]): string => parts.join("\n");

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const table = (database: string, name: string): string => `${quote(database)}.${quote(name)}`;

/** A number of a table whose columns are all text; what is none is null. */
const number = (column: string): string => `try_cast(nullif(${column}, '') AS double)`;

/** The second of a text in ISO 8601: to Trino's cast `T` and `Z` are no part of a timestamp. */
const timestamp = (column: string): string => `CAST(substr(replace(${column}, 'T', ' '), 1, 19) AS timestamp)`;

/** `<group>/<number>`, of the ARN of a version. */
const versionOf = (arn: string): string => `split_part(${arn}, ':model-package/', 2)`;
