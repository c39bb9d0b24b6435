import type { CombineName } from "./combine";
import type { SavedQuery } from "./insights";

/** What the stack of a model exports: all that the command and other stacks know of what is deployed. */
export interface ModelOutputs {
    readonly model: string;
    readonly stage: string;
    readonly landingBucket: string;
    readonly artifactBucket: string;
    readonly captureBucket: string;
    /** The table of claims and leases. */
    readonly ledgerTable: string;
    readonly topicArn: string;
    /** Objects created under this prefix of the landing bucket start the training pipelines. */
    readonly trainingPrefix: string;
    /**
     * Objects created under this prefix of the landing bucket tell what became of predicted rows; a stack that was brought
     * up long ago does not tell.
     */
    readonly groundTruthPrefix?: string;
    /** Objects that manifests name are under this one; a stack that was brought up long ago does not tell. */
    readonly dataPrefix?: string;
    /** The stack's algorithms, those that its config adds included, in the order of a result's columns. */
    readonly algorithms: readonly string[];
    /** By algorithm, in no order. */
    readonly pipelines: Readonly<Record<string, PipelineOutputs>>;
    readonly scoring: ScoringOutputs;
    readonly realtime: RealtimeOutputs;
    readonly monitoring: MonitoringOutputs;
    readonly insights: InsightsOutputs;
    /** Absent where QuickSight is off. */
    readonly quickSight?: QuickSightOutputs;
    readonly combine: CombineName;
}

/** One training pipeline of a model's stack. */
export interface PipelineOutputs {
    readonly stateMachineArn: string;
    /** The state machine that brings versions into service; a stack that was brought up long ago does not tell. */
    readonly deploymentStateMachineArn?: string;
    /** The state machine that brings versions of the stage before here; absent where none come. */
    readonly promotionStateMachineArn?: string;
    readonly endpointName: string;
    /** The registry's group that has the pipeline's model versions. */
    readonly modelPackageGroupName: string;
    /** Parameter Store path under which runs write `candidate/`, and deployments `champion/`. */
    readonly parameterPrefix: string;
    /** Whether a person approves a version before it serves; a stack that was brought up long ago does not tell. */
    readonly approval?: "automatic" | "manual";
}

/** The batch scoring pipeline of a model's stack. */
export interface ScoringOutputs {
    readonly stateMachineArn: string;
    /** Objects created under this prefix of the landing bucket are scored. */
    readonly prefix: string;
    /** Where runs leave their files: an S3 location with a slash at its end. */
    readonly scores: string;
    /** What the names of scoring runs' jobs begin with. */
    readonly jobPrefix: string;
}

/** The real-time interface of a model's stack. */
export interface RealtimeOutputs {
    /** Where to POST records. */
    readonly url: string;
    readonly apiKeyId: string;
    readonly functionName: string;
}

/** The monitor of a model's stack. */
export interface MonitoringOutputs {
    readonly stateMachineArn: string;
    readonly dataDriftTopicArn: string;
    readonly modelDriftTopicArn: string;
    /** What the names of monitoring runs' jobs begin with. */
    readonly jobPrefix: string;
}

/** What can be asked of a model's stack with SQL. */
export interface InsightsOutputs {
    /** The Glue database. */
    readonly database: string;
    /** The Athena workgroup of queries that may show rows. */
    readonly workgroup: string;
    /** The one of queries over records alone. */
    readonly recordsWorkgroup: string;
    /** The policies of those who may see rows, and of those who may see records alone. */
    readonly rowReadersArn: string;
    readonly recordReadersArn: string;
    /** By name. */
    readonly queries: Readonly<Record<string, SavedQuery>>;
}

/** What the stack of an account's platform exports for the stacks of its models. */
export interface PlatformOutputs {
    readonly stage: string;
    /** By which API Gateway writes access logs. */
    readonly apiGatewayRoleArn: string;
    /** Empty lists where the platform has no network. */
    readonly subnetIds: readonly string[];
    readonly securityGroupIds: readonly string[];
    /** The groups that see what QuickSight shows; absent where the platform has none. */
    readonly quickSight?: QuickSightGroupOutputs;
}

/** The two groups of an account that see QuickSight's assets, by their ARNs. */
export interface QuickSightGroupOutputs {
    readonly authorsArn: string;
    readonly readersArn: string;
}

/** The QuickSight assets of a model's stack. */
export interface QuickSightOutputs {
    /** Whether the stack makes them, or an import does. */
    readonly assets: "managed" | "imported";
    /** What the ids of all assets begin with. */
    readonly prefix: string;
    readonly dataSourceId: string;
    readonly dataSetIds: readonly string[];
    readonly analysisId: string;
    readonly dashboardId: string;
    /** The role by which QuickSight asks Athena. */
    readonly dataSourceRoleArn: string;
    readonly workgroup: string;
    readonly groups: QuickSightGroupOutputs;
}

/** The outputs of a model whose scoring, real-time interface, monitor or insights may be turned off. */
export type PartialModelOutputs = Omit<ModelOutputs, OptionalPart> & Partial<Pick<ModelOutputs, OptionalPart>>;

type OptionalPart = "scoring" | "realtime" | "monitoring" | "insights";
