import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";

import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";

import { CommandError, UsageError } from "./errors";
import { type EndedExecution, findExecution, followExecution, type Pace, type PushedObject } from "./executions";
import { type Failure, failureOf, passages } from "./history";
import type { ModelOutputs } from "./outputs";
import { type Cell, duration, number, table } from "./output";
import { type Report, together } from "./progress";

/** How a training run judged its model: the output of the state machine. */
export interface RunOutput {
    readonly verdict: "promoted" | "rejected";
    readonly reason: string;
    readonly metric: {
        readonly name: string;
        readonly value: number;
        readonly threshold: number;
        readonly previousBest: number | null;
    };
    readonly metrics: Readonly<Record<string, number>>;
    readonly modelName: string;
    readonly endpointName: string;
    readonly endpointConfigName: string;
}

/** One training run that has ended. */
export interface TrainingRun {
    readonly algorithm: string;
    /** Step Functions' word: SUCCEEDED, FAILED, TIMED_OUT or ABORTED. A rejected run has succeeded. */
    readonly status: string;
    readonly executionArn: string;
    readonly seconds: number;
    /** Absent when the run failed. */
    readonly output?: RunOutput;
    /** Present when the run failed. */
    readonly failure?: Failure;
    /** Seconds that each state took, in the order in which they passed. */
    readonly states: readonly { readonly state: string; readonly seconds: number }[];
}

/**
 * Checks a file of training data as far as one can without knowing the model: the columns are the pipeline's to judge.
 * @throws UsageError when it is not there, not named as the pipelines expect, empty, or has no rows under its header
 */
export async function checkTrainingFile(path: string): Promise<Buffer> {
    const info = await stat(path).catch(() => undefined);
    if (info === undefined) throw new UsageError(`There is no file "${path}".`);
    if (!info.isFile()) throw new UsageError(`"${path}" is not a file.`);
    if (!path.endsWith(".csv")) {
        throw new UsageError(
            `"${path}" does not end in .csv, in small letters: no other file starts a training run, so rename it.`,
        );
    }
    const content = await readFile(path);
    const lines = content.toString("utf8", 0, 1 << 20).split(/\r?\n/);
    const header = lines[0] ?? "";
    if (content.length === 0 || header.trim() === "")
        throw new UsageError(`"${path}" is empty: a CSV with a header is needed.`);
    if (content.includes(0)) throw new UsageError(`"${path}" is not text: a CSV with a header is needed.`);
    if (!header.includes(",")) {
        throw new UsageError(
            `"${path}" has one column only, "${header.trim().slice(0, 60)}": a CSV separated by commas is needed.`,
        );
    }
    if (header.split(",").some((name) => name.trim() !== "" && !Number.isNaN(Number(name)))) {
        throw new UsageError(`"${path}" has a number in its first line: a header with the columns' names is needed.`);
    }
    if (!lines.slice(1).some((line) => line.trim() !== "")) throw new UsageError(`"${path}" has a header but no rows.`);
    return content;
}

/** Puts a file where new training data lands; the bucket's own event starts the pipelines. */
export async function push(outputs: ModelOutputs, path: string): Promise<PushedObject> {
    const body = await checkTrainingFile(path);
    const object = {
        bucket: outputs.landingBucket,
        key: `${outputs.trainingPrefix}${basename(path)}`,
        atMs: Date.now(),
    };
    const { VersionId, ETag } = await new S3Client({}).send(
        new PutObjectCommand({ Bucket: object.bucket, Key: object.key, Body: body, ContentType: "text/csv" }),
    );
    return { ...object, versionId: VersionId, etag: ETag };
}

