import * as fs from "node:fs";
import * as path from "node:path";
import type {
    CreateProcessingJobCommandInput,
    DescribeProcessingJobResponse,
    ListProcessingJobsRequest,
    ProcessingJobStatus,
} from "@aws-sdk/client-sagemaker";
import { toPrivatePath } from "../containers/container";
import { findImage } from "../containers/images";
import { LogStream } from "../containers/logs";
import { makePrivateRoot, readStart, writeJson } from "../containers/privateRoot";
import { type Account, PerAccount } from "../core/account";
import { release, type RoleClients } from "../core/aws";
import { checkVolumeKey, refuseMembers } from "../core/checks";
import { invalid, messageOf, ServiceError, unsupported } from "../core/errors";
import { list, type Listed, type ListInput } from "../core/listing";
import type { Services } from "../core/services";
import { download, upload } from "../core/storage";
import { addTags } from "../core/tags";
import { JobRun } from "./job";

/** A processing job, which runs its own entry point in a container to the end. */
export class ProcessingJob implements Listed {
    readonly name: string;
    readonly arn: string;
    readonly created = new Date();
    modified = this.created;
    status: ProcessingJobStatus = "InProgress";
    private readonly run: JobRun;
    private failure?: string;
    private message?: string;
    private started?: Date;
    private ended?: Date;

    constructor(
        private readonly services: Services,
        private readonly account: Account,
        private readonly input: CreateProcessingJobCommandInput,
    ) {
        this.name = input.ProcessingJobName!;
        this.arn = account.arn("processing-job", this.name);
        this.run = new JobRun(input.StoppingCondition?.MaxRuntimeInSeconds ?? 86_400);
    }

    describe(): DescribeProcessingJobResponse {
        const { Tags: _, ...request } = this.input;
        return {
            ...(request as Omit<DescribeProcessingJobResponse, "CreationTime">),
            ProcessingJobArn: this.arn,
            ProcessingJobStatus: this.status,
            ExitMessage: this.message,
            FailureReason: this.failure,
            CreationTime: this.created,
            ProcessingStartTime: this.started,
            ProcessingEndTime: this.ended,
            LastModifiedTime: this.modified,
        };
    }

    /** Runs the job to its end; whatever goes wrong becomes its failure reason. */
    async perform(clients: RoleClients): Promise<void> {
        const root = makePrivateRoot(this.services, this.account, "processing-jobs", this.name);
        try {
            this.services.faults.provision("ProcessingJob", this.name);
            await this.downloadInputs(clients, root);
            this.writeConfiguration(root);
            const code = await this.process(clients, root);
            this.message = readStart(path.join(root, "opt", "ml", "output", "message"), 1024);
            await this.finish(clients, root, code);
        } catch (error) {
            this.end("Failed", messageOf(error));
        } finally {
            release(clients);
        }
    }

    /** Begins to end the container; the job is Stopped when it has ended. */
    stop(): void {
        if (this.status !== "InProgress") {
            throw invalid(`The request was rejected because the processing job is in status ${this.status}.`);
        }
        this.status = "Stopping";
        this.modified = new Date();
        void this.run.end("stopped");
    }

    /** Ends the container when the server ends. */
    abandon(): Promise<void> {
        return this.run.end("stopped");
    }

    private async downloadInputs({ s3 }: RoleClients, root: string): Promise<void> {
        for (const input of this.input.ProcessingInputs ?? []) {
            const { S3Uri, LocalPath } = input.S3Input!;
            let count: number;
            try {
                count = await download(s3, S3Uri!, toPrivatePath(LocalPath!, root));
            } catch (error) {
                throw new Error(`ClientError: Failed to download data from ${S3Uri}: ${messageOf(error)}`);
            }
            if (count === 0) {
                throw new Error(
                    `ClientError: Failed to download data. No S3 objects found under S3 URL "${S3Uri}" given in ` +
                        `processing input ${input.InputName}.`,
                );
            }
        }
    }

