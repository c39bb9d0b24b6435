import { connectObjects, type Objects, readJsonObject, whereMissing, writeJsonObject } from "../shared/objects";
import { mergedCsv, type MergeRule, type ScoredBy } from "./mergedCsv";
import { type BatchFormat, impossible, type ScoredRow, scoredRows } from "./scoredRows";

/** What the handler knows of the model: plain data and, in `combine`, perhaps a function of the model's file. */
export interface MergeSettings extends MergeRule {
    /** The model's name. */
    readonly model: string;
}

/** A model version that scored the file. */
export interface ScoringModel {
    readonly algorithm: string;
    readonly batchFormat: BatchFormat;
    readonly modelPackageArn: string;
    readonly modelName: string;
}

/** What the state "Merge the scores" asks. */
export interface MergeRequest {
    /** The run's folder, an S3 URI without a slash at its end. */
    readonly location: string;
    /** The name of the result, e.g. `cars.csv`. */
    readonly file: string;
    readonly runId: string;
    readonly models: readonly ScoringModel[];
    /** Where the file came from, as the run's record names it. */
    readonly input: string;
    readonly executionArn: string;
    /** ISO 8601. */
    readonly startedAt: string;
}

/** The output of a scoring run. */
export interface ScoringOutput {
    /** Rows of the file; `output` and `quarantined` add up to it. */
    readonly input: number;
    readonly output: number;
    readonly quarantined: number;
    /** S3 URI of the result. */
    readonly location: string;
    /** S3 URI of the run's record. */
    readonly record: string;
    readonly algorithms: Readonly<
        Record<
            string,
            {
                readonly rows: number;
                /** S3 URI of the folder with the transform job's files, a slash at its end. */
                readonly location: string;
                readonly modelPackageArn: string;
                readonly modelName: string;
            }
        >
    >;
    /** S3 URI of the rows that could not be used; null where there are none. */
    readonly quarantine: string | null;
}

/** The part of jobs/preprocess/score.py's `report.json` that merging needs. */
interface ScoringReport {
    readonly input: number;
    readonly used: number;
    readonly quarantined: number;
    readonly reasons: Readonly<Record<string, number>>;
    /** The columns that came along, the identifier first. */
    readonly carried: readonly string[];
    /** How many part files each algorithm has. */
    readonly parts: number;
}

/**
 * The factory of the handler that makes one CSV of what the algorithms' transform jobs left, to be serialized into a
 * Lambda: the rows as they came, a column per algorithm, and `result`, the model's rule over them.
 *
 * Leaves `result/<file>` in the run's folder, and the run's record in the bucket, under
 * `records/scoring/date=<day of the start, UTC>/<run id>.json`. What cannot be merged is an error named
 * `MergeImpossible`, and no result is left.
 */
export function mergeHandler(
    settings: MergeSettings,
    open: () => Promise<Objects> = connectObjects,
): () => (request: MergeRequest) => Promise<ScoringOutput> {
    return () => async (request) => merge(await open(), settings, request, new Date());
}

async function merge(
    objects: Objects,
    settings: MergeSettings,
    request: MergeRequest,
    now: Date,
): Promise<ScoringOutput> {
    checkModels(settings, request.models);
    const { location } = request;
    const reportUri = `${location}/report/report.json`;
    const report = (await readJsonObject(objects, reportUri).catch(whereMissing(impossible))) as ScoringReport;
    const result = `${location}/result/${request.file}`;
    const scored = settings.algorithms.flatMap((algorithm) => scoredBy(objects, request, report, algorithm));
    await objects.write(result, mergedCsv(settings, report.carried, scored, report.used), "text/csv; charset=utf-8");

    const output: ScoringOutput = {
        input: report.input,
        output: report.used,
        quarantined: report.quarantined,
        location: result,
        record: `${bucketOf(location)}/records/scoring/date=${request.startedAt.slice(0, 10)}/${request.runId}.json`,
        algorithms: Object.fromEntries(
            request.models.map(({ algorithm, modelPackageArn, modelName }) => [
                algorithm,
                { rows: report.used, location: transformedBy(request, algorithm), modelPackageArn, modelName },
            ]),
        ),
        quarantine: report.quarantined > 0 ? `${location}/quarantine/quarantined.csv` : null,
    };
    await writeJsonObject(objects, output.record, recordOf(settings, request, report, output, now));
    return output;
}

/** What the insights know of a run: plain columns, and lists in place of objects whose keys are data. */
function recordOf(
    settings: MergeSettings,
    request: MergeRequest,
    report: ScoringReport,
    output: ScoringOutput,
    now: Date,
): object {
    return {
        run: request.runId,
        model: settings.model,
        combine: typeof settings.combine === "function" ? "function" : settings.combine,
        source: request.input,
        execution: request.executionArn,
        started_at: request.startedAt,
        ended_at: now.toISOString(),
        input: output.input,
        output: output.output,
        quarantined: output.quarantined,
        reasons: Object.entries(report.reasons).map(([reason, rows]) => ({ reason, rows })),
        result: output.location,
        quarantine: output.quarantine,
        algorithms: Object.entries(output.algorithms).map(([algorithm, { rows, modelName, modelPackageArn }]) => ({
            algorithm,
            rows,
            model_name: modelName,
            model_package_arn: modelPackageArn,
        })),
    };
}

function checkModels(settings: MergeSettings, models: readonly ScoringModel[]): void {
    if (models.length === 0) {
        throw impossible("no algorithm scored the file");
    }
    const unknown = models.find(({ algorithm }) => !settings.algorithms.includes(algorithm));
    if (unknown !== undefined) {
        throw impossible(`${settings.model} has no algorithm ${unknown.algorithm}`);
    }
}

function transformedBy({ location }: MergeRequest, algorithm: string): string {
    return `${location}/transformed/${algorithm}/`;
}

/** The rows of an algorithm's files, in the order of the parts; nothing where it did not score the file. */
function scoredBy(objects: Objects, request: MergeRequest, report: ScoringReport, algorithm: string): ScoredBy[] {
    const model = request.models.find((one) => one.algorithm === algorithm);
    return model === undefined ? [] : [{ algorithm, batches: allRows(objects, request, report, model) }];
}

async function* allRows(
    objects: Objects,
    request: MergeRequest,
    { parts, carried }: ScoringReport,
    { algorithm, batchFormat }: ScoringModel,
): AsyncGenerator<ScoredRow[]> {
    const ending = batchFormat === "text/csv" ? "csv" : "jsonl";
    for (let part = 0; part < parts; part++) {
        const uri = `${transformedBy(request, algorithm)}part-${String(part).padStart(5, "0")}.${ending}.out`;
        yield* scoredRows(await objects.read(uri).catch(whereMissing(impossible)), batchFormat, carried, uri);
    }
}

/** `s3://bucket` */
function bucketOf(uri: string): string {
    return uri.split("/").slice(0, 3).join("/");
}
