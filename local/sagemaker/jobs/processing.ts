import type {
    CreateProcessingJobCommandInput,
    DescribeProcessingJobResponse,
    ListProcessingJobsRequest,
    ProcessingJobStatus,
} from "@aws-sdk/client-sagemaker";
import { type Account, PerAccount } from "../core/account";
import { release, type RoleClients } from "../core/aws";
import { invalid, messageOf, ServiceError } from "../core/errors";
import { list, type Listed, type ListInput } from "../core/listing";
import type { Services } from "../core/services";
import { addTags } from "../core/tags";
import { ProcessingMachine } from "./processingMachine";
import { checkProcessingRequest } from "./processingRequest";

/** A processing job, which runs its own entry point to the end, in a container on each of its machines. */
export class ProcessingJob implements Listed {
    readonly name: string;
    readonly arn: string;
    readonly created = new Date();
    modified = this.created;
    status: ProcessingJobStatus = "InProgress";
    private readonly machines: readonly ProcessingMachine[];
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
        const count = input.ProcessingResources!.ClusterConfig!.InstanceCount!;
        const hosts = Array.from({ length: count }, (_, place) => `algo-${place + 1}`);
        const job = { services, account, input, arn: this.arn, created: this.created };
        this.machines = hosts.map((_, place) => new ProcessingMachine(job, hosts, place));
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
        try {
            this.services.faults.provision("ProcessingJob", this.name);
            await Promise.all(this.machines.map((machine) => machine.prepare(clients.s3)));
            this.started = new Date();
            await this.process(clients);
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
        void this.endMachines();
    }

    /** Ends the container when the server ends. */
    abandon(): Promise<void> {
        return this.endMachines();
    }

    /** Runs the container of each machine; where one fails, the others are ended. */
    private async process(clients: RoleClients): Promise<void> {
        const { machines } = this;
        let failed: ProcessingMachine | undefined;
        await Promise.all(
            machines.map(async (machine) => {
                const code = await machine.process(clients.logs);
                if (code !== 0 && !failed && !this.isEnded) {
                    failed = machine;
                    await Promise.all(machines.filter((other) => other !== machine).map((other) => other.interrupt()));
                }
            }),
        );
        this.message = (failed ?? machines[0])?.message;
        await this.finish(clients, failed === undefined && !this.isEnded);
    }

    private async finish({ s3 }: RoleClients, succeeded: boolean): Promise<void> {
        const lost = succeeded ? this.services.faults.breakOff() : undefined;
        for (const machine of this.machines) {
            await machine.upload(s3, succeeded, lost === undefined ? 1 : 0.5);
        }
        if (lost !== undefined) throw new Error(lost);
        if (this.isEnded) {
            this.end("Stopped");
        } else if (succeeded) {
            this.end("Completed");
        } else {
            this.end("Failed", "AlgorithmError: See job logs for more information");
        }
    }

    /** Whether it was stopped, or its time was over. */
    private get isEnded(): boolean {
        return this.machines.some(({ ended }) => ended);
    }

    private async endMachines(): Promise<void> {
        await Promise.all(this.machines.map((machine) => machine.end("stopped")));
    }

    private end(status: ProcessingJobStatus, failure?: string): void {
        this.failure = failure;
        this.status = status;
        this.ended = this.modified = new Date();
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
