import { combineName } from "../../contracts/combine";
import { parseS3Uri, runFile, s3Uri } from "../../contracts/places";
import { type ScoringRecord, scoringRecordKey } from "../../contracts/records";
import type {
    MergeByJob,
    MergedScores,
    MergeReport,
    MergeRequest,
    ScoringModel,
    ScoringReport,
} from "../../contracts/scoring";
import { lineBatches } from "../shared/lines";
import { connectObjects, type Objects, readJsonObject, whereMissing, writeJsonObject } from "../shared/objects";
import { mergedCsv, type MergeRule, type Merging, type ScoredBy } from "./mergedCsv";
import { mergeJobArguments } from "./mergeJob";
import { impossible, type ScoredRow, scoredRows } from "./scoredRows";

/** What the handler knows of the model: plain data and, in `combine`, perhaps a function of the model's file. */
export interface MergeSettings extends MergeRule {
    /** The model's name. */
    readonly model: string;
    /** The most scores (rows by algorithms) that the function merges itself; more are for a processing job. */
    readonly mostScores: number;
}

/**
 * The factory of the handler that makes one CSV of what the algorithms' transform jobs left, to be serialized into a
 * Lambda: the rows as they came, a column per algorithm, and `result`, the model's rule over them.
 *
 * Leaves `result/<file>` in the run's folder, and the run's record in the bucket, under
 * {@link scoringRecordKey}. What cannot be merged is an error named
 * `MergeImpossible`, and no result is left.
 *
 * Where there are more scores than it can merge in its time, it answers what a processing job is to be asked
 * (mergeJob.ts), and leaves nothing; asked again when that has merged them, it leaves the record.
 */
export function mergeHandler(
    settings: MergeSettings,
    open: () => Promise<Objects> = connectObjects,
): () => (request: MergeRequest) => Promise<MergedScores | MergeByJob> {
    return () => async (request) => merge(await open(), settings, request, new Date());
}

async function merge(
    objects: Objects,
    settings: MergeSettings,
    request: MergeRequest,
    now: Date,
): Promise<MergedScores | MergeByJob> {
    checkModels(settings, request.models);
    const { location } = request;
    const reportUri = runFile(location, "report");
    const report = (await readJsonObject(objects, reportUri).catch(whereMissing(impossible))) as ScoringReport;
    const errors = Object.fromEntries(request.models.map(({ algorithm, rmse }) => [algorithm, rmse ?? undefined]));
    const merging: Merging = { ...settings, errors, clamped: 0 };
    if (request.mergedByJob) {
        const merged = await readJsonObject(objects, runFile(location, "merge"));
        merging.clamped = (merged as MergeReport).clamped;
    } else {
        const isForJob = report.used * request.models.length > settings.mostScores;
        const jobArguments = isForJob ? mergeJobArguments(merging, request) : undefined;
        if (jobArguments !== undefined) {
            return { mergeJob: { arguments: jobArguments } };
        }
        await mergeHere(objects, merging, request, report);
    }

    const output: MergedScores = {
        input: report.input,
        output: report.used,
        quarantined: report.quarantined,
        clamped: merging.clamped,
        location: resultUri(request),
        record: s3Uri(parseS3Uri(location).bucket, scoringRecordKey(request.runId, request.startedAt)),
        algorithms: Object.fromEntries(
            request.models.map(({ algorithm, modelPackageArn, modelName, rmse }) => [
                algorithm,
                { rows: report.used, location: transformedBy(request, algorithm), modelPackageArn, modelName, rmse },
            ]),
        ),
        quarantine: report.quarantined > 0 ? runFile(location, "quarantine") : null,
        explained: request.explained ?? [],
    };
    await writeJsonObject(objects, output.record, recordOf(settings, request, report, output, now));
    return output;
}

async function mergeHere(
    objects: Objects,
    merging: Merging,
    request: MergeRequest,
    report: ScoringReport,
): Promise<void> {
    const by = merging.algorithms.flatMap((algorithm) => scoredBy(objects, request, report, algorithm));
    const rows = allLines(objects, `${request.location}/rows`, report);
    const { explained: asked = [] } = request;
    const explained = merging.algorithms
        .filter((algorithm) => asked.includes(algorithm))
        .map((algorithm) => ({
            algorithm,
            batches: allLines(objects, `${request.location}/explained/${algorithm}`, report),
        }));
    const merged = mergedCsv(merging, { carried: report.carried, rows, explained, by, used: report.used });
    await objects.write(resultUri(request), merged, "text/csv; charset=utf-8");
}

function resultUri({ location, file }: MergeRequest): string {
    return `${location}/result/${file}`;
}

function recordOf(
    settings: MergeSettings,
    request: MergeRequest,
    report: ScoringReport,
    output: MergedScores,
    now: Date,
): ScoringRecord {
    return {
        run: request.runId,
        model: settings.model,
        combine: combineName(settings.combine),
        source: request.input,
        execution: request.executionArn,
        started_at: request.startedAt,
        ended_at: now.toISOString(),
        input: output.input,
        output: output.output,
        quarantined: output.quarantined,
        clamped: output.clamped,
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

/** The answers of an algorithm's job, in the order of the parts; nothing where it did not score the file. */
function scoredBy(objects: Objects, request: MergeRequest, report: ScoringReport, algorithm: string): ScoredBy[] {
    const model = request.models.find((one) => one.algorithm === algorithm);
    return model === undefined ? [] : [{ algorithm, batches: allAnswers(objects, request, report, model) }];
}

async function* allAnswers(
    objects: Objects,
    request: MergeRequest,
    { parts }: ScoringReport,
    { algorithm, batchFormat }: ScoringModel,
): AsyncGenerator<ScoredRow[]> {
    const ending = batchFormat === "text/csv" ? "csv" : "jsonl";
    for (let part = 0; part < parts; part++) {
        const uri = `${transformedBy(request, algorithm)}${partName(part)}.${ending}.out`;
        yield* scoredRows(await objects.read(uri).catch(whereMissing(impossible)), batchFormat, uri);
    }
}

/** The lines of a folder's files, a line a row, in the order of the parts. */
async function* allLines(
    objects: Objects,
    folder: string,
    { parts }: ScoringReport,
): AsyncGenerator<readonly string[]> {
    for (let part = 0; part < parts; part++) {
        yield* lineBatches(await objects.read(`${folder}/${partName(part)}.csv`).catch(whereMissing(impossible)));
    }
}

function partName(part: number): string {
    return `part-${String(part).padStart(5, "0")}`;
}
