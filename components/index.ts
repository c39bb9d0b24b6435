/**
 * What another program imports: `import { Model, type ModelDefinition } from "drivetrain/components"`. The package has
 * no main export: the engine would take that for this program's own entry point.
 */
export { arnOf, type Scope } from "./access/scope";
export type { EncryptionKey } from "./access/keyUse";
export type { JobNetwork } from "./access/jobNetwork";
export type { Tags } from "./access/tags";
export { Delivery, type DeliveryArgs } from "./delivery/Delivery";
export type { EngineState } from "./delivery/access/engineState";
export { DeploymentPipeline, type DeploymentPipelineArgs } from "./deployment/DeploymentPipeline";
export type { RunSettings } from "./deployment/runSettings";
export { Foundation, type FoundationArgs, type PipelineFoundation } from "./foundation/Foundation";
export type { NetworkSource } from "./foundation/jobNetwork";
export { type FoundationNames, foundationNames } from "./foundation/names";
export { JobLogs, type JobLogsArgs } from "./foundation/JobLogs";
export { Network, type NetworkArgs } from "./foundation/Network";
export { PreprocessingCode, type PreprocessingCodeArgs } from "./foundation/PreprocessingCode";
export { Insights, type InsightsArgs } from "./insights/Insights";
export { Model, type ModelArgs, type ModelOutputs } from "./Model";
export * from "./model/model";
export { commitOf } from "./package/commit";
export { ApiGatewayAccess, type ApiGatewayAccessArgs } from "./realtime/ApiGatewayAccess";
export type { RealtimeLimits } from "./model/realtimeLimits";
export { type ChampionSource, RealtimeInference, type RealtimeInferenceArgs } from "./realtime/RealtimeInference";
export type { RealtimeModel } from "./realtime/realtimeModel";
export { BatchScoringPipeline, type BatchScoringPipelineArgs } from "./scoring/BatchScoringPipeline";
export { ModelMonitor, type ModelMonitorArgs } from "./monitoring/ModelMonitor";
export { QuickSightDashboard, type QuickSightDashboardArgs } from "./insights/quicksight/QuickSightDashboard";
export { QuickSightGroups, type QuickSightGroupsArgs } from "./insights/quicksight/QuickSightGroups";
export { TrainingPipeline, type TrainingPipelineArgs } from "./training/TrainingPipeline";
export { validateModel } from "./validateModel";
export { type Path, type Problem, renderProblem } from "./validation/problem";
export type { Combine } from "../contracts/combine";
export type { Column, DatasetSpec, Split } from "../contracts/dataset";
export type { BatchFormat } from "../contracts/scoring";
export { sharingStatements } from "./promotion/access/sharing";
export { OfferedVersions, type OfferedVersionsArgs } from "./promotion/OfferedVersions";
export type { PromotionSettings, StagePartner } from "./promotion/partners";
export { PromotionBus, type PromotionBusArgs } from "./promotion/PromotionBus";
export { PromotionPipeline, type PromotionPipelineArgs } from "./promotion/PromotionPipeline";
