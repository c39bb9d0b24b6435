import * as crypto from "node:crypto";
import type {
    CreateHyperParameterTuningJobCommandInput,
    DescribeHyperParameterTuningJobResponse,
    HyperParameterTrainingJobSummary,
    HyperParameterTuningJobStatus,
} from "@aws-sdk/client-sagemaker";
import type { Account } from "../core/account";
import { invalid, messageOf } from "../core/errors";
import type { Listed } from "../core/listing";
import type { Services } from "../core/services";
import { createTrainingJob, findTrainingJob, type TrainingJob } from "../jobs/training";
import { type Drawn, Draws } from "./draws";
import { objectiveHyperparameter, trainingRequest } from "./tuningRequest";

/** After as many failures without one success SageMaker starts no more training jobs. */
const failuresBeforeGivingUp = 5;
const lookMilliseconds = 100;

interface Trial {
    readonly job: TrainingJob;
    readonly drawn: Drawn;
}

/** A tuning job: training jobs with hyperparameters that are drawn at random, of which the best is told. */
export class TuningJob implements Listed {
    readonly name: string;
    readonly arn: string;
    readonly created = new Date();
    modified = this.created;
    status: HyperParameterTuningJobStatus = "InProgress";
    private readonly trials: Trial[] = [];
    private readonly draws: Draws;
    private ended?: Date;
    private failure?: string;

    constructor(
        private readonly services: Services,
        private readonly account: Account,
        readonly input: CreateHyperParameterTuningJobCommandInput,
    ) {
        const { ParameterRanges, RandomSeed } = input.HyperParameterTuningJobConfig!;
        this.name = input.HyperParameterTuningJobName!;
        this.arn = account.arn("hyper-parameter-tuning-job", this.name);
        this.draws = new Draws(ParameterRanges!, String(RandomSeed ?? this.name));
    }

    describe(): DescribeHyperParameterTuningJobResponse {
        const { Tags: _, TrainingJobDefinition: definition, ...request } = this.input;
        const objective = request.HyperParameterTuningJobConfig!.HyperParameterTuningJobObjective!;
        return {
            ...request,
            HyperParameterTuningJobName: this.name,
            HyperParameterTuningJobArn: this.arn,
            HyperParameterTuningJobConfig: request.HyperParameterTuningJobConfig,
            TrainingJobDefinition: {
                ...definition!,
                StaticHyperParameters: {
                    ...definition!.StaticHyperParameters,
                    [objectiveHyperparameter]: objective.MetricName!,
                },
            },
            HyperParameterTuningJobStatus: this.status,
            CreationTime: this.created,
            HyperParameterTuningEndTime: this.ended,
            LastModifiedTime: this.modified,
            FailureReason: this.failure,
            BestTrainingJob: this.best,
            ...this.counters,
        };
    }

    /** What is told of each training job, in the order in which they were started. */
    get summaries(): HyperParameterTrainingJobSummary[] {
        return this.trials.map((trial) => this.summary(trial));
    }

    /** How many training jobs are in each state, and how many have their objective. */
    get counters() {
        const status = (...wanted: string[]) => this.trials.filter(({ job }) => wanted.includes(job.status)).length;
        const objective = (wanted: string) => this.summaries.filter((each) => each.ObjectiveStatus === wanted).length;
        return {
            TrainingJobStatusCounters: {
                Completed: status("Completed"),
                InProgress: status("InProgress", "Stopping"),
                RetryableError: 0,
                NonRetryableError: status("Failed"),
                Stopped: status("Stopped"),
            },
            ObjectiveStatusCounters: {
                Succeeded: objective("Succeeded"),
                Pending: objective("Pending"),
                Failed: objective("Failed"),
            },
        };
    }

    /** Runs the tuning job to its end; whatever goes wrong becomes its failure reason. */
    async perform(): Promise<void> {
        const { MaxNumberOfTrainingJobs: all, MaxParallelTrainingJobs: atOnce } =
            this.input.HyperParameterTuningJobConfig!.ResourceLimits!;
        try {
            while (this.running > 0 || this.wantsMore(all!)) {
                while (this.wantsMore(all!) && this.running < atOnce!) {
                    await this.startTrial();
                }
                await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
            }
            this.conclude();
        } catch (error) {
            this.end("Failed", messageOf(error));
        }
    }

