import { variantName } from "../../../../contracts/names";
import { serviceErrors } from "../../../asl/serviceErrors";
import { type Part, part, retryThrottling } from "../../../asl/states";
import { type EndpointAlarm, endpointAlarms, missingData, periodSeconds } from "../../alarms";
import type { DeploymentDefinitionArgs } from "../args";
import { rejecting } from "./endpointStates";

/**
 * Puts the alarms that roll the update back: they see the new fleet alone, by its configuration's name, so that a
 * champion which errs does not block its own replacement. What ends the deployment removes them (endDeployment.ts).
 *
 * https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
 */
export function watchNewFleet<const Next extends string>(
    args: DeploymentDefinitionArgs,
    next: Next,
): Part<"Watch the new fleet's errors", Next | "May it be rejected?"> {
    const names = ["Watch the new fleet's errors", "Watch the new model's errors", "Watch the new fleet's latency"];
    const puts = endpointAlarms(args.definition.endpoint.alarms).map(
        (alarm, index) =>
            [
                names[index] as string,
                {
                    Type: "Task",
                    Resource: "arn:aws:states:::aws-sdk:cloudwatch:putMetricAlarm",
                    Arguments: putAlarm(args, alarm),
                    Retry: retryThrottling(...serviceErrors.cloudWatch),
                    Catch: rejecting(names[index] as string),
                    Next: names[index + 1] ?? next,
                },
            ] as const,
    );
    return part(names[0] as string, Object.fromEntries(puts));
}

function putAlarm({ endpointName, rollbackAlarms }: DeploymentDefinitionArgs, alarm: EndpointAlarm) {
    const { key, metric, statistic, comparison, threshold } = alarm;
    return {
        AlarmName: rollbackAlarms[key],
        AlarmDescription: `Rolls an update of ${endpointName} back: ${metric} of its new fleet`,
        Namespace: "AWS/SageMaker",
        MetricName: metric,
        Dimensions: [
            { Name: "EndpointName", Value: endpointName },
            { Name: "VariantName", Value: variantName },
            { Name: "EndpointConfigName", Value: "{% $configuration %}" },
        ],
        ...(statistic === "Sum" ? { Statistic: statistic } : { ExtendedStatistic: statistic }),
        ComparisonOperator: comparison,
        Threshold: threshold,
        Period: periodSeconds,
        EvaluationPeriods: 1,
        TreatMissingData: missingData,
    };
}
