import type { Combine } from "../../contracts/combine";
import type { Column, DatasetSpec } from "../../contracts/dataset";
import type { BatchFormat } from "../../contracts/scoring";
import type { MonitoringDefinition } from "./monitoring";
import type { RealtimeLimits } from "./realtimeLimits";

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

/** Machines of a training job. */
export interface TrainingResources extends JobResources {
    /** Spare machines at a lower price, which AWS may take back; the job then goes on from its last checkpoint. */
    readonly spot?: {
        /** Longest time from start to end, waiting for machines included, in seconds: at least `maxRuntime`. */
        readonly maxWait: number;
    };
}

/** Machines of a batch transform job. */
export interface TransformResources {
    readonly instanceType: string;
    readonly instanceCount: number;
}

/** How many machines an endpoint has as its traffic changes. */
export interface Scaling {
    readonly minInstances: number;
    readonly maxInstances: number;
    /** Invocations of one instance a minute that scaling aims at. */
    readonly invocationsPerInstance: number;
    /** Seconds between two reductions. @default 300 */
    readonly scaleInCooldown?: number;
    /** Seconds between two enlargements. @default 60 */
    readonly scaleOutCooldown?: number;
}

/** What an endpoint may do in any one minute before its alarms go off and a deployment is rolled back. */
export interface AlarmThresholds {
    /** Answers of 500 and above. @default 1 */
    readonly serverErrors?: number;
    /** Invocations that the model's container did not answer well. @default 1 */
    readonly modelErrors?: number;
    /** Time that the model takes for 99 of 100 invocations, in milliseconds. @default 1000 */
    readonly latencyMilliseconds?: number;
}

/** Machines behind an endpoint. */
export interface EndpointResources {
    readonly instanceType: string;
    /** With `scaling`: how many there are at first. */
    readonly instanceCount: number;
    /** @default none: the number of instances stays as it is */
    readonly scaling?: Scaling;
    /** Instances that meet traffic first in an update, at most half of the fleet. @default 1 */
    readonly canaryInstances?: number;
    /** @default {} */
    readonly alarms?: AlarmThresholds;
}

/** When a trained model may serve. Metrics are errors: lower is better. */
export interface Gate {
    /** A metric of the training job's `FinalMetricDataList`, e.g. `validation:rmse`. */
    readonly metric: string;
    /** The greatest value that passes, in the metric's unit. */
    readonly threshold: number;
    /** What champion and challenger are compared by, on the raw test rows of the new file. @default "rmse" */
    readonly compare?: "rmse" | "mae";
    /** By how much a challenger must undercut the champion, in the unit of the target. @default 0 */
    readonly margin?: number;
}

/** An image of SageMaker's own registry. */
export interface PrebuiltImage {
    readonly repository: string;
    readonly tag: string;
}

/** An image of one's own, built from a folder with a Dockerfile whose image answers `train` and `serve`. */
export interface BuiltImage {
    /** The folder, relative to the program's root. */
    readonly build: string;
}

export type Image = PrebuiltImage | BuiltImage;

/** A range that tuning searches. */
export type TuningRange =
    | {
          readonly type: "integer" | "continuous";
          readonly min: number;
          readonly max: number;
          /** @default "Auto" */
          readonly scale?: "Auto" | "Linear" | "Logarithmic" | "ReverseLogarithmic";
      }
    | { readonly type: "categorical"; readonly values: readonly string[] };

/** A search for hyperparameters in place of a single training job; it minimizes the gate's metric. */
export interface Tuning {
    /** By hyperparameter; the algorithm's other ones stay as they are. */
    readonly ranges: Readonly<Record<string, TuningRange>>;
    readonly maxJobs: number;
    readonly maxParallelJobs: number;
    /** @default "Bayesian" */
    readonly strategy?: "Bayesian" | "Random";
    /** Makes the search repeatable. @default 0 */
    readonly seed?: number;
}

