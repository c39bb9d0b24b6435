import * as fs from "node:fs";
import * as path from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import type { CreateProcessingJobCommandInput } from "@aws-sdk/client-sagemaker";
import { type ExitCode, toPrivatePath } from "../containers/container";
import { findImage } from "../containers/images";
import { LogStream } from "../containers/logs";
import { makePrivateRoot, readStart, writeJson } from "../containers/privateRoot";
import type { Account } from "../core/account";
import type { RoleClients } from "../core/aws";
import { messageOf } from "../core/errors";
import type { Services } from "../core/services";
import { download, upload } from "../core/storage";
import { type EarlyEnd, JobRun } from "./job";

/** What the machines of a job have in common. */
export interface ProcessingWork {
    readonly services: Services;
    readonly account: Account;
    readonly input: CreateProcessingJobCommandInput;
    readonly arn: string;
    readonly created: Date;
}

/** One machine of a processing job, with a `/opt/ml` of its own: machines share nothing but what is in S3. */
export class ProcessingMachine {
    private readonly run: JobRun;
    private root = "";

    /** @param hosts the names of all machines of the job, this one's being at `place` */
    constructor(
        private readonly work: ProcessingWork,
        private readonly hosts: readonly string[],
        private readonly place: number,
    ) {
        this.run = new JobRun(work.input.StoppingCondition?.MaxRuntimeInSeconds ?? 86_400);
    }

    /** Why the job was ended early, if it was. */
    get ended(): EarlyEnd | undefined {
        return this.run.ended;
    }

    /** The message that the container has left. */
    get message(): string | undefined {
        return readStart(path.join(this.root, "opt", "ml", "output", "message"), 1024);
    }

    /** Brings inputs and configuration to where the container finds them. */
    async prepare(s3: S3Client): Promise<void> {
        const { services, account, input } = this.work;
        const own = this.hosts.length > 1 ? [this.host] : [];
        this.root = makePrivateRoot(services, account, "processing-jobs", input.ProcessingJobName!, ...own);
        await this.downloadInputs(s3);
        this.writeConfiguration();
    }

    /** Runs the container to its end. */
    async process(logs: RoleClients["logs"]): Promise<ExitCode> {
        const { services, account, input, created } = this.work;
        const { ContainerEntrypoint = [], ContainerArguments = [], ImageUri } = input.AppSpecification!;
        const { environment } = findImage(ImageUri!, "processing");
        const stream = `${input.ProcessingJobName}/${this.host}-${Math.floor(created.getTime() / 1000)}`;
        const log = new LogStream(path.join(this.root, "job.log"), logs, "/aws/sagemaker/ProcessingJobs", stream);
        try {
            return await this.run.run({
                python: services.python,
                root: this.root,
                command: [...ContainerEntrypoint, ...ContainerArguments],
                environment: { ...environment, ...input.Environment, AWS_REGION: account.region },
                onLine: (line) => log.write(line),
            });
        } finally {
            await log.close();
        }
    }

    /**
     * Uploads outputs of mode EndOfJob where the job succeeds, those of mode Continuous in any case. All machines upload
     * to one prefix: of files of one name, one stays.
     *
     * @param share of the files of each output, how many the machine gets to
     */
    async upload(s3: S3Client, succeeded: boolean, share: number): Promise<void> {
        for (const output of this.outputs) {
            const { S3Uri, LocalPath, S3UploadMode } = output.S3Output!;
            if (succeeded || S3UploadMode === "Continuous") {
                try {
                    const folder = toPrivatePath(LocalPath!, this.root);
                    await upload(s3, folder, S3Uri!, this.work.input.ProcessingOutputConfig!.KmsKeyId, share);
                } catch (error) {
                    throw new Error(`ClientError: ${messageOf(error)}`);
                }
            }
        }
    }

    /** Ends the container, and with it the job. */
    end(reason: EarlyEnd): Promise<void> {
        return this.run.end(reason);
    }

    /** Ends the container since that of another machine has failed. */
    interrupt(): Promise<void> {
        return this.run.interrupt();
    }

    private get host(): string {
        return this.hosts[this.place]!;
    }

    private get outputs() {
        return this.work.input.ProcessingOutputConfig?.Outputs ?? [];
    }

    /** A machine for which there is no object left has an empty folder. */
    private async downloadInputs(s3: S3Client): Promise<void> {
        for (const input of this.work.input.ProcessingInputs ?? []) {
            const { S3Uri, LocalPath, S3DataDistributionType } = input.S3Input!;
            const isShared = S3DataDistributionType === "ShardedByS3Key";
            const share = isShared ? { place: this.place, of: this.hosts.length } : undefined;
            let count: number;
            try {
                count = await download(s3, S3Uri!, toPrivatePath(LocalPath!, this.root), share);
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

    private writeConfiguration(): void {
        const { input, arn } = this.work;
        const { InstanceType, InstanceCount, VolumeSizeInGB } = input.ProcessingResources!.ClusterConfig!;
        const config = path.join(this.root, "opt", "ml", "config");
        writeJson(path.join(config, "processingjobconfig.json"), {
            ProcessingJobArn: arn,
            ProcessingJobName: input.ProcessingJobName,
            AppSpecification: input.AppSpecification,
            Environment: input.Environment ?? {},
            ProcessingInputs: input.ProcessingInputs ?? [],
            ProcessingOutputConfig: input.ProcessingOutputConfig,
            ProcessingResources: { ClusterConfig: { InstanceCount, InstanceType, VolumeSizeInGB } },
            RoleArn: input.RoleArn,
            StoppingCondition: input.StoppingCondition,
        });
        writeJson(path.join(config, "resourceconfig.json"), { current_host: this.host, hosts: this.hosts });
        fs.mkdirSync(path.join(this.root, "opt", "ml", "output"), { recursive: true });
        for (const output of this.outputs) {
            fs.mkdirSync(toPrivatePath(output.S3Output!.LocalPath!, this.root), { recursive: true });
        }
    }
}
