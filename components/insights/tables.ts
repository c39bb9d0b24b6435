import { type InsightTable, insightTables, windowTablesPrefix } from "../../contracts/insights";
import { driftRecordsPrefix } from "../../contracts/monitoring";
import { endpointName, variantName } from "../../contracts/names";
import { s3Uri } from "../../contracts/places";
import { runRecordsPrefix, scoringRecordsPrefix } from "../../contracts/records";
import type { FoundationNames } from "../foundation/names";
import { locationsOf, type ModelDefinition } from "../model/model";
import { type TableColumn, windowColumns } from "../model/tableColumns";

/** How a table's files are read. https://docs.aws.amazon.com/athena/latest/ug/supported-serdes.html */
export type TableFormat =
    | { readonly kind: "parquet" }
    /** Columns by their places, all of them text; the first line has the names. */
    | { readonly kind: "csv" }
    /** A document a line; with keys, these are the exact ones of columns that are called otherwise. */
    | { readonly kind: "json"; readonly keys?: Readonly<Record<string, string>> };

/** A partition column, whose values Athena works out by itself. */
export type Projection =
    | { readonly type: "date"; readonly format: "yyyy-MM-dd" | "yyyy/MM/dd"; readonly range: string }
    | { readonly type: "enum"; readonly values: readonly string[] };

/** A table as data. */
export interface TableDefinition {
    readonly name: InsightTable;
    readonly description: string;
    readonly columns: readonly TableColumn[];
    readonly format: TableFormat;
    /** By partition column. */
    readonly projections: Readonly<Record<string, Projection>>;
    /** Where the files of a partition are, with `${column}` for its values. */
    readonly template: string;
}

export interface TablesArgs {
    readonly stage: string;
    readonly model: ModelDefinition;
    readonly names: Pick<FoundationNames, "artifactBucket" | "captureBucket">;
    /** Days that the capture bucket keeps objects. */
    readonly captureRetentionDays: number;
}

/** How far back records are looked for; Athena looks at each day of it that a query does not rule out. */
const recordsRange = "NOW-3YEARS,NOW";

/** All tables of a model. */
export function tablesOf(args: TablesArgs): TableDefinition[] {
    const { captureBucket, artifactBucket } = args.names;
    const places = locationsOf(args.model);
    const kept = `NOW-${args.captureRetentionDays}DAYS,NOW`;
    const bySlashes = { day: { type: "date", format: "yyyy/MM/dd", range: kept } } as const;
    const records = { day: { type: "date", format: "yyyy-MM-dd", range: recordsRange } } as const;
    const windows = { day: { ...records.day, range: kept } };
    const window = (table: InsightTable) => ({
        projections: windows,
        format: { kind: "parquet" } as const,
        template: s3Uri(captureBucket, `${windowTablesPrefix}${table}/date=\${day}/`),
    });
    const record = (prefix: string) => ({
        projections: records,
        template: s3Uri(artifactBucket, `${prefix}date=\${day}/`),
    });
    return [
        {
            name: insightTables.captures,
            description: "What an endpoint was asked and answered, encoded, as SageMaker captured it",
            columns: captureColumns,
            format: { kind: "json" },
            projections: { endpoint: { type: "enum", values: endpointsOf(args) }, ...bySlashes },
            template: s3Uri(captureBucket, `${places.captures}\${endpoint}/${variantName}/\${day}/`),
        },
        {
            name: insightTables.requests,
            description: "A row that the real-time interface was asked about",
            columns: requestColumns,
            format: {
                kind: "json",
                keys: { inference_id: "inferenceId", row_number: "row", requested_at: "time", features: "values" },
            },
            projections: bySlashes,
            template: s3Uri(captureBucket, `${places.requests}\${day}/`),
        },
        {
            name: insightTables.predictions,
            description: "A row that was scored, as a monitoring run consolidated it",
            columns: windowTableColumns(args.model, false),
            ...window(insightTables.predictions),
        },
        {
            name: insightTables.groundTruth,
            description: "A row whose label came, with its prediction, as a monitoring run consolidated it",
            columns: windowTableColumns(args.model, true),
            ...window(insightTables.groundTruth),
        },
        {
            name: insightTables.batches,
            description: "A scoring run that left a result",
            columns: batchColumns,
            format: { kind: "json" },
            ...record(scoringRecordsPrefix),
        },
        {
            name: insightTables.drift,
            description: "What a monitoring run found of a feature, or of a metric, against one baseline",
            columns: driftColumns,
            format: { kind: "csv" },
            ...record(driftRecordsPrefix),
        },
        {
            name: insightTables.runs,
            description: "A run of any pipeline, however it ended",
            columns: runColumns,
            format: { kind: "json" },
            ...record(runRecordsPrefix),
        },
    ];
}

