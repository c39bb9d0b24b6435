import type { ComparisonOperator, StandardUnit, Statistic } from "@aws-sdk/client-cloudwatch";
import type { cloudwatch } from "@pulumi/aws";
import { regional, taggable, tagList, tagMap } from "../../engine/convert";
import { define, Inputs } from "../../engine/resourceType";
import { Session } from "../../engine/session";

const metricAlarm = define<cloudwatch.MetricAlarmArgs, cloudwatch.MetricAlarmState>({
    inputs: {
        ...regional,
        ...taggable,
        actionsEnabled: "boolean",
        alarmActions: "set",
        alarmDescription: "string",
        comparisonOperator: "string",
        datapointsToAlarm: "number",
        dimensions: "map",
        evaluationPeriods: "number",
        extendedStatistic: "string",
        insufficientDataActions: "set",
        metricName: "string",
        name: "string",
        namespace: "string",
        okActions: "set",
        period: "number",
        statistic: "SampleCount|Average|Sum|Minimum|Maximum",
        threshold: "number",
        treatMissingData: "missing|ignore|breaching|notBreaching",
        unit: "string",
    },
    outputs: ["arn", "tagsAll"],
    autoName: { property: "name", maxLength: 255 },
    defaults: { actionsEnabled: true, treatMissingData: "missing" },
    replaceOn: ["name"],
    async create(aws, inputs) {
        await putAlarm(aws, inputs);
        return inputs.name ?? "";
    },
    async read(aws, id) {
        const client = await aws.clients.cloudwatch();
        const live = (await client.describeAlarms({ AlarmNames: [id] })).MetricAlarms?.[0];
        if (!live) return undefined;
        const { Tags } = await client.listTagsForResource({ ResourceARN: live.AlarmArn });
        return {
            name: id,
            arn: live.AlarmArn,
            actionsEnabled: live.ActionsEnabled,
            alarmActions: live.AlarmActions,
            alarmDescription: live.AlarmDescription || undefined,
            comparisonOperator: live.ComparisonOperator,
            datapointsToAlarm: live.DatapointsToAlarm,
            dimensions: Object.fromEntries((live.Dimensions ?? []).map(({ Name = "", Value = "" }) => [Name, Value])),
            evaluationPeriods: live.EvaluationPeriods,
            extendedStatistic: live.ExtendedStatistic ?? undefined,
            metricName: live.MetricName,
            namespace: live.Namespace,
            okActions: live.OKActions,
            period: live.Period,
            statistic: live.Statistic,
            threshold: live.Threshold,
            treatMissingData: live.TreatMissingData ?? "missing",
            tagsAll: tagMap(Tags),
        };
    },
    async update(aws, _id, { news, olds, tags }) {
        const client = await aws.clients.cloudwatch();
        await putAlarm(aws, news);
        const ResourceARN = olds.arn;
        if (tags.removed.length) await client.untagResource({ ResourceARN, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ ResourceARN, Tags: tagList(tags.set) });
    },
    async delete(aws, id) {
        await (await aws.clients.cloudwatch()).deleteAlarms({ AlarmNames: [id] });
    },
});

async function putAlarm(aws: Session, inputs: Inputs<cloudwatch.MetricAlarmArgs>): Promise<void> {
    const client = await aws.clients.cloudwatch();
    await client.putMetricAlarm({
        AlarmName: inputs.name,
        ActionsEnabled: inputs.actionsEnabled,
        AlarmActions: inputs.alarmActions as string[] | undefined,
        AlarmDescription: inputs.alarmDescription,
        ComparisonOperator: inputs.comparisonOperator as ComparisonOperator,
        DatapointsToAlarm: inputs.datapointsToAlarm,
        Dimensions: Object.entries(inputs.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
        EvaluationPeriods: inputs.evaluationPeriods,
        ExtendedStatistic: inputs.extendedStatistic,
        InsufficientDataActions: inputs.insufficientDataActions as string[] | undefined,
        MetricName: inputs.metricName,
        Namespace: inputs.namespace,
        OKActions: inputs.okActions as string[] | undefined,
        Period: inputs.period,
        Statistic: inputs.statistic as Statistic | undefined,
        Threshold: inputs.threshold,
        TreatMissingData: inputs.treatMissingData,
        Unit: inputs.unit as StandardUnit | undefined,
        Tags: tagList(inputs.tagsAll),
    });
}

export const types = { "aws:cloudwatch/metricAlarm:MetricAlarm": metricAlarm };
