import * as path from "node:path";
import type { MetricDefinition } from "@aws-sdk/client-sagemaker";
import type { BuiltImage } from "../../images/image";
import { findBuilt } from "../../images/store";
import { unsupported } from "../core/errors";
import { containerModules } from "./container";

/** A metric's name and value, as a container printed it. */
export interface Metric {
    readonly name: string;
    readonly value: number;
}

/** What starts in place of an image's container: fields of ContainerOptions. */
export interface Launch {
    /** The command, with paths as they are in the container. */
    readonly command: readonly string[];
    /** Environment variables of the image; a request's own come over them. */
    readonly environment: Readonly<Record<string, string>>;
    /** The folder to start in. @default the private root */
    readonly directory?: string;
}

/** What starts for a training job, and how to read what it prints. */
export interface TrainingLaunch extends Launch {
    /**
     * The metrics in a line of the container's output.
     * @param definitions the request's MetricDefinitions; SageMaker's own algorithms have none
     */
    readonly metrics: (line: string, definitions?: readonly MetricDefinition[]) => Metric[];
    /** Whether it is one of SageMaker's own algorithms, whose metrics a request cannot define. */
    readonly builtIn: boolean;
    /** The exit code by which the algorithm tells a mistake of its user, where it has one. */
    readonly clientErrorCode?: number;
    /** The longest MaxWaitTimeInSeconds of spot training, for built-in algorithms that do not checkpoint. */
    readonly longestSpotWait?: number;
}

/**
 * What an image is replaced by. A training job starts `training`; `ServingContainer` (serving.ts) starts `serving` for
 * endpoints and transform jobs alike.
 */
export interface Image {
    /** What a processing job's own entry point runs in. */
    readonly processing?: Pick<Launch, "environment">;
    readonly training?: TrainingLaunch;
    readonly serving?: Launch;
}

interface ImageEntry extends Image {
    readonly repository: string;
    readonly tags: RegExp;
}

const images: readonly ImageEntry[] = [
    {
        repository: "sagemaker-scikit-learn",
        tags: /^1\.4-2(-cpu-py3)?$/,
        processing: { environment: {} },
    },
    {
        repository: "sagemaker-xgboost",
        tags: /^1\.7-1(-cpu-py3)?$/,
        processing: { environment: { PYTHONPATH: path.join(containerModules, "xgboost_processing") } },
        training: { ...pythonModule("xgboost_algorithm.train"), metrics: xgboostMetrics, builtIn: true },
        serving: pythonModule("xgboost_algorithm.serve"),
    },
    {
        repository: "linear-learner",
        tags: /^(1|latest)$/,
        training: {
            ...pythonModule("linear_learner.train"),
            metrics: linearLearnerMetrics,
            builtIn: true,
            clientErrorCode: 2,
            longestSpotWait: 3_600,
        },
        serving: pythonModule("linear_learner.serve"),
    },
];

/**
 * What runs in place of an image for one purpose: the programs of an image that was built from a folder, by its digest,
 * else one of SageMaker's, by its repository's name and its tag.
 *
 * @param uri an image such as `683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1`
 * @param purpose what it is to be used for
 */
export function findImage<P extends keyof Image>(uri: string, purpose: P): NonNullable<Image[P]> {
    const found = (customImage(uri) ?? prebuiltImage(uri))?.[purpose];
    if (!found) {
        const known = images.filter((image) => image[purpose]).map((image) => image.repository);
        throw unsupported(
            `${purpose} with the image "${uri}"`,
            `It has ${known.join(" and ")} for that${purpose === "processing" ? "" : ", and images built from a folder"}.`,
        );
    }
    return found;
}

function prebuiltImage(uri: string): Image | undefined {
    const [name = "", tag = "latest"] = uri.split("/").at(-1)!.split("@")[0]!.split(":");
    return images.find((image) => image.repository === name && image.tags.test(tag));
}

function customImage(uri: string): Image | undefined {
    const built = findBuilt(uri);
    return built && imageOf(built);
}

/** What an image that was built from a folder runs. */
export function imageOf({ environment, directory, train, serve }: BuiltImage) {
    return {
        training: { ...train, environment, directory, metrics: definedMetrics, builtIn: false },
        serving: { ...serve, environment, directory },
    } satisfies Image;
}

/** A module of our own containers. */
function pythonModule(name: string): Launch {
    return { command: ["python3", "-m", name], environment: { PYTHONPATH: containerModules } };
}

/** The metrics that a request's definitions find in a line: the number is the expression's first group. */
function definedMetrics(line: string, definitions: readonly MetricDefinition[] = []): Metric[] {
    return definitions
        .map(({ Name, Regex }) => ({ name: Name!, value: Number(new RegExp(Regex!).exec(line)?.[1] ?? NaN) }))
        .filter(({ value }) => Number.isFinite(value));
}

/** XGBoost prints a line a round: `[3]\ttrain-rmse:0.51\tvalidation-rmse:0.62`. */
function xgboostMetrics(line: string): Metric[] {
    if (!/^\[\d+\]/.test(line)) {
        return [];
    }
    return [...line.matchAll(/\b(train|validation)-([^\s:]+):(\S+)/g)].map(([, data, metric, value]) => ({
        name: `${data}:${metric}`,
        value: Number(value),
    }));
}

/** Linear Learner prints a line a metric: `#quality_metric: host=algo-1, validation rmse <loss>=0.62`. */
function linearLearnerMetrics(line: string): Metric[] {
    const match = /#quality_metric: host=\S+, (?:epoch=\d+, )?(train|validation|test) (\w+) <\w+>=(\S+)/.exec(line);
    return match ? [{ name: `${match[1]}:${match[2]}`, value: Number(match[3]) }] : [];
}