/** Follows the runs that an upload started, one per pipeline, side by side, to their end. */
export async function followRuns(outputs: ModelOutputs, pushed: PushedObject, pace: Pace): Promise<TrainingRun[]> {
    const client = new SFNClient({});
    const steps = Object.entries(outputs.pipelines).map(([algorithm, { stateMachineArn }]) => ({
        title: `train ${algorithm}`,
        run: async (report: Report): Promise<TrainingRun> => {
            report("waiting for the event to start a run");
            const executionArn = await findExecution(client, stateMachineArn, pushed, pace);
            return endedRun(algorithm, await followExecution(client, executionArn, pace, report));
        },
        detail: verdictOf,
        isFailure: (run: TrainingRun) => run.failure !== undefined,
    }));
    return together(steps);
}

/** What an ended execution says of its run. */
export function endedRun(algorithm: string, { execution, events }: EndedExecution): TrainingRun {
    const { status = "", executionArn = "", startDate, stopDate, output, error, cause } = execution;
    const endMs = (stopDate ?? new Date()).getTime();
    return {
        algorithm,
        status,
        executionArn,
        seconds: tenths(endMs - (startDate?.getTime() ?? endMs)),
        ...(status === "SUCCEEDED"
            ? { output: JSON.parse(output ?? "{}") as RunOutput }
            : { failure: failureOf(events, { error, cause }) }),
        states: passages(events).map(({ state, enteredMs, leftMs }) => ({
            state,
            seconds: tenths((leftMs ?? endMs) - enteredMs),
        })),
    };
}

function tenths(ms: number): number {
    return Math.round(ms / 100) / 10;
}

/** `promoted, validation:rmse 2,311.2` or `failed in "Train the model"`. */
export function verdictOf({ output, status, failure }: TrainingRun): string {
    if (output) return `${output.verdict}, ${output.metric.name} ${number(output.metric.value)}`;
    return `${status.toLowerCase().replace("_", " ")}${failure?.state ? ` in "${failure.state}"` : ""}`;
}

/** Why a run failed, where, and where to look. */
export function failureSentence(run: TrainingRun): string {
    const { algorithm, failure, executionArn } = run;
    // That it failed is said already; other errors have names that tell more.
    const error = failure && !["Failed", "States.TaskFailed"].includes(failure.error) ? `${failure.error}: ` : "";
    const log = failure?.job ? `log group /aws/sagemaker/${failure.job.kind}s, stream ${failure.job.name}/...; ` : "";
    const reason = failure?.reason.replace(/\s*\n\s*/g, " ");
    return `${algorithm} ${verdictOf(run)}: ${error}${reason}\n  Look at: ${log}execution ${executionArn}`;
}

/** The table that ends a training. */
export function runsTable(runs: readonly TrainingRun[]): string {
    const rows = runs.map(({ algorithm, status, output, seconds }): Cell[] => {
        const metric = output?.metric;
        return [
            algorithm,
            output?.verdict ?? status.toLowerCase(),
            metric && `${metric.name}\n${number(metric.value)}`,
            metric && number(metric.threshold),
            output && previousBest(output),
            output && [output.modelName, output.endpointName].filter(Boolean).join("\n"),
            duration(seconds),
        ];
    });
    return table(["algorithm", "verdict", "metric", "threshold", "previous best", "model, endpoint", "time"], rows);
}

/** A model that its threshold rejects is not compared with what serves: then nothing is known of that. */
function previousBest({ verdict, metric }: RunOutput): Cell {
    if (metric.previousBest !== null) return number(metric.previousBest);
    return verdict === "promoted" ? "none" : undefined;
}

/** The contract's form of a run: what summary.json has of it under `training`. */
export function runSummary({ status, executionArn, output }: TrainingRun): Record<string, unknown> {
    return {
        status,
        executionArn,
        metrics: output?.metrics ?? {},
        verdict: output?.verdict ?? "",
        modelName: output?.modelName ?? "",
        endpointName: output?.endpointName ?? "",
        endpointConfigName: output?.endpointConfigName ?? "",
    };
}

/** @throws CommandError when a run failed: each with its reason */
export function requireEnded(runs: readonly TrainingRun[]): void {
    const failed = runs.filter((run) => run.failure);
    if (failed.length > 0) throw new CommandError(failed.map(failureSentence).join("\n"));
}
