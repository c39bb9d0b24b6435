import {
    ListHyperParameterTuningJobsCommand,
    ListProcessingJobsCommand,
    ListTrainingJobsCommand,
    ListTransformJobsCommand,
    type SageMakerClient,
    StopHyperParameterTuningJobCommand,
    StopProcessingJobCommand,
    StopTrainingJobCommand,
    StopTransformJobCommand,
} from "@aws-sdk/client-sagemaker";
import { tuningPrefix, tuningStart } from "../../contracts/names";
import { isJobName } from "../../contracts/runIds";
import type { SweepScope } from "./scope";

/** What a list of jobs is asked for. */
interface JobQuery {
    readonly NameContains: string;
    readonly StatusEquals: "InProgress" | "Stopping";
    readonly NextToken?: string;
}

interface JobPage {
    readonly names: readonly (string | undefined)[];
    readonly next?: string;
}

interface JobCalls {
    readonly list: (client: SageMakerClient, query: JobQuery) => Promise<JobPage>;
    readonly stop: (client: SageMakerClient, name: string) => Promise<unknown>;
}

export type JobKind = "tuning" | "training" | "processing" | "transform";

/** How jobs of each kind are listed and stopped. A tuning job comes before the training jobs that it starts. */
export const jobKinds: Readonly<Record<JobKind, JobCalls>> = {
    tuning: {
        list: async (client, query) => {
            const page = await client.send(new ListHyperParameterTuningJobsCommand(query));
            const names = (page.HyperParameterTuningJobSummaries ?? []).map((job) => job.HyperParameterTuningJobName);
            return { names, next: page.NextToken };
        },
        stop: (client, HyperParameterTuningJobName) =>
            client.send(new StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName })),
    },
    training: {
        list: async (client, query) => {
            const page = await client.send(new ListTrainingJobsCommand(query));
            return { names: (page.TrainingJobSummaries ?? []).map((job) => job.TrainingJobName), next: page.NextToken };
        },
        stop: (client, TrainingJobName) => client.send(new StopTrainingJobCommand({ TrainingJobName })),
    },
    processing: {
        list: async (client, query) => {
            const page = await client.send(new ListProcessingJobsCommand(query));
            const names = (page.ProcessingJobSummaries ?? []).map((job) => job.ProcessingJobName);
            return { names, next: page.NextToken };
        },
        stop: (client, ProcessingJobName) => client.send(new StopProcessingJobCommand({ ProcessingJobName })),
    },
    transform: {
        list: async (client, query) => {
            const page = await client.send(new ListTransformJobsCommand(query));
            const names = (page.TransformJobSummaries ?? []).map((job) => job.TransformJobName);
            return { names, next: page.NextToken };
        },
        stop: (client, TransformJobName) => client.send(new StopTransformJobCommand({ TransformJobName })),
    },
};

/** The jobs of a stack's runs that have not ended. */
export async function listJobs(
    outputs: SweepScope,
    client: SageMakerClient,
): Promise<{ readonly kind: JobKind; readonly name: string }[]> {
    const endpoints = Object.values(outputs.pipelines).map(({ endpointName }) => endpointName);
    const others = [outputs.scoring, outputs.monitoring].flatMap((part) => (part ? [part.jobPrefix] : []));
    const bases = [...endpoints, ...others];
    const tunings = endpoints.map(tuningPrefix);
    const isOurs = (name: string): boolean =>
        bases.some((base) => isJobName(name, base)) || tunings.some((prefix) => name.startsWith(`${prefix}-`));
    // A job may begin to stop between the two lists that it is looked for in.
    const jobs = new Map<string, { kind: JobKind; name: string }>();
    for (const kind of Object.keys(jobKinds) as JobKind[]) {
        const searched = { tuning: [tuningStart], training: [outputs.model, tuningStart] } as Partial<
            Record<JobKind, string[]>
        >;
        for (const NameContains of searched[kind] ?? [outputs.model]) {
            for (const StatusEquals of ["InProgress", "Stopping"] as const) {
                const names = await listAll(jobKinds[kind], client, { NameContains, StatusEquals });
                for (const name of names.filter(isOurs)) jobs.set(`${kind} ${name}`, { kind, name });
            }
        }
    }
    return [...jobs.values()];
}

async function listAll({ list }: JobCalls, client: SageMakerClient, query: JobQuery): Promise<string[]> {
    const names: string[] = [];
    let next: string | undefined;
    do {
        const page = await list(client, { ...query, NextToken: next });
        names.push(...page.names.filter((name) => name !== undefined));
        next = page.next;
    } while (next !== undefined);
    return names;
}
