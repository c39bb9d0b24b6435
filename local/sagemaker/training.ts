import * as fs from "node:fs";
import * as path from "node:path";
import type {
    Channel,
    CreateTrainingJobCommandInput,
    DescribeTrainingJobResponse,
    ListTrainingJobsRequest,
    SecondaryStatus,
    TrainingJobStatus,
} from "@aws-sdk/client-sagemaker";
import type { Account } from "./account";
import { pack } from "./archive";
import { release, type RoleClients } from "./aws";
import { containerModules } from "./container";
import { invalid, messageOf, ServiceError } from "./errors";
import { findImage, type Metric } from "./images";
import { JobRun, makePrivateRoot, readStart, secondsSince, type Services, writeJson } from "./job";
import { list, type Listed, type ListInput } from "./listing";
import { LogStream } from "./logs";
import { download, filesUnder, joinKey, parseS3Uri, putObject, requireObjects } from "./storage";
import { addTags } from "./tags";
import { checkTrainingRequest } from "./trainingRequest";

const messages: Partial<Record<SecondaryStatus, string>> = {
    Starting: "Preparing the instances for training",
    Downloading: "Downloading input data",
    Training: "Training image download completed. Training in progress.",
    Uploading: "Uploading generated training model",
    Completed: "Training job completed",
    Failed: "Training job failed",
    Stopping: "Stopping the training job",
    Stopped: "Training job stopped",
    MaxRuntimeExceeded: "Training job runtime exceeded MaxRuntimeInSeconds provided",
};

/** A training job, which runs one container of a built-in algorithm to its end. */
export class TrainingJob implements Listed {
    readonly name: string;
    readonly arn: string;
    readonly created = new Date();
    modified = this.created;
    status: TrainingJobStatus = "InProgress";
    private secondary: SecondaryStatus = "Starting";
    private readonly transitions: {
        Status: SecondaryStatus;
        StartTime: Date;
        EndTime?: Date;
        StatusMessage: string;
    }[] = [];
    private readonly metrics = new Map<string, { value: number; time: Date }>();
    private readonly run: JobRun;
    private failure?: string;
    private started?: Date;
    private ended?: Date;

    constructor(
        private readonly services: Services,
        private readonly account: Account,
        private readonly input: CreateTrainingJobCommandInput,
    ) {
        this.name = input.TrainingJobName!;
        this.arn = account.arn("training-job", this.name);
        this.run = new JobRun(this.limit);
        this.enter("Starting");
    }

    /** Where the model is written: always this key under the job's output path. */
    get modelArtifacts(): string {
        return joinKey(this.input.OutputDataConfig!.S3OutputPath!, this.name, "output", "model.tar.gz");
    }

    private get limit(): number {
        return this.input.StoppingCondition?.MaxRuntimeInSeconds ?? 86_400;
    }

    describe(): DescribeTrainingJobResponse {
        const { Tags: _, ...request } = this.input;
        return {
            ...(request as Omit<DescribeTrainingJobResponse, "CreationTime">),
            TrainingJobArn: this.arn,
            ModelArtifacts: { S3ModelArtifacts: this.modelArtifacts },
            TrainingJobStatus: this.status,
            SecondaryStatus: this.secondary,
            SecondaryStatusTransitions: this.transitions,
            FailureReason: this.failure,
            CreationTime: this.created,
            TrainingStartTime: this.started,
            TrainingEndTime: this.ended,
            LastModifiedTime: this.modified,
            FinalMetricDataList: [...this.metrics].map(([MetricName, { value, time }]) => ({
                MetricName,
                Value: value,
                Timestamp: time,
            })),
            TrainingTimeInSeconds: this.started && this.ended ? secondsSince(this.started) : undefined,
            BillableTimeInSeconds: this.started && this.ended ? secondsSince(this.started) : undefined,
            EnableManagedSpotTraining: false,
        };
    }

