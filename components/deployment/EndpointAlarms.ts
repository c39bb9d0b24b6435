import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { variantName } from "../../contracts/names";
import { Component } from "../blocks/Component";
import type { AlarmThresholds } from "../model/model";
import { type AlarmNames, endpointAlarms, missingData, periodSeconds } from "./alarms";
import type { DeploymentNames } from "./names";

export interface EndpointAlarmsArgs {
    readonly names: Pick<DeploymentNames, "endpoint" | "alarms">;
    /** @default {} */
    readonly thresholds?: AlarmThresholds;
    /** ARN of the topic that is told. */
    readonly topicArn: string;
}

/**
 * What tells people that an endpoint does badly, whichever fleet answers. Each one looks at one minute at a time. The
 * endpoint need not exist yet. An update is rolled back by alarms of its new fleet alone (machine/states/newFleet.ts).
 */
export class EndpointAlarms extends Component {
    /** Physical names. */
    readonly alarmNames: readonly string[];

    constructor(name: string, args: EndpointAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:deployment:EndpointAlarms", name, opts);
        const { names, topicArn } = args;
        const latency = args.thresholds?.latencyMilliseconds ?? 1000;
        const described: Readonly<Record<keyof AlarmNames, readonly [suffix: string, description: string]>> = {
            serverErrors: ["5xx", `${names.endpoint} answers with errors of its own`],
            modelErrors: ["errors", `The model behind ${names.endpoint} does not answer well`],
            latency: ["latency", `The model behind ${names.endpoint} takes long: ${latency} ms and more`],
        };
        for (const { key, metric, statistic, comparison, threshold } of endpointAlarms(args.thresholds)) {
            const [suffix, alarmDescription] = described[key];
            new aws.cloudwatch.MetricAlarm(
                `${name}-${suffix}`,
                {
                    name: names.alarms[key],
                    alarmDescription,
                    namespace: "AWS/SageMaker",
                    metricName: metric,
                    dimensions: { EndpointName: names.endpoint, VariantName: variantName },
                    ...(statistic === "Sum" ? { statistic } : { extendedStatistic: statistic }),
                    comparisonOperator: comparison,
                    threshold,
                    period: periodSeconds,
                    evaluationPeriods: 1,
                    treatMissingData: missingData,
                    alarmActions: [topicArn],
                },
                { parent: this },
            );
        }
        this.alarmNames = Object.values<string>({ ...names.alarms });
        this.registerOutputs({ alarmNames: this.alarmNames });
    }
}
