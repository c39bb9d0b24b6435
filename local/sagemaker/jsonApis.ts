import { cloudControlOperations } from "../quicksight/cloudControl";
import { quickSightOperations } from "../quicksight/operations";
import type { ServiceName } from "./core/serviceModel";
import type { Operation } from "./core/services";
import { operations } from "./operations";
import { scalingOperations } from "./scaling/scalingOperations";

/** An API that takes its requests as JSON, by the operation that a header names. */
export interface JsonApi {
    /** Its name, for people. */
    readonly name: string;
    readonly model: ServiceName;
    readonly operations: Readonly<Record<string, Operation>>;
}

/** The APIs by what stands before the operation in `x-amz-target`. */
export const jsonApis: Readonly<Record<string, JsonApi>> = {
    SageMaker: { name: "SageMaker", model: "sagemaker", operations },
    AnyScaleFrontendService: {
        name: "Application Auto Scaling",
        model: "application-autoscaling",
        operations: scalingOperations,
    },
    // QuickSight takes its requests by path; the emulator, which stands before it, has made one object of each.
    QuickSight: { name: "QuickSight", model: "quicksight", operations: quickSightOperations },
    CloudApiService: { name: "Cloud Control", model: "cloudcontrol", operations: cloudControlOperations },
};
