import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type {
    CreateTransformJobCommandInput,
    DescribeTransformJobResponse,
    ListTransformJobsRequest,
    TransformJobStatus,
} from "@aws-sdk/client-sagemaker";
import { findImage } from "../containers/images";
import { LogStream } from "../containers/logs";
import { makePrivateRoot } from "../containers/privateRoot";
import { ServingContainer } from "../containers/serving";
import { type Account, PerAccount } from "../core/account";
import { release, type RoleClients } from "../core/aws";
import { invalid, messageOf, ServiceError } from "../core/errors";
import { list, type Listed, type ListInput } from "../core/listing";
import type { Services } from "../core/services";
import { below, joinKey, listKeys, parseS3Uri } from "../core/storage";
import { addTags } from "../core/tags";
import { uploadFile } from "../core/upload";
import { fetchModel } from "../hosting/modelData";
import { findModel, type Model } from "../hosting/models";
import { DataProcessing } from "./dataProcessing";
import { Transformer, TransformFailure } from "./transformer";
import { checkTransformRequest } from "./transformRequest";

/** How long a container may take to answer its first ping, in seconds; SageMaker waits for half an hour. */
const startupSeconds = 60;
const logGroup = "/aws/sagemaker/TransformJobs";

/** A batch transform job: a serving container that is asked about every record of the input, and then ended. */
export class TransformJob implements Listed {
    readonly name: string;
    readonly arn: string;
    readonly created = new Date();
    modified = this.created;
    status: TransformJobStatus = "InProgress";
    private container?: ServingContainer;
    private failure?: string;
    private started?: Date;
    private ended?: Date;
    private stopped = false;

    constructor(
        private readonly services: Services,
        private readonly account: Account,
        private readonly input: CreateTransformJobCommandInput,
        private readonly model: Model,
        private readonly processing: DataProcessing | undefined,
    ) {
        this.name = input.TransformJobName!;
        this.arn = account.arn("transform-job", this.name);
    }

    describe(): DescribeTransformJobResponse {
        const { Tags: _, ...request } = this.input;
        return {
            ...(request as Omit<DescribeTransformJobResponse, "CreationTime">),
            TransformJobArn: this.arn,
            TransformJobStatus: this.status,
            FailureReason: this.failure,
            CreationTime: this.created,
            TransformStartTime: this.started,
            TransformEndTime: this.ended,
        };
    }

    /** Runs the job to its end; whatever goes wrong becomes its failure reason. */
    async perform(clients: RoleClients): Promise<void> {
        const root = makePrivateRoot(this.services, this.account, "transform-jobs", this.name);
        const stream = `${this.name}/i-${randomBytes(8).toString("hex")}`;
        const log = new LogStream(path.join(root, "job.log"), clients.logs, logGroup, stream);
        const dataLog = new LogStream(path.join(root, "data.log"), clients.logs, logGroup, `${stream}/data-log`);
        let failures: string[];
        try {
            this.services.faults.provision("TransformJob", this.name);
            await fetchModel(this.services.python, clients.s3, this.model, root, (line) => log.write(line));
            const keys = await this.listInput(clients);
            await this.start(root, log);
            failures = await this.transformAll(clients, keys, root, dataLog);
        } catch (error) {
            failures = [messageOf(error)];
        }
        // The logs say what was wrong, so they are there before the status is.
        await this.container?.stop(2_000);
        await Promise.all([log.close(), dataLog.close()]);
        release(clients);
        this.finish(failures);
    }

    /** Begins to end the container; the job is Stopped when it has ended. */
    stop(): void {
        if (this.status !== "InProgress") {
            throw invalid(`The request was rejected because the transform job is in status ${this.status}.`);
        }
        this.status = "Stopping";
        this.modified = new Date();
        void this.abandon();
    }

    /** Ends the container when the server ends. */
    async abandon(): Promise<void> {
        this.stopped = true;
        await this.container?.stop(2_000);
    }

    private async listInput({ s3 }: RoleClients): Promise<string[]> {
        const uri = this.input.TransformInput!.DataSource!.S3DataSource!.S3Uri!;
        const role = this.model.input.ExecutionRoleArn;
        const keys = await listKeys(s3, parseS3Uri(uri)).catch(() => []);
        if (keys.length === 0) {
            throw new Error(
                `ClientError: No S3 objects found under S3 URL "${uri}" given in input data source. Please ensure ` +
                    `that the bucket exists in the selected region (${this.account.region}), that objects exist ` +
                    `under that S3 prefix, and that the role "${role}" has "s3:ListBucket" permissions.`,
            );
        }
        return keys;
    }