    private writeConfiguration(root: string): void {
        const { InstanceType, InstanceCount, VolumeSizeInGB } = this.input.ProcessingResources!.ClusterConfig!;
        const config = path.join(root, "opt", "ml", "config");
        writeJson(path.join(config, "processingjobconfig.json"), {
            ProcessingJobArn: this.arn,
            ProcessingJobName: this.name,
            AppSpecification: this.input.AppSpecification,
            Environment: this.input.Environment ?? {},
            ProcessingInputs: this.input.ProcessingInputs ?? [],
            ProcessingOutputConfig: this.input.ProcessingOutputConfig,
            ProcessingResources: { ClusterConfig: { InstanceCount, InstanceType, VolumeSizeInGB } },
            RoleArn: this.input.RoleArn,
            StoppingCondition: this.input.StoppingCondition,
        });
        writeJson(path.join(config, "resourceconfig.json"), { current_host: "algo-1", hosts: ["algo-1"] });
        fs.mkdirSync(path.join(root, "opt", "ml", "output"), { recursive: true });
        for (const output of this.outputs) {
            fs.mkdirSync(toPrivatePath(output.S3Output!.LocalPath!, root), { recursive: true });
        }
    }

    private get outputs() {
        return this.input.ProcessingOutputConfig?.Outputs ?? [];
    }

    private async process({ logs }: RoleClients, root: string): Promise<number> {
        const { ContainerEntrypoint = [], ContainerArguments = [] } = this.input.AppSpecification!;
        const stream = `${this.name}/algo-1-${Math.floor(this.created.getTime() / 1000)}`;
        const log = new LogStream(path.join(root, "job.log"), logs, "/aws/sagemaker/ProcessingJobs", stream);
        this.started = new Date();
        try {
            return await this.run.run({
                python: this.services.python,
                root,
                command: [...ContainerEntrypoint, ...ContainerArguments],
                environment: { ...this.input.Environment, AWS_REGION: this.account.region },
                onLine: (line) => log.write(line),
            });
        } finally {
            await log.close();
        }
    }

    /** Outputs of mode EndOfJob are uploaded when the job succeeds, those of mode Continuous in any case. */
    private async finish({ s3 }: RoleClients, root: string, code: number): Promise<void> {
        const succeeded = code === 0 && !this.run.ended;
        for (const output of this.outputs) {
            const { S3Uri, LocalPath, S3UploadMode } = output.S3Output!;
            if (succeeded || S3UploadMode === "Continuous") {
                try {
                    const folder = toPrivatePath(LocalPath!, root);
                    await upload(s3, folder, S3Uri!, this.input.ProcessingOutputConfig!.KmsKeyId);
                } catch (error) {
                    throw new Error(`ClientError: ${messageOf(error)}`);
                }
            }
        }
        if (this.run.ended) {
            this.end("Stopped");
        } else if (succeeded) {
            this.end("Completed");
        } else {
            this.end("Failed", "AlgorithmError: See job logs for more information");
        }
    }

    private end(status: ProcessingJobStatus, failure?: string): void {
        this.failure = failure;
        this.status = status;
        this.ended = this.modified = new Date();
    }
}

const supported = [
    "ProcessingInputs",
    "ProcessingOutputConfig",
    "ProcessingJobName",
    "ProcessingResources",
    "StoppingCondition",
    "AppSpecification",
    "Environment",
    "RoleArn",
    "Tags",
    // Recorded: they change nothing in the result here.
    "NetworkConfig",
    "ExperimentConfig",
];

