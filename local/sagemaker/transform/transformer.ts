import * as fs from "node:fs";
import type { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import type { CreateTransformJobCommandInput } from "@aws-sdk/client-sagemaker";
import type { ContainerAnswer, ServingContainer } from "../containers/serving";
import { messageOf } from "../core/errors";
import type { S3Location } from "../core/storage";
import { type Batch, batches, inOrder, lines, whole } from "./batches";
import type { DataProcessing } from "./dataProcessing";

const megabyte = 1024 * 1024;
const newline = 0x0a;
const defaultPayload = 6;
/** SageMaker's limit on an invocation of a transform job, in seconds. */
const invocationSeconds = 600;

/** Why an object was not transformed: the job's failure reason, and what stands in its data log. */
export class TransformFailure extends Error {
    constructor(
        kind: "ClientError" | "AlgorithmError",
        readonly details: readonly string[],
    ) {
        super(`${kind}: See job logs for more information`);
    }
}

/** How a job's objects are cut, sent and put together. */
export type TransformSettings = Pick<CreateTransformJobCommandInput, "TransformInput" | "TransformOutput"> &
    Partial<Pick<CreateTransformJobCommandInput, "MaxConcurrentTransforms" | "MaxPayloadInMB" | "BatchStrategy">>;

/** Sends objects through a serving container, a batch of records at a time. */
export class Transformer {
    private readonly atOnce: number;
    private readonly payload: number;
    private readonly single: boolean;

    constructor(
        private readonly input: TransformSettings,
        private readonly container: ServingContainer,
        private readonly processing: DataProcessing | undefined,
    ) {
        this.atOnce = input.MaxConcurrentTransforms || 1;
        this.payload = input.MaxPayloadInMB ?? defaultPayload;
        this.single = input.BatchStrategy === "SingleRecord";
    }

    /** The line that a job's data log begins with. */
    get settings(): string {
        const strategy = this.single ? "SINGLE_RECORD" : "MULTI_RECORD";
        return `MaxConcurrentTransforms=${this.atOnce}, MaxPayloadInMB=${this.payload}, BatchStrategy=${strategy}`;
    }

    /**
     * Writes what the container answers for an object to a file.
     *
     * @throws TransformFailure when the container refuses a record, or the answers do not fit
     */
    async transform(s3: S3Client, { bucket, key }: S3Location, file: string): Promise<void> {
        const { GetObjectCommand } = await import("@aws-sdk/client-s3");
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })).catch((error: unknown) => {
            throw new Error(`ClientError: Failed to download s3://${bucket}/${key}: ${messageOf(error)}`);
        });
        await this.transformStream(Body as Readable, file);
    }

    /** As {@link transform}, of bytes that are here. */
    async transformStream(body: Readable, file: string): Promise<void> {
        const output = await fs.promises.open(file, "w");
        try {
            const answers = inOrder(this.batches(body), this.atOnce, (batch) => this.answer(batch));
            for await (const stored of answers) {
                await output.writeFile(stored);
            }
        } finally {
            await output.close();
        }
    }

    private async *batches(body: Readable): AsyncGenerator<Batch> {
        const limit = this.payload * megabyte;
        const prepare = (records: Buffer) => this.processing?.prepare(records) ?? records;
        try {
            yield* this.input.TransformInput!.SplitType === "Line"
                ? batches(lines(body), { limit, single: this.single, prepare })
                : whole(body, limit);
        } catch (error) {
            throw new TransformFailure("ClientError", [messageOf(error)]);
        } finally {
            body.destroy();
        }
    }

    /** What is stored for a batch. */
    private async answer({ records, payload }: Batch): Promise<Buffer> {
        const answer = await this.ask(payload);
        if (answer.status < 200 || answer.status > 299) {
            throw refusal(answer);
        }
        let stored = answer.body;
        if (this.processing) {
            try {
                stored = this.processing.finish(records, stored);
            } catch (error) {
                throw new TransformFailure("ClientError", [messageOf(error)]);
            }
        }
        const ends = this.input.TransformOutput!.AssembleWith !== "Line" || stored.at(-1) === newline;
        return ends ? stored : Buffer.concat([stored, Buffer.of(newline)]);
    }

    private async ask(payload: Buffer): Promise<ContainerAnswer> {
        const { TransformInput, TransformOutput } = this.input;
        const headers = { "content-type": TransformInput!.ContentType, accept: TransformOutput!.Accept };
        const given = Object.entries(headers).filter((entry): entry is [string, string] => !!entry[1]);
        try {
            return await this.container.invoke(payload, Object.fromEntries(given), invocationSeconds);
        } catch (error) {
            throw new TransformFailure("AlgorithmError", ["Unable to get response from algorithm", messageOf(error)]);
        }
    }
}

/** How the data log words it: aws/sagemaker-python-sdk#1882 for 413, amazon-sagemaker-examples#3948 for the others. */
function refusal({ status, body }: ContainerAnswer): TransformFailure {
    const kind = status < 500 ? "ClientError" : "AlgorithmError";
    const first = status === 413 ? "ClientError: 413" : `Bad HTTP status received from algorithm: ${status}`;
    const message = body.toString("utf8").slice(0, 1024).split("\n");
    return new TransformFailure(kind, [first, "", "Message:", ...message]);
}
