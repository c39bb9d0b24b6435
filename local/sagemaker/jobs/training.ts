import * as fs from "node:fs";
import * as path from "node:path";
import type {
    CreateTrainingJobCommandInput,
    DescribeTrainingJobResponse,
    ListTrainingJobsRequest,
    SecondaryStatus,
} from "@aws-sdk/client-sagemaker";
import { pack } from "../containers/archive";
import { findImage, type Metric, type TrainingLaunch } from "../containers/images";
import { LogStream } from "../containers/logs";
import { makePrivateRoot, readStart } from "../containers/privateRoot";
import { checkTrainingImage } from "../containers/pull";
import { type Account, PerAccount } from "../core/account";
import { release, type RoleClients } from "../core/aws";
import { invalid, messageOf, ServiceError } from "../core/errors";
import { list, type Listed, type ListInput } from "../core/listing";
import type { Services } from "../core/services";
import { filesUnder, joinKey, parseS3Uri, putObject, requireObjects } from "../core/storage";
import { addTags } from "../core/tags";
import { Checkpoints } from "./checkpoints";
import { Interruption } from "./interruption";
import { type EarlyEnd, JobRun } from "./job";
import { downloadChannels, writeConfiguration } from "./trainingInput";
import { TrainingProgress } from "./trainingProgress";
import { checkTrainingRequest } from "./trainingRequest";

/** How long a managed spot training job waits before it asks for machines again. */
const spotMilliseconds = 500;

const endings: Readonly<Record<EarlyEnd, SecondaryStatus>> = {
    stopped: "Stopped",
    time: "MaxRuntimeExceeded",
    wait: "MaxWaitTimeExceeded",
};

/** A training job, which runs one container to its end; again where its machines were taken away. */
export class TrainingJob implements Listed {
    readonly name: string;
    readonly arn: string;
    /** The tuning job that started it, where one did. */
    tuningJobArn?: string;
    private readonly progress = new TrainingProgress();
    private readonly metrics = new Map<string, { value: number; time: Date }>();
    private readonly run: JobRun;
    private root = "";
    private checkpoints?: Checkpoints;

    constructor(
        private readonly services: Services,
        private readonly account: Account,
        private readonly input: CreateTrainingJobCommandInput,
    ) {
        this.name = input.TrainingJobName!;
        this.arn = account.arn("training-job", this.name);
        this.run = new JobRun(input.StoppingCondition?.MaxRuntimeInSeconds ?? 86_400);
    }

    get created(): Date {
        return this.progress.created;
    }

    get modified(): Date {
        return this.progress.modified;
    }

    get status() {
        return this.progress.status;
    }

    /** Where the model is written: always this key under the job's output path. */
    get modelArtifacts(): string {
        return joinKey(this.input.OutputDataConfig!.S3OutputPath!, this.name, "output", "model.tar.gz");
    }

    describe(): DescribeTrainingJobResponse {
        const { Tags: _, ...request } = this.input;
        const { progress } = this;
        return {
            ...(request as Omit<DescribeTrainingJobResponse, "CreationTime">),
            TrainingJobArn: this.arn,
            TuningJobArn: this.tuningJobArn,
            ModelArtifacts: { S3ModelArtifacts: this.modelArtifacts },
            TrainingJobStatus: progress.status,
            SecondaryStatus: progress.secondary,
            SecondaryStatusTransitions: progress.transitions,
            FailureReason: progress.failure,
            CreationTime: progress.created,
            TrainingStartTime: progress.started,
            TrainingEndTime: progress.ended,
            LastModifiedTime: progress.modified,
            FinalMetricDataList: [...this.metrics].map(([MetricName, { value, time }]) => ({
                MetricName,
                Value: value,
                Timestamp: time,
            })),
            TrainingTimeInSeconds: progress.seconds,
            // What a run costs: its own time. Waiting for machines is free.
            BillableTimeInSeconds:
                progress.seconds === undefined ? undefined : Math.round(this.run.milliseconds / 1000),
            EnableManagedSpotTraining: this.spot,
        };
    }

    /** Runs the job to its end; whatever goes wrong becomes its failure reason. */
    async perform(clients: RoleClients): Promise<void> {
        this.root = makePrivateRoot(this.services, this.account, "training-jobs", this.name);
        const { CheckpointConfig: checkpoints } = this.input;
        this.checkpoints = checkpoints && new Checkpoints(checkpoints, clients.s3, this.root);
        const wait = this.input.StoppingCondition?.MaxWaitTimeInSeconds;
        const timer = wait === undefined ? undefined : setTimeout(() => this.endEarly("wait"), wait * 1000);
        try {
            await this.finish(clients, await this.runUninterrupted(clients));
        } catch (error) {
            this.progress.fail(messageOf(error));
        } finally {
            clearTimeout(timer);
            release(clients);
        }
    }

    /** Begins to end the container; the job is Stopped when it has ended. */
    stop(): void {
        if (this.status !== "InProgress") {
            throw invalid(`The request was rejected because the training job is in status ${this.status}.`);
        }
        this.endEarly("stopped");
    }

    /** Ends the container when the server ends. */
    abandon(): Promise<void> {
        return this.run.end("stopped");
    }

    private get spot(): boolean {
        return this.input.EnableManagedSpotTraining ?? false;
    }

    private endEarly(reason: EarlyEnd): void {
        if (this.status === "InProgress") {
            this.progress.stopping();
            void this.run.end(reason);
        }
    }

