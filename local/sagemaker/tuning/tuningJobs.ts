import type {
    CreateHyperParameterTuningJobCommandInput,
    HyperParameterTrainingJobSummary,
    ListHyperParameterTuningJobsRequest,
    ListTrainingJobsForHyperParameterTuningJobRequest,
} from "@aws-sdk/client-sagemaker";
import { type Account, PerAccount } from "../core/account";
import { release } from "../core/aws";
import { ServiceError } from "../core/errors";
import { list, type ListInput, page } from "../core/listing";
import type { Services } from "../core/services";
import { requireObjects } from "../core/storage";
import { addTags } from "../core/tags";
import { TuningJob } from "./tuning";
import { checkTuningRequest } from "./tuningRequest";

/** By name. */
export const tuningJobs = new PerAccount(() => new Map<string, TuningJob>());

/** `CreateHyperParameterTuningJob`: checked whole before it is accepted, then run in the background. */
export async function createTuningJob(
    account: Account,
    input: CreateHyperParameterTuningJobCommandInput,
    services: Services,
) {
    checkTuningRequest(input);
    const existing = tuningJobs.of(account).get(input.HyperParameterTuningJobName!);
    if (existing) {
        throw new ServiceError(
            "ResourceInUse",
            "Hyperparameter tuning job names must be unique within an AWS account and region, and a tuning job with " +
                `this name already exists (${existing.arn})`,
        );
    }
    const job = new TuningJob(services, account, input);
    tuningJobs.of(account).set(job.name, job);
    try {
        await checkInput(account, input, services);
    } catch (error) {
        tuningJobs.of(account).delete(job.name);
        throw error;
    }
    addTags(account, job.arn, input.Tags);
    void job.perform();
    return { HyperParameterTuningJobArn: job.arn };
}

async function checkInput(account: Account, input: CreateHyperParameterTuningJobCommandInput, services: Services) {
    const { InputDataConfig, RoleArn } = input.TrainingJobDefinition!;
    const clients = await services.aws.clientsOf(account, RoleArn!);
    try {
        for (const channel of InputDataConfig ?? []) {
            await requireObjects(clients.s3, channel.DataSource!.S3DataSource!.S3Uri!, RoleArn!, account.region);
        }
    } finally {
        release(clients);
    }
}

export function findTuningJob(account: Account, name: string): TuningJob {
    const job = tuningJobs.of(account).get(name);
    if (!job) {
        throw new ServiceError(
            "ResourceNotFound",
            `Amazon SageMaker can't find a tuning job with the name ${name}. Specify the name of a tuning job in your ` +
                "account.",
        );
    }
    return job;
}

/** `ListHyperParameterTuningJobs`. */
export function listTuningJobs(account: Account, input: ListHyperParameterTuningJobsRequest) {
    const { items, NextToken } = list(tuningJobs.of(account).values(), input as ListInput);
    const summaries = items.map((job) => {
        const { HyperParameterTuningEndTime } = job.describe();
        return {
            HyperParameterTuningJobName: job.name,
            HyperParameterTuningJobArn: job.arn,
            HyperParameterTuningJobStatus: job.status,
            Strategy: job.input.HyperParameterTuningJobConfig!.Strategy,
            CreationTime: job.created,
            HyperParameterTuningEndTime,
            LastModifiedTime: job.modified,
            ...job.counters,
            ResourceLimits: job.input.HyperParameterTuningJobConfig!.ResourceLimits,
        };
    });
    return { HyperParameterTuningJobSummaries: summaries, NextToken };
}

/** `ListTrainingJobsForHyperParameterTuningJob`: by name, ascending, unless it says otherwise. */
export function listTrials(account: Account, input: ListTrainingJobsForHyperParameterTuningJobRequest) {
    const sign = input.SortOrder === "Descending" ? -1 : 1;
    const value = sortValues[input.SortBy ?? "Name"]!;
    const wanted = findTuningJob(account, input.HyperParameterTuningJobName!)
        .summaries.filter((each) => !input.StatusEquals || each.TrainingJobStatus === input.StatusEquals)
        // Sorted by the objective, jobs without one are left out.
        .filter((each) => value(each) !== undefined)
        .sort((a, b) => sign * (value(a)! < value(b)! ? -1 : value(a)! > value(b)! ? 1 : 0));
    const { items, NextToken } = page(wanted, input, 10);
    return { TrainingJobSummaries: items, NextToken };
}

const sortValues: Readonly<Record<string, (each: HyperParameterTrainingJobSummary) => string | number | undefined>> = {
    Name: (each) => each.TrainingJobName,
    CreationTime: (each) => each.CreationTime!.getTime(),
    Status: (each) => each.TrainingJobStatus,
    FinalObjectiveMetricValue: (each) => each.FinalHyperParameterTuningJobObjectiveMetric?.Value,
};
