import type { AlarmThresholds } from "../model/model";

/** What an endpoint is watched by, and the physical names of such alarms. */
export interface AlarmNames {
    readonly serverErrors: string;
    readonly modelErrors: string;
    readonly latency: string;
}

/** A limit on one of SageMaker's metrics of endpoints: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html */
export interface EndpointAlarm {
    readonly key: keyof AlarmNames;
    readonly metric: string;
    /** Of a minute: `Sum`, or a percentile. */
    readonly statistic: "Sum" | "p99";
    readonly comparison: "GreaterThanOrEqualToThreshold" | "GreaterThanThreshold";
    readonly threshold: number;
}

/** Without traffic there is no data, and that is no alarm. */
export const missingData = "notBreaching";
/** Each alarm looks at so many seconds at a time. */
export const periodSeconds = 60;

/** The limits that say when an endpoint does badly. */
export function endpointAlarms(thresholds: AlarmThresholds = {}): readonly EndpointAlarm[] {
    const { serverErrors = 1, modelErrors = 1, latencyMilliseconds = 1000 } = thresholds;
    const errors = { statistic: "Sum", comparison: "GreaterThanOrEqualToThreshold" } as const;
    return [
        { key: "serverErrors", metric: "Invocation5XXErrors", ...errors, threshold: serverErrors },
        { key: "modelErrors", metric: "InvocationModelErrors", ...errors, threshold: modelErrors },
        {
            ...{ key: "latency", metric: "ModelLatency", statistic: "p99", comparison: "GreaterThanThreshold" },
            // The metric's unit is the microsecond.
            threshold: latencyMilliseconds * 1000,
        },
    ];
}