    /** Starts no more training jobs, and stops those that run. */
    stop(): void {
        if (this.status !== "InProgress") {
            throw invalid(
                `The request was rejected because the hyperparameter tuning job is in status ${this.status}.`,
            );
        }
        this.status = "Stopping";
        this.modified = new Date();
        this.trials.filter(({ job }) => job.status === "InProgress").forEach(({ job }) => job.stop());
    }

    /** Starts no more training jobs when the server ends. */
    abandon(): void {
        this.status = "Stopping";
    }

    private get running(): number {
        return this.trials.filter(({ job }) => job.status === "InProgress" || job.status === "Stopping").length;
    }

    private wantsMore(all: number): boolean {
        const { Completed, NonRetryableError } = this.counters.TrainingJobStatusCounters;
        const hopeless = Completed === 0 && NonRetryableError >= failuresBeforeGivingUp;
        return this.status === "InProgress" && this.trials.length < all && !hopeless;
    }

    /** Training jobs are named after the tuning job: the number, and what makes the name unique. */
    private async startTrial(): Promise<void> {
        const drawn = this.draws.next();
        const number = String(this.trials.length + 1).padStart(3, "0");
        const name = `${this.name}-${number}-${crypto.randomBytes(4).toString("hex")}`;
        await createTrainingJob(this.account, trainingRequest(this.input, name, drawn), this.services);
        const job = findTrainingJob(this.account, name);
        job.tuningJobArn = this.arn;
        this.trials.push({ job, drawn });
        if (this.status === "Stopping" && job.status === "InProgress") {
            job.stop();
        }
    }

    private conclude(): void {
        const { Completed, NonRetryableError } = this.counters.TrainingJobStatusCounters;
        if (this.status === "Stopping") {
            this.end("Stopped");
        } else if (Completed > 0) {
            this.end("Completed");
        } else if (NonRetryableError >= failuresBeforeGivingUp) {
            const count = `after ${NonRetryableError} attempts`;
            this.end("Failed", `No training job succeeded ${count}. ${seeFailures}`);
        } else {
            this.end("Failed", `All training jobs failed. ${seeFailures}`);
        }
    }

    private end(status: HyperParameterTuningJobStatus, failure?: string): void {
        this.status = status;
        this.failure = failure;
        this.ended = this.modified = new Date();
    }

    private summary({ job, drawn }: Trial): HyperParameterTrainingJobSummary {
        const { MetricName } = this.input.HyperParameterTuningJobConfig!.HyperParameterTuningJobObjective!;
        const told = job.describe();
        const metric = told.FinalMetricDataList?.find((each) => each.MetricName === MetricName);
        const ended = job.status !== "InProgress" && job.status !== "Stopping";
        return {
            TrainingJobName: job.name,
            TrainingJobArn: job.arn,
            CreationTime: job.created,
            TrainingStartTime: told.TrainingStartTime,
            TrainingEndTime: told.TrainingEndTime,
            TrainingJobStatus: job.status,
            TunedHyperParameters: drawn,
            FailureReason: told.FailureReason,
            FinalHyperParameterTuningJobObjectiveMetric:
                ended && metric ? { MetricName, Value: metric.Value } : undefined,
            ObjectiveStatus: !ended ? "Pending" : metric && job.status !== "Failed" ? "Succeeded" : "Failed",
        };
    }

    /** The completed training job with the best objective so far. */
    private get best(): HyperParameterTrainingJobSummary | undefined {
        const sign =
            this.input.HyperParameterTuningJobConfig!.HyperParameterTuningJobObjective!.Type === "Minimize" ? 1 : -1;
        const value = (each: HyperParameterTrainingJobSummary) =>
            sign * each.FinalHyperParameterTuningJobObjectiveMetric!.Value!;
        return this.summaries
            .filter((each) => each.TrainingJobStatus === "Completed" && each.ObjectiveStatus === "Succeeded")
            .sort((a, b) => value(a) - value(b))[0];
    }
}

const seeFailures = "Please take a look at the training job failures to get more details.";
