import * as fs from "node:fs";
import * as path from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import type { CheckpointConfig } from "@aws-sdk/client-sagemaker";
import { toPrivatePath } from "../containers/container";
import { messageOf } from "../core/errors";
import { download, filesUnder, joinKey, parseS3Uri, putObject } from "../core/storage";

/** Where a container keeps its checkpoints, unless the request says otherwise. */
export const defaultCheckpointPath = "/opt/ml/checkpoints";

const uploadMilliseconds = 1_000;
/** Files that are not whole yet, and marks of the agent that uploads them. */
const unfinished = /\.sagemaker-(ignore|uploading|uploaded)$/;

/**
 * The checkpoints of one training job: restored from S3 before its container starts, uploaded while it runs and when it
 * has ended. What the container deletes stays in S3.
 *
 * https://docs.aws.amazon.com/sagemaker/latest/dg/model-checkpoints.html
 */
export class Checkpoints {
    private readonly folder: string;
    /** What is in S3 of each file: its size and the time of its change. */
    private readonly known = new Map<string, string>();
    private timer?: NodeJS.Timeout;
    private uploading: Promise<void> = Promise.resolve();

    /** @param root the job's private root */
    constructor(
        private readonly config: CheckpointConfig,
        private readonly s3: S3Client,
        root: string,
    ) {
        this.folder = toPrivatePath(config.LocalPath ?? defaultCheckpointPath, root);
    }

    /** Copies what S3 holds into the container's folder. */
    async restore(): Promise<void> {
        try {
            await download(this.s3, `${joinKey(this.config.S3Uri!)}/`, this.folder);
        } catch (error) {
            throw new Error(`ClientError: Checkpoint download failed: ${this.config.S3Uri}: ${messageOf(error)}`);
        }
        this.known.clear();
        this.files().forEach((file) => this.known.set(file, mark(file)!));
    }

    /** Whether the container has written something since the last upload. */
    get written(): boolean {
        return this.files().some((file) => this.known.get(file) !== mark(file));
    }

    /** Uploads now and then what the container writes; what cannot be uploaded then is tried again at the end. */
    watch(): void {
        this.timer = setInterval(() => void this.upload().catch(() => undefined), uploadMilliseconds);
        this.timer.unref();
    }

    /** Uploads what is left, once the container has ended. */
    async finish(): Promise<void> {
        clearInterval(this.timer);
        try {
            await this.upload();
        } catch (error) {
            throw new Error(`ClientError: Checkpoint upload failed: ${messageOf(error)}`);
        }
    }

    private upload(): Promise<void> {
        this.uploading = this.uploading.catch(() => undefined).then(() => this.uploadChanged());
        return this.uploading;
    }

    private async uploadChanged(): Promise<void> {
        const { bucket, key } = parseS3Uri(this.config.S3Uri!);
        for (const file of this.files()) {
            const now = mark(file);
            if (now === undefined || this.known.get(file) === now) {
                continue;
            }
            const name = path.relative(this.folder, file).split(path.sep).join("/");
            const content = await fs.promises.readFile(file).catch(() => undefined);
            // The container may delete an old checkpoint at any time.
            if (content) {
                await putObject(this.s3, { bucket, key: joinKey(key, name) }, content);
                this.known.set(file, now);
            }
        }
    }

    private files(): string[] {
        return filesUnder(this.folder).filter((file) => !unfinished.test(file));
    }
}

/** What tells one content of a file from the next; undefined for a file that has gone. */
function mark(file: string): string | undefined {
    const found = fs.statSync(file, { throwIfNoEntry: false });
    return found && `${found.size} ${found.mtimeMs}`;
}
