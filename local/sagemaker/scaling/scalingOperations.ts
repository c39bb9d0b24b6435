import type { Operation } from "../core/services";
import { deregisterScalableTarget, describeScalableTargets, registerScalableTarget } from "./scalableTargets";
import { deleteScalingPolicy, describeScalingPolicies, putScalingPolicy } from "./scalingPolicies";

/** Every operation of the Application Auto Scaling API that the local stage has. */
export const scalingOperations: Readonly<Record<string, Operation>> = {
    RegisterScalableTarget: registerScalableTarget,
    DescribeScalableTargets: describeScalableTargets,
    DeregisterScalableTarget: deregisterScalableTarget,
    PutScalingPolicy: putScalingPolicy,
    DescribeScalingPolicies: describeScalingPolicies,
    DeleteScalingPolicy: deleteScalingPolicy,
};
