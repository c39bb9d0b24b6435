import { Readable } from "node:stream";
import { SageMaker } from "@aws-sdk/client-sagemaker";
import { batchFormatOf, transformResourcesOf } from "../../components/asl/requests";
import type { ModelDefinition } from "../../components/model/model";
import { resultOf, targetBounds } from "../../contracts/combine";
import { testMetrics } from "../../contracts/parameters";
import { folderOfTransform } from "../../contracts/places";
import type { Transform } from "../../contracts/transform";
import { connectObjects, type Objects, readJsonObject } from "../../functions/shared/objects";
import { parseCsv } from "../../functions/shared/records";
import { encode } from "../../functions/shared/transform";
import { predictionOf, readNumbers } from "../../functions/training/compareModels";
import type { Scores } from "../realtime/predictions";
import type { TrainingRun } from "../runs/trainingRun";
import { combinedOf } from "../runs/verdicts";
import { CommandError } from "../terminal/errors";
import { poll } from "../terminal/interrupt";

/** A version of one algorithm that was trained. */
export interface Version {
    readonly modelName: string;
    /** S3 URI of its `transform.json`. */
    readonly transform: string;
    /** Its error (rmse) on test rows, as far as it is known. */
    readonly error?: number;
}

/** By algorithm. */
export type Versions = Readonly<Record<string, Version>>;

/** The versions of runs that ended by some verdict. */
export function versionsOf(runs: readonly TrainingRun[], verdict: "promoted" | "rejected"): Versions {
    const judged = runs.filter(({ output }) => output?.verdict === verdict);
    return Object.fromEntries(
        judged.flatMap(({ algorithm, output }) => {
            const { modelName, transform, metrics } = output ?? {};
            if (!modelName || !transform) return [];
            const error = metrics?.[testMetrics.rmse];
            return [[algorithm, { modelName, transform, ...(error !== undefined && { error }) }]];
        }),
    );
}

/** How much the combined result of runs erred on their test rows; undefined where nothing was judged. */
export function referenceOf(runs: readonly TrainingRun[]): number | undefined {
    const alone = runs.map(({ output }) => output?.metrics?.[testMetrics.rmse]).filter((error) => error !== undefined);
    return combinedOf(runs)?.rmse ?? (alone.length > 0 ? Math.min(...alone) : undefined);
}

/** Rows that versions are asked about beside those that served. */
export interface AskedRows {
    /** As CSV with a header. */
    readonly csv: string;
    /** What the versions that served said of each. */
    readonly scores: readonly Scores[];
    readonly served: readonly Versions[];
}

/**
 * The combined result that other versions would have given rows: by a batch transform job for each algorithm of which
 * another version served.
 * @param name what the jobs and their folders are called
 */
export async function resultsBy(
    versions: Versions,
    model: ModelDefinition,
    rows: AskedRows,
    name: string,
): Promise<number[]> {
    const objects = await connectObjects();
    const algorithms = Object.keys(versions);
    const answers = await Promise.all(
        algorithms.map(async (algorithm) => {
            const version = versions[algorithm]!;
            const same = rows.served.every((served) => served[algorithm]?.modelName === version.modelName);
            return same
                ? rows.scores.map((scores) => scores[algorithm] ?? NaN)
                : transformed(objects, model, algorithm, version, rows.csv, name);
        }),
    );
    const rule = { combine: model.combine, bounds: targetBounds(model) };
    const errors = Object.fromEntries(algorithms.map((algorithm) => [algorithm, versions[algorithm]?.error]));
    return rows.scores.map((_, row) => {
        const scores = algorithms.map((algorithm, place) => [algorithm, answers[place]?.[row] ?? NaN] as const);
        return resultOf(rule, Object.fromEntries(scores), errors).result;
    });
}

const endsWithinMs = 10 * 60_000;

async function transformed(
    objects: Objects,
    model: ModelDefinition,
    algorithm: string,
    { modelName, transform: uri }: Version,
    csv: string,
    name: string,
): Promise<readonly number[]> {
    const transform = (await readJsonObject(objects, uri)) as Transform;
    const parsed = parseCsv(transform, csv);
    if ("problems" in parsed) throw new CommandError(parsed.problems.map(({ message }) => message).join("\n"));
    // Where the model's role may read and write (components/training/access/jobs.ts).
    const folder = folderOfTransform(uri);
    const [input, output] = [`${folder}/contenders/${name}/`, `${folder}/predictions/${name}/`];
    const lines = parsed.records.map((record) => `${encode(transform, record).join(",")}\n`);
    await objects.write(`${input}rows.csv`, Readable.from(lines), "text/csv");

    const definition = model.algorithms[algorithm]!;
    const TransformJobName = `${modelName.slice(0, 62 - name.length)}-${name}`;
    const { instanceType, instanceCount } = transformResourcesOf(definition);
    const sagemaker = new SageMaker({});
    await sagemaker.createTransformJob({
        TransformJobName,
        ModelName: modelName,
        BatchStrategy: "MultiRecord",
        MaxPayloadInMB: 6,
        TransformInput: {
            DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: input } },
            ContentType: "text/csv",
            SplitType: "Line",
        },
        TransformOutput: { S3OutputPath: output, Accept: batchFormatOf(definition), AssembleWith: "Line" },
        TransformResources: { InstanceType: instanceType as never, InstanceCount: instanceCount },
    });
    const job = await poll(
        async () => {
            const job = await sagemaker.describeTransformJob({ TransformJobName });
            return job.TransformJobStatus === "InProgress" ? undefined : job;
        },
        { everyMs: 300, deadlineMs: endsWithinMs, late: () => new CommandError(`${TransformJobName} does not end.`) },
    );
    if (job.TransformJobStatus !== "Completed") {
        throw new CommandError(`${modelName} could not be asked about the rows after it: ${job.FailureReason}`);
    }
    return Array.from(await readNumbers(objects, `${output}rows.csv.out`, predictionOf));
}
