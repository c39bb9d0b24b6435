import type { EndpointResources, Scaling } from "../../model/model";
import { positive, whole } from "../../validation/numbers";
import { type Problem, problemIf, within } from "../../validation/problem";

/** Every problem of an endpoint's machines. */
export function validateEndpoint(endpoint: EndpointResources): Problem[] {
    const { scaling, canaryInstances, alarms = {} } = endpoint;
    return [
        ...validateInstances(endpoint),
        ...(scaling === undefined ? [] : within(["scaling"], validateScaling(scaling, endpoint))),
        ...(canaryInstances === undefined ? [] : whole(["canaryInstances"], canaryInstances, 1, 50)),
        ...Object.entries(alarms).flatMap(([name, value]: [string, number]) => positive(["alarms", name], value)),
    ];
}

function validateScaling(scaling: Scaling, { instanceType, instanceCount }: EndpointResources): Problem[] {
    const { invocationsPerInstance, scaleInCooldown, scaleOutCooldown } = scaling;
    return [
        ...validateRange(scaling, instanceCount),
        // https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-console.html
        ...problemIf(
            /^ml\.t\d/.test(instanceType),
            [],
            `${instanceType} is burstable, and SageMaker scales no burstable instances; take ml.m5.large.`,
        ),
        ...positive(["invocationsPerInstance"], invocationsPerInstance),
        ...(scaleInCooldown === undefined ? [] : whole(["scaleInCooldown"], scaleInCooldown, 0, 86_400)),
        ...(scaleOutCooldown === undefined ? [] : whole(["scaleOutCooldown"], scaleOutCooldown, 0, 86_400)),
    ];
}

/** The first problem of how many instances there may be, and are at first. */
function validateRange({ minInstances, maxInstances }: Scaling, instanceCount: number): Problem[] {
    const single = [...whole(["minInstances"], minInstances, 1, 100), ...whole(["maxInstances"], maxInstances, 1, 100)];
    if (single.length > 0) return single;
    if (minInstances > maxInstances) {
        const message = `${maxInstances} must not be less than minInstances (${minInstances}).`;
        return [{ path: ["maxInstances"], message }];
    }
    return problemIf(
        instanceCount < minInstances || instanceCount > maxInstances,
        [],
        `instanceCount, how many instances there are at first, is ${instanceCount} and must be from ` +
            `${minInstances} to ${maxInstances}.`,
    );
}

/** Every problem of an instance type and a count (1 to 100). */
export function validateInstances({
    instanceType,
    instanceCount,
}: {
    instanceType: string;
    instanceCount: number;
}): Problem[] {
    return [
        ...problemIf(
            !/^ml\.[a-z0-9-]+\.[a-z0-9-]+$/.test(instanceType),
            ["instanceType"],
            `"${instanceType}" is no SageMaker instance type; they look like ml.m5.large.`,
        ),
        ...whole(["instanceCount"], instanceCount, 1, 100),
    ];
}
