import { featureColumns } from "../../../contracts/dataset";
import { insightTables } from "../../../contracts/insights";
import type { ModelDefinition } from "../../model/model";
import { algorithmColumns, tableNames, windowColumns } from "../../model/tableColumns";
import { parameters, type Query, textLiteral } from "./query";

const { since, feature, run } = parameters;

/** What a query of rows is made of. */
type RowModel = Pick<ModelDefinition, "columns" | "identifier" | "target" | "algorithms">;

/** From a row of drift to the rows of its window: run and feature name the one. */
export function rowsBehindDrift(model: RowModel): Query {
    return {
        name: "rows_behind_drift",
        description: "The scored rows of a window that drifted: of one run, or of the latest that found drift",
        tables: [insightTables.drift, insightTables.predictions],
        parameters: [since, run, feature],
        sql: `WITH drifted AS (
    SELECT max(run) AS run
    FROM drift
    WHERE day >= :since AND judgement = 'data-quality' AND violations <> ''
        AND (:run = '' OR run = :run) AND (:feature = '' OR feature = :feature)
)
SELECT predictions.run, predictions.predicted_at, predictions.source, predictions.identifier,
    ${valueOf(model, ":feature", "predictions")} AS feature_value,
    ${rowColumns(model)}
FROM predictions
JOIN drifted ON drifted.run = predictions.run
WHERE predictions.day >= :since
ORDER BY predictions.predicted_at, predictions.inference_id, predictions.row_number
LIMIT 1000`,
    };
}

/** A line a day and source, by the day of the prediction. */
export function predictedAgainstActual({ algorithms }: RowModel): Query {
    const errors = Object.values(algorithmColumns(Object.keys(algorithms))).map(
        ({ score }) => `    avg(abs(${score} - actual)) AS mae_${score}`,
    );
    return {
        name: "predicted_against_actual",
        description: "How predictions and what became of the rows go together, day by day",
        tables: [insightTables.groundTruth],
        parameters: [since],
        sql: `SELECT cast(cast(predicted_at AS date) AS varchar) AS predicted_on, source,
    count(*) AS row_count,
    avg(result) AS predicted,
    avg(actual) AS actual,
    avg(result - actual) AS bias,
    avg(abs(result - actual)) AS mae,
    sqrt(avg(power(result - actual, 2))) AS rmse,
${errors.join(",\n")}
FROM ground_truth
WHERE day >= :since
GROUP BY 1, 2
ORDER BY 1, 2`,
    };
}

/** A line a day and feature: means of numbers, and the greatest share of a value of any feature. */
export function inputTrend(model: RowModel): Query {
    return {
        name: "input_trend",
        description: "How inputs change, day by day: means, and the most frequent value with its share",
        tables: [insightTables.predictions],
        parameters: [since, feature],
        sql: trend(model, "cast(cast(p.predicted_at AS date) AS varchar)", "predicted_on", "true"),
    };
}

/** A line a scored file and feature. */
export function batchTrend(model: RowModel): Query {
    return {
        name: "batch_trend",
        description: "How inputs and predictions change from one scored file to the next",
        tables: [insightTables.predictions],
        parameters: [since, feature],
        sql: trend(model, "p.inference_id", "batch", "p.source = 'batch'"),
    };
}

/** What the trend calls the combined answer, beside the features. */
const resultName = "(result)";

function trend(model: RowModel, by: string, name: string, which: string): string {
    const features = [...featureNames(model), resultName].map((one) => `(${textLiteral(one)})`);
    return `WITH told AS (
    SELECT ${by} AS ${name}, f.feature,
        ${valueOf(model, "f.feature", "p")} AS value
    FROM predictions p
    CROSS JOIN (VALUES ${features.join(", ")}) AS f (feature)
    WHERE p.day >= :since AND ${which} AND (:feature = '' OR f.feature = :feature)
), counted AS (
    SELECT ${name}, feature, value, count(*) AS row_count
    FROM told
    GROUP BY ${name}, feature, value
)
SELECT ${name}, feature,
    sum(row_count) AS row_count,
    sum(CASE WHEN value IS NULL THEN row_count ELSE 0 END) AS missing,
    sum(try_cast(value AS double) * row_count)
        / nullif(sum(CASE WHEN try_cast(value AS double) IS NULL THEN 0 ELSE row_count END), 0) AS mean,
    min(try_cast(value AS double)) AS least,
    max(try_cast(value AS double)) AS greatest,
    count(value) AS different,
    max_by(value, CASE WHEN value IS NULL THEN 0 ELSE row_count END) AS most_frequent,
    cast(max(CASE WHEN value IS NULL THEN 0 ELSE row_count END) AS double) / sum(row_count) AS share
FROM counted
GROUP BY ${name}, feature
ORDER BY ${name}, feature`;
}

/** The value, as text, of the feature that an expression names. */
function valueOf(model: RowModel, named: string, table: string): string {
    const names = tableNames(model, Object.keys(model.algorithms));
    const cases = featureNames(model).map(
        (one) => `WHEN ${textLiteral(one)} THEN cast(${table}.${names.get(one)} AS varchar)`,
    );
    const all = [...cases, `WHEN ${textLiteral(resultName)} THEN cast(${table}.result AS varchar)`];
    return `CASE ${named}\n        ${all.join("\n        ")}\n    END`;
}

function featureNames(model: RowModel): string[] {
    return featureColumns(model).map(({ name }) => name);
}

/** The answers and the data of a row. */
function rowColumns(model: RowModel): string {
    const shown = ["inference_id", "predicted_at", "source", "identifier"];
    return windowColumns(model, Object.keys(model.algorithms), false)
        .filter(({ name }) => !shown.includes(name))
        .map(({ name }) => `predictions.${name}`)
        .join(",\n    ");
}
