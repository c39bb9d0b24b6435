import type { JobNetwork } from "../access/jobNetwork";
import type { AlgorithmDefinition, JobResources } from "../model/model";
import type { Expression } from "./jsonata";
import type { Json } from "./states";

/**
 * Whether an instance type brings disks of its own. Those are encrypted by the hardware, and SageMaker refuses a key
 * for them: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html
 */
export function hasLocalStorage(instanceType: string): boolean {
    return /^ml\.(?:[a-z]+\d+[a-z]*d[a-z]*|g4dn|g5|g6e?|gr6|p4de?|p5e?n?|p6[a-z0-9-]*|trn\d[a-z]*|i\d[a-z]*)\./.test(
        instanceType,
    );
}

/** Whether machines have a volume that takes the stack's key. */
export function isVolumeEncrypted({ instanceType }: { readonly instanceType: string }): boolean {
    return !hasLocalStorage(instanceType);
}

/** Machines of a job, their disks encrypted. */
export function resources(job: JobResources): { readonly [key: string]: Json } {
    return {
        InstanceType: job.instanceType,
        InstanceCount: job.instanceCount,
        VolumeSizeInGB: job.volumeSize,
        ...(hasLocalStorage(job.instanceType) ? {} : { VolumeKmsKeyId: "{% $keyArn %}" }),
    };
}

/** To be spread into a request: `VpcConfig`, or nothing where jobs run in SageMaker's own network. */
export function vpcConfig({ network }: { readonly network?: JobNetwork }): { readonly [key: string]: Json } {
    return network === undefined
        ? {}
        : { VpcConfig: { Subnets: network.subnetIds, SecurityGroupIds: network.securityGroupIds } };
}

/** A place in the run's folder, e.g. `train/`. */
export function runPath(path: string): Expression {
    return `{% $run.location & '/${path}' %}`;
}

/** What the algorithm's container is asked for by batch transform. */
export function batchFormatOf({ batchFormat }: AlgorithmDefinition): string {
    return batchFormat ?? "text/csv";
}

/** Machines of batch transform jobs. */
export function transformResourcesOf({ transform, endpoint }: AlgorithmDefinition) {
    return transform ?? { instanceType: endpoint.instanceType, instanceCount: 1 };
}

/** Where a processing job finds its inputs and leaves its outputs, in `input/` and `output/`. */
export const processing = "/opt/ml/processing";

/**
 * An input of a processing job.
 * @param folder where the job finds it, below `input/`; an expression is taken as one
 * @param distribution whether each machine gets all objects, or some of them
 */
export function processingInput(
    name: string,
    location: string,
    folder = name,
    distribution: "FullyReplicated" | "ShardedByS3Key" = "FullyReplicated",
): Json {
    const path = /^\{%(.*)%\}$/.exec(folder)?.[1];
    return {
        InputName: name,
        S3Input: {
            S3Uri: location,
            LocalPath:
                path === undefined ? `${processing}/input/${folder}` : `{% '${processing}/input/' & ${path.trim()} %}`,
            S3DataType: "S3Prefix",
            S3InputMode: "File",
            S3DataDistributionType: distribution,
        },
    };
}

/**
 * An output of a processing job, which goes to the run's folder of its name. A job that fails uploads nothing at its
 * end, so what says why it failed is uploaded while it runs.
 */
export function processingOutput(name: string): Json {
    return {
        OutputName: name,
        S3Output: {
            S3Uri: runPath(`${name}/`),
            LocalPath: `${processing}/output/${name}`,
            S3UploadMode: name === "quarantine" || name === "report" ? "Continuous" : "EndOfJob",
        },
    };
}

/** The request for a plain text parameter; one that is there already is overwritten. */
export function putParameter(name: string, value: string): Json {
    return { Name: name, Value: value, Type: "String", Overwrite: true };
}