    private async start(root: string, log: LogStream): Promise<void> {
        const { BatchStrategy, Environment, MaxConcurrentTransforms, MaxPayloadInMB } = this.input;
        const { Image, Environment: own } = this.model.input.PrimaryContainer!;
        // What the request leaves out is not passed on.
        const limits = Object.entries({
            SAGEMAKER_MAX_PAYLOAD_IN_MB: MaxPayloadInMB?.toString(),
            SAGEMAKER_BATCH_STRATEGY:
                BatchStrategy && (BatchStrategy === "SingleRecord" ? "SINGLE_RECORD" : "MULTI_RECORD"),
            SAGEMAKER_MAX_CONCURRENT_TRANSFORMS: MaxConcurrentTransforms?.toString(),
        }).filter((entry): entry is [string, string] => entry[1] !== undefined);
        this.container = await ServingContainer.start({
            python: this.services.python,
            root,
            launch: findImage(Image!, "serving"),
            environment: { ...own, ...Environment, SAGEMAKER_BATCH: "true", ...Object.fromEntries(limits) },
            region: this.account.region,
            onLine: (line) => log.write(line),
        });
        if (!(await this.container.ready(startupSeconds, () => this.stopped))) {
            throw new Error("AlgorithmError: See job logs for more information");
        }
        this.started = new Date();
    }

    /** Transforms every object, whatever becomes of the others; only whole ones are stored. */
    private async transformAll(
        { s3 }: RoleClients,
        keys: readonly string[],
        root: string,
        dataLog: LogStream,
    ): Promise<string[]> {
        const { bucket, key: prefix } = parseS3Uri(this.input.TransformInput!.DataSource!.S3DataSource!.S3Uri!);
        const { S3OutputPath, KmsKeyId } = this.input.TransformOutput!;
        const write = (text: string) =>
            dataLog.write(`${new Date().toISOString().slice(0, -1)}:[sagemaker logs]: ${text}`);
        const transformer = new Transformer(this.input, this.container!, this.processing);
        write(transformer.settings);
        const file = path.join(root, "output");
        const failures: string[] = [];
        for (const key of keys) {
            if (this.stopped) {
                break;
            }
            try {
                await transformer.transform(s3, { bucket, key }, file);
                const output = parseS3Uri(joinKey(S3OutputPath!, `${below(prefix, key)}.out`));
                await uploadFile(s3, output, file, KmsKeyId).catch((error: unknown) => {
                    throw new Error(`ClientError: ${messageOf(error)}`);
                });
            } catch (error) {
                const details = error instanceof TransformFailure ? error.details : [messageOf(error)];
                details.forEach((line) => write(`${bucket}/${key}: ${line}`));
                failures.push(messageOf(error));
            }
        }
        fs.rmSync(file, { force: true });
        return failures;
    }

    private finish(failures: readonly string[]): void {
        this.failure = this.stopped ? undefined : failures[0];
        this.status = this.stopped ? "Stopped" : failures.length > 0 ? "Failed" : "Completed";
        this.ended = this.modified = new Date();
    }
}

/** By name. */
export const transformJobs = new PerAccount(() => new Map<string, TransformJob>());

/** `CreateTransformJob`: checked whole before it is accepted, then run in the background as the model's role. */
export async function createTransformJob(account: Account, input: CreateTransformJobCommandInput, services: Services) {
    checkTransformRequest(input);
    const processing = DataProcessing.of(input);
    const existing = transformJobs.of(account).get(input.TransformJobName!);
    if (existing) {
        throw new ServiceError(
            "ResourceInUse",
            "Job name must be unique within an AWS account and region, and a job with this name already exists " +
                `(${existing.arn})`,
        );
    }
    const model = findModel(account, input.ModelName!);
    const job = new TransformJob(services, account, input, model, processing);
    transformJobs.of(account).set(job.name, job);
    try {
        const clients = await services.aws.clientsOf(account, model.input.ExecutionRoleArn!);
        addTags(account, job.arn, input.Tags);
        void job.perform(clients);
        return { TransformJobArn: job.arn };
    } catch (error) {
        transformJobs.of(account).delete(job.name);
        throw error;
    }
}

export function findTransformJob(account: Account, name: string): TransformJob {
    const job = transformJobs.of(account).get(name);
    if (!job) {
        throw invalid(`Could not find requested job with name: ${name}`);
    }
    return job;
}

/** `ListTransformJobs`. */
export function listTransformJobs(account: Account, input: ListTransformJobsRequest) {
    const { items, NextToken } = list(transformJobs.of(account).values(), input as ListInput);
    const summaries = items.map((job) => {
        const { TransformEndTime, FailureReason } = job.describe();
        return {
            TransformJobName: job.name,
            TransformJobArn: job.arn,
            CreationTime: job.created,
            TransformEndTime,
            LastModifiedTime: job.modified,
            TransformJobStatus: job.status,
            FailureReason,
        };
    });
    return { TransformJobSummaries: summaries, NextToken };
}
