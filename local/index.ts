/** The door of the local stage: what `cli/` and the tests may use of it. Nothing else knows that it exists. */
export { type Notification, openMailbox, readMailbox } from "./mailbox";
export { isLocalStack } from "./provider/engine/naming";
export type { Fault } from "./sagemaker/core/faults";
export { findTunable } from "./sagemaker/tuning/tunable";
export { findStage, type Stage, stageEnvironment, type StageOptions, startStage, stopStage } from "./stage";
