import type { EndpointResources, Scaling } from "../../model/model";
import { positive, whole } from "../../model/numbers";

/** Every problem of an endpoint's machines, with paths below `at`. */
export function validateEndpoint(at: string, endpoint: EndpointResources): string[] {
    const { scaling, canaryInstances, alarms = {} } = endpoint;
    return [
        ...validateInstances(at, endpoint),
        ...(scaling === undefined ? [] : validateScaling(`${at}.scaling`, scaling, endpoint)),
        ...(canaryInstances === undefined ? [] : whole(`${at}.canaryInstances`, canaryInstances, 1, 50)),
        ...Object.entries(alarms).flatMap(([name, value]: [string, number]) => positive(`${at}.alarms.${name}`, value)),
    ];
}

function validateScaling(at: string, scaling: Scaling, { instanceType, instanceCount }: EndpointResources): string[] {
    const { minInstances, maxInstances, invocationsPerInstance, scaleInCooldown, scaleOutCooldown } = scaling;
    const range = [
        ...whole(`${at}.minInstances`, minInstances, 1, 100),
        ...whole(`${at}.maxInstances`, maxInstances, 1, 100),
    ];
    return [
        ...range,
        ...(range.length === 0 && minInstances > maxInstances
            ? [`${at}.maxInstances: ${maxInstances} must not be less than minInstances (${minInstances}).`]
            : range.length === 0 && (instanceCount < minInstances || instanceCount > maxInstances)
              ? [
                    `${at}: instanceCount, how many instances there are at first, is ${instanceCount} and must be from ` +
                        `${minInstances} to ${maxInstances}.`,
                ]
              : []),
        // https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-console.html
        ...(/^ml\.t\d/.test(instanceType)
            ? [`${at}: ${instanceType} is burstable, and SageMaker scales no burstable instances; take ml.m5.large.`]
            : []),
        ...positive(`${at}.invocationsPerInstance`, invocationsPerInstance),
        ...(scaleInCooldown === undefined ? [] : whole(`${at}.scaleInCooldown`, scaleInCooldown, 0, 86_400)),
        ...(scaleOutCooldown === undefined ? [] : whole(`${at}.scaleOutCooldown`, scaleOutCooldown, 0, 86_400)),
    ];
}

/** Every problem of an instance type and a count (1 to 100), with paths below `at`. */
export function validateInstances(
    at: string,
    { instanceType, instanceCount }: { instanceType: string; instanceCount: number },
): string[] {
    return [
        ...(/^ml\.[a-z0-9-]+\.[a-z0-9-]+$/.test(instanceType)
            ? []
            : [`${at}.instanceType: "${instanceType}" is no SageMaker instance type; they look like ml.m5.large.`]),
        ...whole(`${at}.instanceCount`, instanceCount, 1, 100),
    ];
}
