/**
 * What another program imports: `import { TrainingPipeline, type ModelDefinition } from "drivetrain/components"`. The
 * package has no main export: the engine would take that for this program's own entry point.
 */
export { Foundation, type FoundationArgs } from "./foundation/Foundation";
export { type FoundationNames, foundationNames } from "./foundation/names";
export { Network, type NetworkArgs } from "./foundation/Network";
export { ApiGatewayAccess, type ApiGatewayAccessArgs } from "./realtime/ApiGatewayAccess";
export { RealtimeInference, type RealtimeInferenceArgs, type RealtimeModel } from "./realtime/RealtimeInference";
export type { RealtimeLimits } from "./realtime/limits";
export { commitOf } from "./package/commit";
export type { EncryptionKey } from "./access/keyUse";
export * from "./model/model";
export type { JobNetwork } from "./asl/requests";
export { arnOf, type Scope } from "./access/scope";
export { BatchScoringPipeline, type BatchScoringPipelineArgs } from "./scoring/BatchScoringPipeline";
export { PreprocessingCode, type PreprocessingCodeArgs } from "./training/PreprocessingCode";
export { TrainingPipeline, type TrainingPipelineArgs } from "./training/TrainingPipeline";
export type { Combine } from "../functions/realtime/answer";
export type { Column, DatasetSpec, Split } from "../functions/shared/dataset";
