import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { variantName } from "../../contracts/names";
import type { AlarmThresholds } from "../model/model";
import type { DeploymentNames } from "./names";

export interface EndpointAlarmsArgs {
    readonly names: Pick<DeploymentNames, "endpoint" | "alarms">;
    /** @default {} */
    readonly thresholds?: AlarmThresholds;
    /** ARN of the topic that is told. */
    readonly topicArn: string;
}

/**
 * What tells that an endpoint does badly: people hear of it, and a deployment that is under way is rolled back. Each
 * one looks at one minute at a time. The endpoint need not exist yet: without traffic there is no data, and that is no
 * alarm.
 */
export class EndpointAlarms extends pulumi.ComponentResource {
    /** Physical names, as a deployment takes them. */
    readonly alarmNames: readonly string[];

    constructor(name: string, args: EndpointAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:deployment:EndpointAlarms", name, {}, opts);
        const { names, topicArn } = args;
        const { serverErrors = 1, modelErrors = 1, latencyMilliseconds = 1000 } = args.thresholds ?? {};
        const alarm = (suffix: string, own: AlarmOf) =>
            new aws.cloudwatch.MetricAlarm(
                `${name}-${suffix}`,
                {
                    ...own,
                    namespace: "AWS/SageMaker",
                    dimensions: { EndpointName: names.endpoint, VariantName: variantName },
                    period: 60,
                    evaluationPeriods: 1,
                    treatMissingData: "notBreaching",
                    alarmActions: [topicArn],
                },
                { parent: this },
            );
        alarm("5xx", {
            name: names.alarms.serverErrors,
            alarmDescription: `${names.endpoint} answers with errors of its own`,
            metricName: "Invocation5XXErrors",
            statistic: "Sum",
            comparisonOperator: "GreaterThanOrEqualToThreshold",
            threshold: serverErrors,
        });
        alarm("errors", {
            name: names.alarms.modelErrors,
            alarmDescription: `The model behind ${names.endpoint} does not answer well`,
            metricName: "InvocationModelErrors",
            statistic: "Sum",
            comparisonOperator: "GreaterThanOrEqualToThreshold",
            threshold: modelErrors,
        });
        alarm("latency", {
            name: names.alarms.latency,
            alarmDescription: `The model behind ${names.endpoint} takes long: ${latencyMilliseconds} ms and more`,
            metricName: "ModelLatency",
            extendedStatistic: "p99",
            comparisonOperator: "GreaterThanThreshold",
            // The metric's unit is the microsecond.
            threshold: latencyMilliseconds * 1000,
        });
        this.alarmNames = Object.values<string>(names.alarms);
        this.registerOutputs({ alarmNames: this.alarmNames });
    }
}

type AlarmOf = Omit<
    aws.cloudwatch.MetricAlarmArgs,
    "namespace" | "dimensions" | "period" | "evaluationPeriods" | "treatMissingData" | "alarmActions"
>;
