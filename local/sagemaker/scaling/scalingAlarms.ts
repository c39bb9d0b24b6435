import * as crypto from "node:crypto";
import type { Alarm, ScalingPolicy } from "@aws-sdk/client-application-auto-scaling";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { Account } from "../core/account";
import type { Services } from "../core/services";

/** What the service watches to scale out, and to scale in: the limit, and for how many minutes it must be passed. */
const kinds = [
    { name: "AlarmHigh", comparison: "GreaterThanThreshold", share: 1, minutes: 3 },
    { name: "AlarmLow", comparison: "LessThanThreshold", share: 0.9, minutes: 15 },
] as const;

/** Makes the two alarms of a target tracking policy in CloudWatch, as the service does. */
export async function putAlarms(
    account: Account,
    services: Services,
    policyArn: string,
    variant: { readonly resourceId: string; readonly endpoint: string; readonly variant: string },
    target: number,
): Promise<Alarm[]> {
    const { PutMetricAlarmCommand } = await import("@aws-sdk/client-cloudwatch");
    return withClient(account, services, async (client) => {
        const alarms: Alarm[] = [];
        for (const { name, comparison, share, minutes } of kinds) {
            const AlarmName = `TargetTracking-${variant.resourceId}-${name}-${crypto.randomUUID()}`;
            await client.send(
                new PutMetricAlarmCommand({
                    AlarmName,
                    AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${policyArn}.`,
                    Namespace: "AWS/SageMaker",
                    MetricName: "InvocationsPerInstance",
                    Dimensions: [
                        { Name: "EndpointName", Value: variant.endpoint },
                        { Name: "VariantName", Value: variant.variant },
                    ],
                    Statistic: "Sum",
                    Period: 60,
                    EvaluationPeriods: minutes,
                    Threshold: target * share,
                    ComparisonOperator: comparison,
                    AlarmActions: [policyArn],
                }),
            );
            alarms.push({
                AlarmName,
                AlarmARN: `arn:aws:cloudwatch:${account.region}:${account.id}:alarm:${AlarmName}`,
            });
        }
        return alarms;
    });
}

/** Deletes the alarms of policies. */
export async function deleteAlarms(
    account: Account,
    services: Services,
    policies: readonly ScalingPolicy[],
): Promise<void> {
    const AlarmNames = policies.flatMap((policy) => (policy.Alarms ?? []).map((alarm) => alarm.AlarmName!));
    if (AlarmNames.length > 0) {
        const { DeleteAlarmsCommand } = await import("@aws-sdk/client-cloudwatch");
        await withClient(account, services, (client) => client.send(new DeleteAlarmsCommand({ AlarmNames })));
    }
}

async function withClient<T>(
    account: Account,
    services: Services,
    use: (client: CloudWatchClient) => Promise<T>,
): Promise<T> {
    const client = await services.aws.cloudWatch(account);
    try {
        return await use(client);
    } finally {
        client.destroy();
    }
}
