/** What a model said of rows whose truth is known; in the same order, finite, and at least one. */
export interface Regression {
    readonly labels: Float64Array;
    readonly predictions: Float64Array;
}

/** How far off a model is, in the unit of the target (`mse`: its square). `r2` is at most 1, which is exact. */
export interface Quality {
    readonly rmse: number;
    readonly mae: number;
    readonly mse: number;
    readonly r2: number;
}

/** How much better than always answering the mean of the rows a model is. */
export interface Skill {
    /** The error (rmse) of always answering the mean: the deviation of the labels. */
    readonly baseline: number;
    /**
     * Between which two values r2 lies in 95 of 100 samples of as many rows; null where the rows cannot tell, as there
     * is one alone or all labels are equal.
     */
    readonly r2Interval: readonly [low: number, high: number] | null;
}

/** Fewer rows tell nothing about how a figure varies. */
const fewestForDeviation = 200;
/** A figure's deviation is over this many resamples, each of which leaves out another one of as many parts. */
const resamples = 5;

/** A model's figures over all rows. Where every label is the same, `r2` is 1 for exact predictions and else 0. */
export function measure(regression: Regression): Quality {
    return measureWithout(regression, -1);
}

/** 95 of 100 values of the normal distribution are nearer to its mean than so many deviations. */
const normal95 = 1.959963984540054;

/**
 * A model's skill over the mean. 1 - r2 is a ratio of two sums over the same rows, squared errors over squared deviations
 * of the labels; its variance is that of the ratio estimator (Cochran, Sampling Techniques, 1977, section 6.4), and its
 * interval is taken on the logarithm, so that r2 stays at most 1. Closed, so that it costs one more passage over the
 * rows however many there are, and says the same each time.
 */
export function skillOf({ labels, predictions }: Regression): Skill {
    const rows = labels.length;
    const mean = labels.reduce((sum, label) => sum + label, 0) / rows;
    let squared = 0;
    let spread = 0;
    for (let row = 0; row < rows; row++) {
        squared += ((predictions[row] ?? 0) - (labels[row] ?? 0)) ** 2;
        spread += ((labels[row] ?? 0) - mean) ** 2;
    }
    const baseline = Math.sqrt(spread / rows);
    if (rows < 2 || !(spread > 0)) return { baseline, r2Interval: null };
    const ratio = squared / spread;
    if (ratio === 0) return { baseline, r2Interval: [1, 1] };
    let residuals = 0;
    for (let row = 0; row < rows; row++) {
        const label = labels[row] ?? 0;
        residuals += (((predictions[row] ?? 0) - label) ** 2 - ratio * (label - mean) ** 2) ** 2;
    }
    const deviation = Math.sqrt(residuals / (rows * (rows - 1))) / (spread / rows);
    const factor = Math.exp((normal95 * deviation) / ratio);
    return { baseline, r2Interval: [1 - ratio * factor, 1 - ratio / factor] };
}

/** The figures in the shape of SageMaker's model quality statistics. */
export function statisticsOf(regression: Regression, now: Date): object {
    const rows = regression.labels.length;
    const quality = measure(regression);
    const others =
        rows < fewestForDeviation
            ? []
            : Array.from({ length: resamples }, (_, part) => measureWithout(regression, part));
    const entries = (["mae", "mse", "rmse", "r2"] as const).map((metric) => [
        metric,
        {
            value: quality[metric],
            standard_deviation: others.length === 0 ? "NaN" : deviation(others.map((other) => other[metric])),
        },
    ]);
    return {
        version: 0,
        dataset: { item_count: rows, evaluation_time: now.toISOString() },
        regression_metrics: Object.fromEntries(entries) as object,
    };
}

/** The figures of the rows but for every fifth, from `part` on; of all rows where `part` is -1. */
function measureWithout({ labels, predictions }: Regression, part: number): Quality {
    let rows = 0;
    let sum = 0;
    for (let row = 0; row < labels.length; row++) {
        if (row % resamples !== part) {
            sum += labels[row] ?? 0;
            rows++;
        }
    }
    const mean = sum / rows;
    let absolute = 0;
    let squared = 0;
    let spread = 0;
    for (let row = 0; row < labels.length; row++) {
        if (row % resamples !== part) {
            const label = labels[row] ?? 0;
            const error = (predictions[row] ?? 0) - label;
            absolute += Math.abs(error);
            squared += error * error;
            spread += (label - mean) ** 2;
        }
    }
    const mse = squared / rows;
    // Where all labels are equal there is nothing to explain: right is 1, wrong is 0.
    const r2 = spread > 0 ? 1 - squared / spread : squared === 0 ? 1 : 0;
    return { rmse: Math.sqrt(mse), mae: absolute / rows, mse, r2 };
}

/** The population's standard deviation. */
function deviation(values: readonly number[]): number {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