function checkProcessingRequest(input: CreateProcessingJobCommandInput): void {
    refuseMembers("CreateProcessingJob", input, supported);
    findImage(input.AppSpecification!.ImageUri!, "processing");
    if (!input.AppSpecification!.ContainerEntrypoint?.length) {
        throw unsupported("a processing job without AppSpecification.ContainerEntrypoint");
    }
    const cluster = input.ProcessingResources!.ClusterConfig;
    if (!cluster || cluster.InstanceCount !== 1) {
        throw unsupported("more or less than one processing instance", "Set ClusterConfig.InstanceCount to 1.");
    }
    checkVolumeKey(cluster.InstanceType, cluster.VolumeKmsKeyId);
    checkInputs(input);
    for (const output of input.ProcessingOutputConfig?.Outputs ?? []) {
        if (!output.S3Output?.LocalPath) {
            throw unsupported(
                `the processing output ${output.OutputName}`,
                "It writes S3Output with a LocalPath only.",
            );
        }
        checkPath(output.S3Output.LocalPath);
    }
}

function checkInputs({ ProcessingInputs: inputs = [] }: CreateProcessingJobCommandInput): void {
    for (const { InputName, S3Input: source } of inputs) {
        const at = `of processing input ${InputName}`;
        if (!source?.LocalPath) {
            throw unsupported(`the data source ${at}`, "It reads S3Input with a LocalPath only.");
        }
        if (source.S3DataType !== "S3Prefix") {
            throw unsupported(`S3DataType ${source.S3DataType} ${at}`, "Use S3Prefix.");
        }
        if (source.S3InputMode === "Pipe" || source.S3CompressionType === "Gzip") {
            throw unsupported(`${source.S3InputMode === "Pipe" ? "S3InputMode Pipe" : "S3CompressionType Gzip"} ${at}`);
        }
        checkPath(source.LocalPath);
    }
    // sagemaker-python-sdk#4939: two inputs at one path are refused.
    const paths = inputs.map((input) => input.S3Input!.LocalPath!);
    if (new Set(paths).size < paths.length) {
        throw invalid("Each processing input must have a LocalPath of its own.");
    }
}

function checkPath(localPath: string): void {
    if (!/^\/opt\/ml\/processing(\/|$)/.test(localPath) || localPath.split("/").includes("..")) {
        throw invalid(`LocalPath ${localPath} must lie under /opt/ml/processing.`);
    }
}

/** By name. */
export const processingJobs = new PerAccount(() => new Map<string, ProcessingJob>());

/** `CreateProcessingJob`: checked whole before it is accepted, then run in the background. */
export async function createProcessingJob(
    account: Account,
    input: CreateProcessingJobCommandInput,
    services: Services,
) {
    checkProcessingRequest(input);
    const existing = processingJobs.of(account).get(input.ProcessingJobName!);
    if (existing) {
        throw new ServiceError(
            "ResourceInUse",
            "Processing job names must be unique within an AWS account and region, and a processing job with this " +
                `name already exists (${existing.arn})`,
        );
    }
    const job = new ProcessingJob(services, account, input);
    processingJobs.of(account).set(job.name, job);
    try {
        const clients = await services.aws.clientsOf(account, input.RoleArn!);
        addTags(account, job.arn, input.Tags);
        void job.perform(clients);
        return { ProcessingJobArn: job.arn };
    } catch (error) {
        processingJobs.of(account).delete(job.name);
        throw error;
    }
}

export function findProcessingJob(account: Account, name: string): ProcessingJob {
    const job = processingJobs.of(account).get(name);
    if (!job) {
        throw invalid(`Could not find requested job with name: ${name}`);
    }
    return job;
}

/** `ListProcessingJobs`. */
export function listProcessingJobs(account: Account, input: ListProcessingJobsRequest) {
    const { items, NextToken } = list(processingJobs.of(account).values(), input as ListInput);
    const summaries = items.map((job) => {
        const { ProcessingEndTime, FailureReason, ExitMessage } = job.describe();
        return {
            ProcessingJobName: job.name,
            ProcessingJobArn: job.arn,
            CreationTime: job.created,
            ProcessingEndTime,
            LastModifiedTime: job.modified,
            ProcessingJobStatus: job.status,
            FailureReason,
            ExitMessage,
        };
    });
    return { ProcessingJobSummaries: summaries, NextToken };
}
