import type { Combine } from "../../functions/realtime/answer";
import type { DatasetSpec } from "../../functions/shared/dataset";
import type { RealtimeLimits } from "../realtime/limits";

/** Machines for one kind of job. */
export interface JobResources {
    /** SageMaker's instance type, e.g. `ml.m5.large`. */
    readonly instanceType: string;
    readonly instanceCount: number;
    /** Storage of each instance, in gigabytes. */
    readonly volumeSize: number;
    /** Longest run, in seconds; the job is stopped after it. */
    readonly maxRuntime: number;
}

/** Machines behind an endpoint. */
export interface EndpointResources {
    readonly instanceType: string;
    readonly instanceCount: number;
}

/** When a trained model may serve. Metrics are errors: lower is better. */
export interface Gate {
    /** A metric of the training job's `FinalMetricDataList`, e.g. `validation:rmse`. */
    readonly metric: string;
    /** The greatest value that passes, in the metric's unit. */
    readonly threshold: number;
    /** By how much a model must undercut the previous best. @default 0 */
    readonly margin?: number;
}

/** An image of SageMaker's own registry. */
export interface Image {
    readonly repository: string;
    readonly tag: string;
}

/** One algorithm that a model is trained with. */
export interface AlgorithmDefinition {
    /** Trains and serves. */
    readonly image: Image;
    /** As the algorithm's documentation names them; SageMaker takes every value as text. */
    readonly hyperparameters: Readonly<Record<string, string | number>>;
    readonly preprocessing: JobResources;
    readonly training: JobResources;
    readonly endpoint: EndpointResources;
    readonly gate: Gate;
}

/** Where a model's files are in its buckets: prefixes of keys, each with a slash at its end. */
export interface Locations {
    /** In the landing bucket: a CSV file that is created under it starts a run of each algorithm. @default "training/" */
    readonly landing?: string;
    /** In the artifact bucket: what runs leave, under `<algorithm>/<run id>/`. @default "runs/" */
    readonly runs?: string;
    /** In the capture bucket: what endpoints capture, under `<endpoint>/<variant>/`. @default "<model's name>/" */
    readonly captures?: string;
}

/** A model as data: everything the pipelines need to know about it. */
export interface ModelDefinition extends DatasetSpec {
    /** By algorithm name, which becomes part of physical names: lower case, digits and hyphens. */
    readonly algorithms: Readonly<Record<string, AlgorithmDefinition>>;
    /** How the answers of the algorithms' endpoints become one prediction. */
    readonly combine: Combine;
    /** What differs from the real-time interface's default limits. @default {} */
    readonly realtime?: RealtimeLimits;
    /** What differs from the default places of files. @default {} */
    readonly locations?: Locations;
}

/** The part of a model that describes its data: what pre-processing and the real-time interface check rows against. */
export function datasetOf(model: ModelDefinition): DatasetSpec {
    const { name, identifier, target, columns, split, maxQuarantinedShare } = model;
    return { name, identifier, target, columns, split, maxQuarantinedShare };
}

/** Where the model's files are, defaults included. */
export function locationsOf({
    name,
    locations = {},
}: Pick<ModelDefinition, "name" | "locations">): Required<Locations> {
    const { landing = "training/", runs = "runs/", captures = `${name}/` } = locations;
    return { landing, runs, captures };
}