/** One algorithm that a model is trained with. */
export interface AlgorithmDefinition {
    /** Trains and serves. */
    readonly image: Image;
    /** As the algorithm's documentation names them; SageMaker takes every value as text. */
    readonly hyperparameters: Readonly<Record<string, string | number>>;
    /** @default none: one training job with the hyperparameters above */
    readonly tuning?: Tuning;
    readonly preprocessing: JobResources;
    readonly training: TrainingResources;
    /** @default one instance of the endpoint's type */
    readonly transform?: TransformResources;
    /**
     * What batch transform sends and gets, a row a line. Linear Learner cannot answer in CSV, and a join needs the same
     * type in and out. @default "text/csv"
     */
    readonly batchFormat?: BatchFormat;
    readonly endpoint: EndpointResources;
    readonly gate: Gate;
    /** Whether a model that passes the gate serves at once or waits for a person's approval. @default "automatic" */
    readonly approval?: "automatic" | "manual";
}

/** Where a model's files are in its buckets: prefixes of keys, each with a slash at its end. */
export interface Locations {
    /**
     * In the landing bucket: a CSV or Parquet file, or a manifest of several, that is created under it starts a run of
     * each algorithm.
     * @default "training/"
     */
    readonly landing?: string;
    /** In the landing bucket: the objects that manifests name. By themselves they start nothing. @default "data/" */
    readonly data?: string;
    /** In the landing bucket: a CSV file that is created under it is scored. @default "scoring/" */
    readonly scoring?: string;
    /** In the artifact bucket: what training runs leave, under `<algorithm>/<run id>/`. @default "runs/" */
    readonly runs?: string;
    /** In the artifact bucket: what scoring runs leave, under `<run id>/`. @default "scores/" */
    readonly scores?: string;
    /** In the capture bucket: what endpoints capture, under `<endpoint>/<variant>/`. @default "<model's name>/" */
    readonly captures?: string;
    /**
     * In the capture bucket: the raw rows of the requests that the real-time interface answers, by the hour.
     * @default "requests/"
     */
    readonly requests?: string;
    /**
     * In the landing bucket: CSV files of what became of predicted rows, by their identifiers. They start no run.
     * @default "ground-truth/"
     */
    readonly groundTruth?: string;
}

/** A model as data: everything the pipelines need to know about it. */
export interface ModelDefinition extends DatasetSpec {
    /** The texts that stand for no value in any column, beside the empty one, such as `NA` and `?`. @default [] */
    readonly missing?: readonly string[];
    /** By algorithm name, which becomes part of physical names: lower case, digits and hyphens. */
    readonly algorithms: Readonly<Record<string, AlgorithmDefinition>>;
    /** How the answers of the algorithms' endpoints become one prediction. */
    readonly combine: Combine;
    /** What differs from the real-time interface's default limits. @default {} */
    readonly realtime?: RealtimeLimits;
    /** What differs from the default places of files. @default {} */
    readonly locations?: Locations;
    /**
     * Whether, and how, the model is watched once it serves. Each run that passes its gates then leaves a baseline of the
     * data and of the model, which the monitor compares with: two processing jobs and a batch transform more.
     * @default true: once a day, as MonitoringDefinition says
     */
    readonly monitoring?: boolean | MonitoringDefinition;
}

/** The part of a model that describes its data: what pre-processing and the real-time interface check rows against. */
export function datasetOf(model: ModelDefinition): DatasetSpec {
    const { name, identifier, target, split, maxQuarantinedShare, delimiter } = model;
    const columns = columnsOf(model);
    return { name, identifier, target, columns, split, maxQuarantinedShare, ...(delimiter && { delimiter }) };
}

/** The columns, each with what stands for no value in it. */
export function columnsOf({ columns, missing = [] }: Pick<ModelDefinition, "columns" | "missing">): readonly Column[] {
    return missing.length === 0 ? columns : columns.map((column) => ({ missing, ...column }));
}

/** Where the model's files are, defaults included. */
export function locationsOf({
    name,
    locations = {},
}: Pick<ModelDefinition, "name" | "locations">): Required<Locations> {
    const { landing = "training/", data = "data/", scoring = "scoring/", runs = "runs/" } = locations;
    const { scores = "scores/", captures = `${name}/` } = locations;
    const { requests = "requests/", groundTruth = "ground-truth/" } = locations;
    return { landing, data, scoring, runs, scores, captures, requests, groundTruth };
}
