/** The door of the local stage: what `cli/` and the tests may use of it. Nothing else knows that it exists. */
export { findCreated } from "./created";
export { listIfThere, makeOnce, readIfThere } from "./files";
export { findHolder, findHolders, type Holder, note, withLock } from "./lock";
export { type Notification, openMailbox, readMailbox } from "./mailbox";
export { type PreviewedResource, type PreviewedStack, previewProgram } from "./preview";
export { startOf } from "./processes";
export { findPython } from "./python";
export { isLocalStack } from "./provider/engine/naming";
export type { Fault } from "./sagemaker/core/faults";
export { type DirectImage, processDirectly, trainDirectly, transformDirectly } from "./sagemaker/direct";
export { readServiceModel, type ServiceModel } from "./sagemaker/core/serviceModel";
export { findTunable } from "./sagemaker/tuning/tunable";
export {
    awaitStage,
    findStage,
    ownStage,
    type Stage,
    stageEnvironment,
    type StageOptions,
    startStage,
    stopStage,
} from "./stage";