/** The columns of a table of consolidated rows, and the run that consolidated them. */
function windowTableColumns(model: ModelDefinition, labelled: boolean): TableColumn[] {
    const columns = windowColumns(model, Object.keys(model.algorithms), labelled);
    return [
        { name: "run", type: "string", comment: "The monitoring run that consolidated the row" },
        ...columns.map(({ name, type, comment }) => ({ name, type, comment })),
    ];
}

function endpointsOf({ stage, model }: TablesArgs): string[] {
    return Object.keys(model.algorithms).map((algorithm) => endpointName({ stage, model: model.name, algorithm }));
}

/** Columns from `name: [type, comment]`. */
function columns(told: Readonly<Record<string, readonly [type: string, comment: string]>>): TableColumn[] {
    return Object.entries(told).map(([name, [type, comment]]) => ({ name, type, comment }));
}

const side = "struct<observedcontenttype:string,mode:string,data:string,encoding:string>";

/** https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html */
const captureColumns = columns({
    capturedata: [`struct<endpointinput:${side},endpointoutput:${side}>`, "What came and what went"],
    eventmetadata: ["struct<eventid:string,inferenceid:string,inferencetime:string>", "Of which invocation"],
    eventversion: ["string", "Of the format"],
});

/** contracts/requests.ts */
const requestColumns = columns({
    inference_id: ["string", "What the row was sent to each endpoint under"],
    row_number: ["int", "The row's place under that id, from 0 on"],
    identifier: ["string", "What names the row"],
    requested_at: ["string", "When, in UTC: ISO 8601"],
    features: ["map<string,string>", "By column of the data, as the interface read it"],
    answers: ["string", "JSON: by algorithm, its modelName and its score"],
    result: ["double", "The combined answer"],
});

/** contracts/records.ts */
const batchColumns = columns({
    run: ["string", "The run's id"],
    model: ["string", "The model's name"],
    combine: ["string", "How scores become one"],
    source: ["string", "The file that landed"],
    execution: ["string", "The execution's ARN"],
    started_at: ["string", "In UTC: ISO 8601"],
    ended_at: ["string", "In UTC: ISO 8601"],
    input: ["bigint", "Rows of the file"],
    output: ["bigint", "Rows that were scored"],
    quarantined: ["bigint", "Rows that were set aside"],
    clamped: ["bigint", "Rows whose result was beyond the bounds of the target"],
    reasons: ["array<struct<reason:string,rows:bigint>>", "Why rows were set aside"],
    result: ["string", "Where the result is"],
    quarantine: ["string", "Where the rows are that were set aside"],
    algorithms: [
        "array<struct<algorithm:string,rows:bigint,model_name:string,model_package_arn:string>>",
        "What scored",
    ],
});

/** The columns of a drift record, in their order (functions/monitoring/driftRecord.ts, jobs/monitor/report.py). */
export const driftColumns = columns({
    model: ["string", "The model's name"],
    version: ["string", "The version with the baseline"],
    window_location: ["string", "Where the rows are that were judged"],
    files: ["string", "Where the job's files are"],
    execution: ["string", "The monitoring run's execution"],
    run: ["string", "The monitoring run"],
    judged_at: ["string", "In UTC: ISO 8601"],
    judgement: ["string", "data-quality or model-quality"],
    algorithm: ["string", "Whose baseline; result for the combined answer"],
    feature: ["string", "The feature, or the metric"],
    slice: ["string", "The part of the rows, where it is not all of them"],
    weight_rank: ["string", "1 for what weighs most"],
    importance: ["string", "How much the version goes by the feature"],
    method: ["string", "What it was measured by"],
    value: ["string", "How far off it is"],
    threshold: ["string", "From where on that is drift"],
    probability: ["string", "Of as much by chance"],
    baseline: ["string", "What it was, in words"],
    observed: ["string", "What it is now, in words"],
    row_count: ["string", "Rows that were judged"],
    simple: ["string", "Distance"],
    robust: ["string", "Distance"],
    psi: ["string", "Distance"],
    jensen_shannon: ["string", "Distance"],
    wasserstein: ["string", "Distance"],
    total_variation: ["string", "Distance"],
    found: ["string", "Checks that found something, with semicolons"],
    violations: ["string", "Of those, the ones that count"],
});

/** contracts/records.ts */
const runColumns = columns({
    run: ["string", "The run's id"],
    pipeline: ["string", "training, deployment, scoring or monitoring"],
    model: ["string", "The model's name"],
    algorithm: ["string", "The algorithm, where it is about one"],
    execution: ["string", "The execution's ARN"],
    status: ["string", "succeeded, failed, timed out or aborted"],
    verdict: ["string", "What the run came to say"],
    reason: ["string", "A sentence"],
    started_at: ["string", "In UTC: ISO 8601"],
    ended_at: ["string", "In UTC: ISO 8601"],
    seconds: ["double", "How long it took"],
    jobs: ["string", "What the names of its jobs begin with"],
    model_name: ["string", "The model that it made, or that serves"],
    model_package_arn: ["string", "The version, likewise"],
    metrics: ["array<struct<name:string,value:double>>", "What it measured"],
});
