import type { Operation } from "../sagemaker/core/services";
import { assetOperations } from "./assets";
import { bundleOperations } from "./bundles";
import { groupOperations } from "./groups";
import { ingestionOperations } from "./ingestions";

/** Every operation of the QuickSight API that the local stage has. */
export const quickSightOperations: Readonly<Record<string, Operation>> = {
    ...assetOperations,
    ...bundleOperations,
    ...groupOperations,
    ...ingestionOperations,
};
