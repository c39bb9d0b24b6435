/** What the state "Query training results" asks. */
export interface TrainingQuery {
    readonly trainingJobName: string;
    /** The metric that the gate looks at, e.g. `validation:rmse`. */
    readonly metric: string;
}

export interface TrainingResults {
    /** Every final metric of the job, by name. */
    readonly metrics: Readonly<Record<string, number>>;
    /** The value of the metric that was asked for. */
    readonly value: number;
}

/** The part of DescribeTrainingJob's answer that holds metrics. */
export interface FinalMetric {
    readonly MetricName?: string;
    readonly Value?: number;
}

/**
 * The final metrics of a training job.
 * @throws an error named `MetricMissing` where the job has no usable value of the metric
 */
export function readMetrics(query: TrainingQuery, list: readonly FinalMetric[]): TrainingResults {
    const metrics: Record<string, number> = {};
    for (const { MetricName, Value } of list) {
        if (MetricName !== undefined && Value !== undefined && Number.isFinite(Value)) metrics[MetricName] = Value;
    }
    const value = metrics[query.metric];
    if (value !== undefined) return { metrics, value };
    const found = Object.keys(metrics).sort().join(", ") || "none";
    const error = new Error(
        `The training job ${query.trainingJobName} has no metric ${query.metric} (it has: ${found}); ` +
            `give the job a validation channel, or name another metric in the model's gate.`,
    );
    // Step Functions matches errors by name; a class of its own would lose it when the function is serialized.
    error.name = "MetricMissing";
    throw error;
}

/** The Lambda's handler: asks SageMaker for the job, and {@link readMetrics} of its answer. */
export async function queryTrainingResults(query: TrainingQuery): Promise<TrainingResults> {
    const { SageMakerClient, DescribeTrainingJobCommand } = await import("@aws-sdk/client-sagemaker");
    const client = new SageMakerClient({});
    const job = await client.send(new DescribeTrainingJobCommand({ TrainingJobName: query.trainingJobName }));
    return readMetrics(query, job.FinalMetricDataList ?? []);
}