    /** Runs the job to its end; whatever goes wrong becomes its failure reason. */
    async perform(clients: RoleClients): Promise<void> {
        const root = makePrivateRoot(this.services, this.account, "training-jobs", this.name);
        const ml = path.join(root, "opt", "ml");
        try {
            this.enter("Downloading");
            await this.downloadChannels(clients, ml);
            this.writeConfiguration(ml);
            const code = await this.train(clients, root);
            await this.finish(clients, ml, code);
        } catch (error) {
            this.fail(messageOf(error));
        } finally {
            release(clients);
        }
    }

    /** Begins to end the container; the job is Stopped when it has ended. */
    stop(): void {
        if (this.status !== "InProgress") {
            throw invalid(`The request was rejected because the training job is in status ${this.status}.`);
        }
        this.status = "Stopping";
        this.enter("Stopping");
        void this.run.end("stopped");
    }

    /** Ends the container when the server ends. */
    abandon(): Promise<void> {
        return this.run.end("stopped");
    }

    private async downloadChannels({ s3 }: RoleClients, ml: string): Promise<void> {
        for (const channel of this.input.InputDataConfig ?? []) {
            const uri = channel.DataSource!.S3DataSource!.S3Uri!;
            try {
                await download(s3, uri, path.join(ml, "input", "data", channel.ChannelName!));
            } catch (error) {
                throw new Error(`ClientError: Data download failed: ${uri}: ${messageOf(error)}`);
            }
        }
    }

    private writeConfiguration(ml: string): void {
        const config = path.join(ml, "input", "config");
        const { InstanceType } = this.input.ResourceConfig!;
        writeJson(path.join(config, "hyperparameters.json"), this.input.HyperParameters ?? {});
        writeJson(path.join(config, "inputdataconfig.json"), describeChannels(this.input.InputDataConfig ?? []));
        writeJson(path.join(config, "resourceconfig.json"), {
            current_host: "algo-1",
            current_instance_type: InstanceType,
            current_group_name: "homogeneousCluster",
            hosts: ["algo-1"],
            instance_groups: [
                { instance_group_name: "homogeneousCluster", instance_type: InstanceType, hosts: ["algo-1"] },
            ],
            network_interface_name: "eth0",
        });
        for (const folder of ["model", "output/data"]) {
            fs.mkdirSync(path.join(ml, folder), { recursive: true });
        }
    }

    private async train({ logs }: RoleClients, root: string): Promise<number> {
        const training = findImage(this.input.AlgorithmSpecification!.TrainingImage!, "training");
        const stream = `${this.name}/algo-1-${Math.floor(this.created.getTime() / 1000)}`;
        const log = new LogStream(path.join(root, "job.log"), logs, "/aws/sagemaker/TrainingJobs", stream);
        this.enter("Training");
        this.started = new Date();
        try {
            return await this.run.run({
                python: this.services.python,
                root,
                command: ["python3", "-m", training.module],
                environment: {
                    ...this.input.Environment,
                    PYTHONPATH: containerModules,
                    TRAINING_JOB_NAME: this.name,
                    TRAINING_JOB_ARN: this.arn,
                    AWS_REGION: this.account.region,
                },
                onLine: (line) => {
                    log.write(line);
                    training.metrics(line).forEach((metric) => this.record(metric));
                },
            });
        } finally {
            await log.close();
        }
    }

    private record({ name, value }: Metric): void {
        this.metrics.set(name, { value, time: new Date() });
    }

    /** A stopped job keeps the model that its container has saved; a failed one has none. */
    private async finish(clients: RoleClients, ml: string, code: number): Promise<void> {
        if (code !== 0 && !this.run.ended) {
            return this.fail(this.reason(ml, code));
        }
        if (!this.run.ended) {
            this.enter("Uploading");
        }
        try {
            await this.uploadResults(clients, ml);
        } catch (error) {
            throw new Error(`ClientError: ${messageOf(error)}`);
        }
        if (this.run.ended) {
            this.end("Stopped", this.run.ended === "time" ? "MaxRuntimeExceeded" : "Stopped");
        } else {
            this.end("Completed", "Completed");
        }
    }

