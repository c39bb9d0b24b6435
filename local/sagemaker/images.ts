import { unsupported } from "./errors";

/** A metric's name and value, as a container printed it. */
export interface Metric {
    readonly name: string;
    readonly value: number;
}

/** What an image of SageMaker is replaced by. */
export interface Image {
    /** Whether it can run a processing job's own entry point. */
    readonly processing?: boolean;
    /** The module that keeps the training contract, with what SageMaker knows of the algorithm. */
    readonly training?: {
        readonly module: string;
        /** The metrics in a line of the container's output. */
        readonly metrics: (line: string) => Metric[];
        /** The exit code by which the algorithm tells a mistake of its user, where it has one. */
        readonly clientErrorCode?: number;
    };
    /** The module that keeps the serving contract. */
    readonly serving?: { readonly module: string };
}

interface ImageEntry extends Image {
    readonly repository: string;
    readonly tags: RegExp;
}

const images: readonly ImageEntry[] = [
    {
        repository: "sagemaker-scikit-learn",
        tags: /^1\.4-2(-cpu-py3)?$/,
        processing: true,
    },
    {
        repository: "sagemaker-xgboost",
        tags: /^1\.7-1(-cpu-py3)?$/,
        training: { module: "xgboost_algorithm.train", metrics: xgboostMetrics },
        serving: { module: "xgboost_algorithm.serve" },
    },
    {
        repository: "linear-learner",
        tags: /^(1|latest)$/,
        training: { module: "linear_learner.train", metrics: linearLearnerMetrics, clientErrorCode: 2 },
        serving: { module: "linear_learner.serve" },
    },
];

/**
 * What runs in place of an image for one purpose, by its repository's name and its tag; the registry is not looked at.
 *
 * @param uri an image such as `683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1`
 * @param purpose what it is to be used for
 */
export function findImage<P extends keyof Image>(uri: string, purpose: P): NonNullable<Image[P]> {
    const [name = "", tag = "latest"] = uri.split("/").at(-1)!.split("@")[0]!.split(":");
    const found = images.find((image) => image.repository === name && image.tags.test(tag))?.[purpose];
    if (!found) {
        const known = images.filter((image) => image[purpose]).map((image) => image.repository);
        throw unsupported(`${purpose} with the image "${uri}"`, `It has ${known.join(" and ")} for that.`);
    }
    return found;
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
