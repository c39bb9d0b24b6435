import { type Pipeline, type RunRecord, runRecordKey } from "../../contracts/records";
import { runId } from "../../contracts/runIds";
import { outcomeOf, parsedObject, type StatusChange } from "./notices";

/** What is known of the runs of a pipeline before any of them. */
export interface RecordedPipeline {
    readonly pipeline: Pipeline;
    readonly model: string;
    /** Null where runs are about all algorithms. */
    readonly algorithm: string | null;
    /** What the names of all jobs begin with. */
    readonly base: string;
    /** The bucket that has the records. */
    readonly bucket: string;
}

/** What insights know of a run by the event of its end. */
export function runRecordOf(event: StatusChange, known: RecordedPipeline): RunRecord {
    const { detail } = event;
    const { pipeline, model, algorithm, base } = known;
    const started = new Date(detail.startDate ?? 0);
    const ended = new Date(detail.stopDate ?? detail.startDate ?? 0);
    const output = parsedObject(detail.output) as Output;
    const run = runId(detail.executionArn, started);
    return {
        ...{ run, pipeline, model, algorithm },
        execution: detail.executionArn,
        status: detail.status.toLowerCase().replace(/_/g, " "),
        verdict: outcomeOf(event),
        reason: text(output.reason) ?? text(detail.cause)?.slice(0, longestReason) ?? null,
        started_at: started.toISOString(),
        ended_at: ended.toISOString(),
        seconds: (ended.getTime() - started.getTime()) / 1000,
        jobs: `${base}-${run}`,
        model_name: text(output.modelName) ?? null,
        model_package_arn: text(output.modelPackageArn) ?? null,
        metrics: Object.entries(output.metrics ?? {}).flatMap(([name, value]) =>
            typeof value === "number" && Number.isFinite(value) ? { name, value } : [],
        ),
    };
}

/** The part of a run's output that records have, whatever pipeline it is of. */
interface Output {
    readonly reason?: unknown;
    readonly modelName?: unknown;
    readonly modelPackageArn?: unknown;
    readonly metrics?: Readonly<Record<string, unknown>>;
}

/** A cause may have a whole stack trace. */
const longestReason = 1000;

function text(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * Leaves the record of a run that ended, as a line of JSON; a second one of the same event is the same. Environment:
 * RUN_RECORD (a {@link RecordedPipeline} as JSON).
 */
export async function recordRun(event: StatusChange): Promise<void> {
    const { S3Client, PutObjectCommand } = await import("@aws-sdk/client-s3");
    const known = JSON.parse(process.env.RUN_RECORD ?? "{}") as RecordedPipeline;
    const record = runRecordOf(event, known);
    await new S3Client({}).send(
        new PutObjectCommand({
            Bucket: known.bucket,
            Key: runRecordKey(record.pipeline, record.run, record.started_at),
            ContentType: "application/json",
            Body: `${JSON.stringify(record)}\n`,
        }),
    );
}