    /** Runs the container, each time on new machines, until it ends by itself or the job is ended; its exit code. */
    private async runUninterrupted(clients: RoleClients): Promise<number> {
        for (;;) {
            await this.acquireMachines();
            const code = await this.runOnce(clients);
            if (!this.run.interrupted || this.run.ended) {
                return code;
            }
            this.progress.enter("Interrupted");
            fs.rmSync(path.join(this.root, "opt"), { recursive: true, force: true });
            await this.run.pause(spotMilliseconds);
            this.progress.enter("Starting");
        }
    }

    /** Waits for spot capacity where there is none; a job on demand fails at once. */
    private async acquireMachines(): Promise<void> {
        while (!this.run.ended) {
            try {
                return this.services.faults.provision("TrainingJob", this.name);
            } catch (error) {
                if (!this.spot) {
                    throw error;
                }
                this.progress.tell("Insufficient capacity error from EC2 while launching instances, retrying!");
                await this.run.pause(spotMilliseconds);
            }
        }
    }

    private async runOnce(clients: RoleClients): Promise<number> {
        if (this.run.ended) {
            return 137;
        }
        const ml = path.join(this.root, "opt", "ml");
        const { RoleArn, AlgorithmSpecification: algorithm } = this.input;
        await checkTrainingImage(this.services, this.account, RoleArn!, algorithm!.TrainingImage!);
        this.progress.enter("Downloading");
        await downloadChannels(this.input, clients.s3, ml);
        writeConfiguration(this.input, ml);
        await this.checkpoints?.restore();
        this.checkpoints?.watch();
        const code = await this.train(clients);
        await this.checkpoints?.finish();
        return code;
    }

    private async train({ logs }: RoleClients): Promise<number> {
        const { TrainingImage, MetricDefinitions: definitions } = this.input.AlgorithmSpecification!;
        const training = findImage(TrainingImage!, "training");
        const stream = `${this.name}/algo-1-${Math.floor(Date.now() / 1000)}`;
        const log = new LogStream(path.join(this.root, "job.log"), logs, "/aws/sagemaker/TrainingJobs", stream);
        this.progress.enter("Training");
        this.progress.started ??= new Date();
        const interruption = this.spot ? new Interruption(this.run, this.services.faults, this.checkpoints) : undefined;
        try {
            return await this.run.run({
                python: this.services.python,
                root: this.root,
                command: training.command,
                directory: training.directory,
                environment: {
                    ...training.environment,
                    ...this.input.Environment,
                    TRAINING_JOB_NAME: this.name,
                    TRAINING_JOB_ARN: this.arn,
                    AWS_REGION: this.account.region,
                },
                onLine: (line) => {
                    log.write(line);
                    training.metrics(line, definitions).forEach((metric) => this.record(metric));
                    interruption?.look();
                },
            });
        } finally {
            interruption?.close();
            await log.close();
        }
    }

    private record({ name, value }: Metric): void {
        this.metrics.set(name, { value, time: new Date() });
    }

    /** A stopped job keeps the model that its container has saved; a failed one has none. */
    private async finish(clients: RoleClients, code: number): Promise<void> {
        const ml = path.join(this.root, "opt", "ml");
        if (code !== 0 && !this.run.ended) {
            const training = findImage(this.input.AlgorithmSpecification!.TrainingImage!, "training");
            return this.progress.fail(failureReason(training, ml, code));
        }
        if (!this.run.ended) {
            this.progress.enter("Uploading");
        }
        try {
            await this.uploadResults(clients, ml);
        } catch (error) {
            throw new Error(`ClientError: ${messageOf(error)}`);
        }
        if (this.run.ended) {
            this.progress.end("Stopped", endings[this.run.ended]);
        } else {
            this.progress.end("Completed", "Completed");
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
}

/** SageMaker's wording: the kind of error, the first 1,024 characters of the failure file, and the exit code. */
export function failureReason({ clientErrorCode }: TrainingLaunch, ml: string, code: number): string {
    const kind = code === clientErrorCode ? "ClientError" : "AlgorithmError";
    return `${kind}: ${readStart(path.join(ml, "output", "failure"), 1024) ?? ""}, exit code: ${code}`;
}

/** By name. */
export const trainingJobs = new PerAccount(() => new Map<string, TrainingJob>());

/** `CreateTrainingJob`: checked whole before it is accepted, then run in the background. */
export async function createTrainingJob(account: Account, input: CreateTrainingJobCommandInput, services: Services) {
    checkTrainingRequest(input);
    const existing = trainingJobs.of(account).get(input.TrainingJobName!);
    if (existing) {
        throw new ServiceError(
            "ResourceInUse",
            "Training job names must be unique within an AWS account and region, and a training job with this name " +
                `already exists (${existing.arn})`,
        );
    }
    const job = new TrainingJob(services, account, input);
    trainingJobs.of(account).set(job.name, job);
    try {
        const clients = await services.aws.clientsOf(account, input.RoleArn!);
        for (const channel of input.InputDataConfig ?? []) {
            await requireObjects(clients.s3, channel.DataSource!.S3DataSource!.S3Uri!, input.RoleArn!, account.region);
        }
        addTags(account, job.arn, input.Tags);
        void job.perform(clients);
        return { TrainingJobArn: job.arn };
    } catch (error) {
        trainingJobs.of(account).delete(job.name);
        throw error;
    }
}

export function findTrainingJob(account: Account, name: string): TrainingJob {
    const job = trainingJobs.of(account).get(name);
    if (!job) {
        throw invalid("Requested resource not found.");
    }
    return job;
}

/** `ListTrainingJobs`. */
export function listTrainingJobs(account: Account, input: ListTrainingJobsRequest) {
    const { items, NextToken } = list(trainingJobs.of(account).values(), input as ListInput);
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
