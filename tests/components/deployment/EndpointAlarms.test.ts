import assert from "node:assert/strict";
import { EndpointAlarms } from "../../../components/deployment/EndpointAlarms";
import { record } from "../../support/recorder";
import { names } from "./definitionArgs";

const topicArn = "arn:aws:sns:us-east-1:111111111111:drivetrain-local-used-cars-notices";

describe("EndpointAlarms", () => {
    it("watch errors and latency of the endpoint, a minute at a time", async () => {
        const { inputs, result } = await record(
            () =>
                new EndpointAlarms("cars", {
                    ...{ names, topicArn },
                    thresholds: { latencyMilliseconds: 250, serverErrors: 5 },
                }),
        );
        const alarm = (name: string) => inputs("aws:cloudwatch/metricAlarm:MetricAlarm", `cars-${name}`);
        const { alarmDescription, ...first } = alarm("5xx");
        assert.ok(alarmDescription);
        assert.deepEqual(first, {
            namespace: "AWS/SageMaker",
            dimensions: { EndpointName: "used-cars-xgboost-local", VariantName: "AllTraffic" },
            ...{ period: 60, evaluationPeriods: 1, treatMissingData: "notBreaching" },
            alarmActions: [topicArn],
            ...{ name: "used-cars-xgboost-local-5xx", metricName: "Invocation5XXErrors", statistic: "Sum" },
            ...{ comparisonOperator: "GreaterThanOrEqualToThreshold", threshold: 5 },
        });
        assert.deepEqual([alarm("errors")["metricName"], alarm("errors")["threshold"]], ["InvocationModelErrors", 1]);
        const { extendedStatistic, threshold, statistic } = alarm("latency");
        // The metric counts microseconds.
        assert.deepEqual([extendedStatistic, threshold, statistic], ["p99", 250_000, undefined]);
        assert.deepEqual(
            result.alarmNames,
            ["5xx", "errors", "latency"].map((name) => `used-cars-xgboost-local-${name}`),
        );
    });
});