    private async uploadResults({ s3 }: RoleClients, ml: string): Promise<void> {
        const { KmsKeyId, S3OutputPath } = this.input.OutputDataConfig!;
        const results = {
            model: this.modelArtifacts,
            "output/data": joinKey(S3OutputPath!, this.name, "output", "output.tar.gz"),
        };
        for (const [folder, uri] of Object.entries(results)) {
            const source = path.join(ml, folder);
            if (filesUnder(source).length > 0) {
                const archive = path.join(ml, `${path.basename(folder)}.tar.gz`);
                await pack(this.services.python, source, archive);
                await putObject(s3, parseS3Uri(uri), fs.readFileSync(archive), KmsKeyId);
            }
        }
    }

    /** SageMaker's wording: the kind of error, the first 1,024 characters of the failure file, and the exit code. */
    private reason(ml: string, code: number): string {
        const training = findImage(this.input.AlgorithmSpecification!.TrainingImage!, "training");
        const kind = code === training.clientErrorCode ? "ClientError" : "AlgorithmError";
        return `${kind}: ${readStart(path.join(ml, "output", "failure"), 1024) ?? ""}, exit code: ${code}`;
    }

    private fail(reason: string): void {
        this.failure = reason;
        this.end("Failed", "Failed");
    }

    private end(status: TrainingJobStatus, secondary: SecondaryStatus): void {
        this.ended = new Date();
        this.status = status;
        this.enter(secondary);
    }

    private enter(status: SecondaryStatus): void {
        const now = new Date();
        const last = this.transitions.at(-1);
        if (last && !last.EndTime) {
            last.EndTime = now;
        }
        const final = this.status === "Completed" || this.status === "Failed" || this.status === "Stopped";
        const message = (status === "Failed" && this.failure) || messages[status] || status;
        this.transitions.push({
            Status: status,
            StartTime: now,
            EndTime: final ? now : undefined,
            StatusMessage: message,
        });
        this.secondary = status;
        this.modified = now;
    }
}

function describeChannels(channels: readonly Channel[]): Record<string, Record<string, string>> {
    return Object.fromEntries(
        channels.map((channel) => [
            channel.ChannelName!,
            {
                ...(channel.ContentType ? { ContentType: channel.ContentType } : {}),
                TrainingInputMode: "File",
                S3DistributionType: channel.DataSource?.S3DataSource?.S3DataDistributionType ?? "FullyReplicated",
                RecordWrapperType: channel.RecordWrapperType ?? "None",
            },
        ]),
    );
}

/** `CreateTrainingJob`: checked whole before it is accepted, then run in the background. */
export async function createTrainingJob(account: Account, input: CreateTrainingJobCommandInput, services: Services) {
    checkTrainingRequest(input);
    const existing = account.trainingJobs.get(input.TrainingJobName!);
    if (existing) {
        throw new ServiceError(
            "ResourceInUse",
            "Training job names must be unique within an AWS account and region, and a training job with this name " +
                `already exists (${existing.arn})`,
        );
    }
    const job = new TrainingJob(services, account, input);
    account.trainingJobs.set(job.name, job);
    try {
        const clients = await services.aws.clientsOf(account, input.RoleArn!);
        for (const channel of input.InputDataConfig ?? []) {
            await requireObjects(clients.s3, channel.DataSource!.S3DataSource!.S3Uri!, input.RoleArn!, account.region);
        }
        addTags(account, job.arn, input.Tags);
        void job.perform(clients);
        return { TrainingJobArn: job.arn };
    } catch (error) {
        account.trainingJobs.delete(job.name);
        throw error;
    }
}

export function findTrainingJob(account: Account, name: string): TrainingJob {
    const job = account.trainingJobs.get(name);
    if (!job) {
        throw invalid("Requested resource not found.");
    }
    return job;
}

/** `ListTrainingJobs`. */
export function listTrainingJobs(account: Account, input: ListTrainingJobsRequest) {
    const { items, NextToken } = list(account.trainingJobs.values(), input as ListInput);
    const summaries = items.map((job) => {
        const { TrainingEndTime, SecondaryStatus } = job.describe();
        return {
            TrainingJobName: job.name,
            TrainingJobArn: job.arn,
            CreationTime: job.created,
            TrainingEndTime,
            LastModifiedTime: job.modified,
            TrainingJobStatus: job.status,
            SecondaryStatus,
        };
    });
    return { TrainingJobSummaries: summaries, NextToken };
}
