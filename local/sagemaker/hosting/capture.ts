import * as crypto from "node:crypto";
import type { DataCaptureConfig } from "@aws-sdk/client-sagemaker";
import { messageOf } from "../core/errors";
import { joinKey, parseS3Uri, putObject } from "../core/storage";
import type { Variant } from "./variant";

const flushMilliseconds = 1_000;
const longestBatch = 500;

/** A request and its answer, as data capture sees them. */
export interface Invocation {
    readonly input: { readonly contentType?: string; readonly body: Buffer };
    readonly output: { readonly contentType: string; readonly body: Buffer };
    readonly inferenceId?: string;
}

/** Writes what an endpoint is asked and answers to S3, as the model's execution role, soon after it happened. */
export class DataCapture {
    private seen = 0;
    private waiting: string[] = [];
    private timer?: NodeJS.Timeout;
    private writing: Promise<void> = Promise.resolve();

    constructor(
        private readonly variant: Variant,
        private readonly config: DataCaptureConfig,
    ) {}

    /** Takes an invocation, if it falls into the sample: evenly spread, the first one always. */
    record(invocation: Invocation): void {
        const share = this.config.InitialSamplingPercentage! / 100;
        this.seen++;
        if (Math.ceil(this.seen * share) === Math.ceil((this.seen - 1) * share)) {
            return;
        }
        this.waiting.push(JSON.stringify(captureRecord(invocation, this.config, new Date())));
        if (this.waiting.length >= longestBatch) {
            void this.flush();
        } else {
            this.timer ??= setTimeout(() => void this.flush(), flushMilliseconds);
        }
    }

    /** Writes what waits, and what is being written. */
    flush(): Promise<void> {
        clearTimeout(this.timer);
        this.timer = undefined;
        const lines = this.waiting;
        this.waiting = [];
        if (lines.length > 0) {
            this.writing = this.writing.then(() => this.write(lines));
        }
        return this.writing;
    }

    private async write(lines: readonly string[]): Promise<void> {
        const { bucket, key } = parseS3Uri(this.config.DestinationS3Uri!);
        const object = joinKey(key, captureKey(this.variant.endpointName, this.variant.name, new Date()));
        const body = `${lines.join("\n")}\n`;
        try {
            await putObject(this.variant.clients.s3, { bucket, key: object }, body, this.config.KmsKeyId);
        } catch (error) {
            this.variant.report(`Data capture lost ${lines.length} records. ${messageOf(error)}`);
        }
    }
}

/** `{endpoint}/{variant}/yyyy/mm/dd/hh/mm-ss-mmm-{id}.jsonl`, in UTC. */
export function captureKey(endpoint: string, variant: string, time: Date): string {
    const [date, clock] = time.toISOString().split("T") as [string, string];
    const [hour, minute, second] = clock.replace("Z", "").split(":") as [string, string, string];
    const file = `${minute}-${second.replace(".", "-")}-${crypto.randomUUID()}.jsonl`;
    return [endpoint, variant, ...date.split("-"), hour, file].join("/");
}

/** One line of a capture file. */
export function captureRecord(invocation: Invocation, config: DataCaptureConfig, time: Date) {
    const modes = new Set((config.CaptureOptions ?? []).map((option) => option.CaptureMode));
    const wants = (mode: "Input" | "Output") => modes.has(mode) || modes.has("InputAndOutput");
    return {
        captureData: {
            ...(wants("Input") ? { endpointInput: side("INPUT", invocation.input, config) } : {}),
            ...(wants("Output") ? { endpointOutput: side("OUTPUT", invocation.output, config) } : {}),
        },
        eventMetadata: {
            eventId: crypto.randomUUID(),
            ...(invocation.inferenceId ? { inferenceId: invocation.inferenceId } : {}),
            inferenceTime: `${time.toISOString().slice(0, 19)}Z`,
        },
        eventVersion: "0",
    };
}

function side(mode: string, { contentType, body }: { contentType?: string; body: Buffer }, config: DataCaptureConfig) {
    const encoding = encodingOf(contentType, config);
    return {
        observedContentType: contentType,
        mode,
        data: body.toString(encoding === "BASE64" ? "base64" : "utf8"),
        encoding,
    };
}

/** Types that CaptureContentTypeHeader names are kept as they are; all others are written in Base64. */
function encodingOf(contentType: string | undefined, config: DataCaptureConfig): "CSV" | "JSON" | "BASE64" {
    const type = (contentType ?? "").split(";")[0]!.trim().toLowerCase();
    const names = (list: readonly string[] | undefined) => (list ?? []).map((name) => name.toLowerCase());
    const { CsvContentTypes, JsonContentTypes } = config.CaptureContentTypeHeader ?? {};
    return names(CsvContentTypes).includes(type) ? "CSV" : names(JsonContentTypes).includes(type) ? "JSON" : "BASE64";
}
