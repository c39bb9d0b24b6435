import * as pulumi from "@pulumi/pulumi";
import { combineName } from "../contracts/combine";
import type { PartialModelOutputs } from "../contracts/outputs";
import { stackScope } from "./access/stackScope";
import { Component } from "./blocks/Component";
import type { Exported } from "./blocks/exported";
import { DeploymentPipeline } from "./deployment/DeploymentPipeline";
import { Foundation, type FoundationArgs } from "./foundation/Foundation";
import { Insights } from "./insights/Insights";
import { QuickSightDashboard, type QuickSightDashboardArgs } from "./insights/quicksight/QuickSightDashboard";
import { locationsOf } from "./model/model";
import type { RetrainingDefinition } from "./model/monitoring";
import { ModelMonitor } from "./monitoring/ModelMonitor";
import { sharingStatements } from "./promotion/access/sharing";
import { OfferedVersions } from "./promotion/OfferedVersions";
import type { PromotionSettings } from "./promotion/partners";
import { PromotionBus } from "./promotion/PromotionBus";
import { PromotionPipeline } from "./promotion/PromotionPipeline";
import type { ApiGatewayAccess } from "./realtime/ApiGatewayAccess";
import { RealtimeInference } from "./realtime/RealtimeInference";
import { BatchScoringPipeline } from "./scoring/BatchScoringPipeline";
import { TrainingPipeline, type TrainingPipelineArgs } from "./training/TrainingPipeline";
import { validateModelArgs } from "./validateModel";
import { problemIf } from "./validation/problem";
import { requireValid } from "./validation/requireValid";

/** Settings of the foundation and of the pipelines, each with a default, beside the model itself. */
export interface ModelArgs
    extends FoundationArgs, Omit<TrainingPipelineArgs, "foundation" | "algorithm" | "deployment"> {
    /** Whether files that land are scored by the model. @default true */
    readonly scoring?: boolean;
    /** Whether the model has an HTTPS API for single predictions. @default true */
    readonly realtime?: boolean;
    /** Whether the model is watched for drift once it serves. @default as the model says */
    readonly monitoring?: boolean;
    /** Whether what the pipelines leave can be asked with SQL. @default true */
    readonly insights?: boolean;
    /** Who is told of features that drifted. @default [] */
    readonly dataDriftEmails?: readonly string[];
    /** Who is told of errors that have grown. @default [] */
    readonly modelDriftEmails?: readonly string[];
    /** What differs from the model's own word of which drift starts training, and when. @default {} */
    readonly retrain?: RetrainingDefinition;
    /** Where versions come from, and where approved ones go. @default they stay at this stage */
    readonly promotion?: PromotionSettings;
    /** When the monitor runs. @default the model's own, else once a day */
    readonly monitorSchedule?: string;
    /** Whom QuickSight shows what is known of the model, and who keeps its assets. @default nobody: QuickSight is off */
    readonly quickSight?: Pick<QuickSightDashboardArgs, "groups" | "assets">;
    /**
     * The role by which the account's API Gateway writes access logs, where this program makes it.
     * @default the account has it already
     */
    readonly apiGatewayAccess?: ApiGatewayAccess;
}

/** What a stack tells of its model; Drivetrain's commands read it. */
export type ModelOutputs = ReturnType<typeof outputsOf>;

/**
 * A whole model: what it builds on, training and deployment for each of its algorithms, batch scoring, its real-time
 * interface, its monitor, and the tables to ask it all by.
 *
 * ```typescript
 * export = new Model("rents", { model: rents }).outputs;
 * ```
 */
export class Model extends Component {
    /** What all of the parts build on. */
    readonly foundation: Foundation;
    /** The training pipelines, by algorithm. */
    readonly training: Readonly<Record<string, TrainingPipeline>>;
    /** The batch scoring pipeline; undefined where it is turned off. */
    readonly scoring: BatchScoringPipeline | undefined;
    /** The HTTPS API; undefined where it is turned off. */
    readonly realtime: RealtimeInference | undefined;
    /** By algorithm, what brings versions of the stage before here; empty where none do. */
    readonly promotion: Readonly<Record<string, PromotionPipeline>>;
    /** The monitor; undefined where it is turned off. */
    readonly monitoring: ModelMonitor | undefined;
    /** The tables, and the queries of them; undefined where they are turned off. */
    readonly insights: Insights | undefined;
    /** What QuickSight shows; undefined where it is turned off. */
    readonly quickSight: QuickSightDashboard | undefined;
    /** What the stack is to export: `export = new Model(...).outputs`. */
    readonly outputs: ModelOutputs;

    constructor(name: string, args: ModelArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:index:Model", name, opts);
        const {
            model,
            scoring = true,
            realtime = true,
            monitoring = model.monitoring !== false,
            insights = true,
        } = args;
        const scope = stackScope(model.name, args.scope);
        const lacksTables = args.quickSight !== undefined && !insights;
        requireValid(
            [
                ...validateModelArgs(args, scope),
                ...problemIf(lacksTables, ["quickSight"], "shows the tables of insights, which are turned off."),
            ],
            this,
        );
        const parent = { parent: this };

        const { promotion = {} } = args;
        const sharing = sharingStatements(scope, model, promotion.to ?? []);
        const foundation = new Foundation(name, { ...args, scope, sharing }, parent);
        const training = Object.fromEntries(
            Object.keys(model.algorithms).map((algorithm) => {
                const common = { ...args, foundation, algorithm };
                const onApproval = promotion.from ? true : undefined;
                const deployment = new DeploymentPipeline(
                    `${name}-${algorithm}-deployment`,
                    { ...common, onApproval },
                    parent,
                );
                return [algorithm, new TrainingPipeline(`${name}-${algorithm}`, { ...common, deployment }, parent)];
            }),
        );
        const common = { ...args, foundation, champions: training };

        this.foundation = foundation;
        this.training = training;
        this.scoring = scoring
            ? new BatchScoringPipeline(
                  `${name}-scoring`,
                  { ...common, pollSeconds: args.endpointWait?.pollSeconds },
                  parent,
              )
            : undefined;
        this.realtime = realtime ? new RealtimeInference(`${name}-realtime`, common, parent) : undefined;
        this.promotion = this.promote(name, args, foundation, training);
        this.insights = insights ? new Insights(`${name}-insights`, common, parent) : undefined;
        this.quickSight =
            args.quickSight && this.insights
                ? new QuickSightDashboard(
                      `${name}-quicksight`,
                      { ...args.quickSight, foundation, model, insights: this.insights },
                      parent,
                  )
                : undefined;
        this.monitoring = monitoring
            ? new ModelMonitor(
                  `${name}-monitor`,
                  {
                      ...common,
                      schedule: args.monitorSchedule,
                      pollSeconds: args.endpointWait?.pollSeconds,
                      dataSetIds: this.quickSight?.dataSetIds,
                  },
                  parent,
              )
            : undefined;
        this.outputs = outputsOf(args, this);
        this.registerOutputs(this.outputs);
    }

    /** Offers versions to the stages after this one, and takes those of the stage before. */
    private promote(
        name: string,
        args: ModelArgs,
        foundation: Foundation,
        training: Model["training"],
    ): Model["promotion"] {
        const { model, network, logRetentionDays, promotion: { from, to = [], approval } = {} } = args;
        const parent = { parent: this };
        for (const [algorithm, pipeline] of to.length === 0 ? [] : Object.entries(training)) {
            new OfferedVersions(
                `${name}-${algorithm}-offer`,
                { foundation, model: model.name, algorithm, to },
                { ...parent, dependsOn: pipeline },
            );
        }
        if (from === undefined) return {};
        const bus = new PromotionBus(`${name}-promotions`, { scope: foundation.scope, from }, parent);
        return Object.fromEntries(
            Object.entries(training).map(([algorithm, pipeline]) => {
                const given = {
                    foundation,
                    model,
                    algorithm,
                    from,
                    bus,
                    training: pipeline,
                    approval,
                    network,
                    logRetentionDays,
                };
                return [algorithm, new PromotionPipeline(`${name}-${algorithm}-promotion`, given, parent)];
            }),
        );
    }
}

function outputsOf(
    { model }: ModelArgs,
    { foundation, training, promotion, scoring, realtime, monitoring, insights, quickSight }: Omit<Model, "outputs">,
) {
    const { scope, landingBucket, artifactBucket, captureBucket, ledgerTable, topicArn } = foundation;
    return {
        model: model.name,
        stage: scope.stage,
        ...{ landingBucket, artifactBucket, captureBucket, ledgerTable, topicArn },
        trainingPrefix: locationsOf(model).landing,
        groundTruthPrefix: locationsOf(model).groundTruth,
        dataPrefix: locationsOf(model).data,
        // The engine sorts the keys of an object, and results have the algorithms' columns in this order.
        algorithms: Object.keys(model.algorithms),
        pipelines: Object.fromEntries(
            Object.entries(training).map(
                ([
                    algorithm,
                    { stateMachineArn, deployment, endpointName, modelPackageGroupName, parameterPrefix },
                ]) => [
                    algorithm,
                    {
                        ...{ stateMachineArn, endpointName, modelPackageGroupName, parameterPrefix },
                        deploymentStateMachineArn: deployment.stateMachineArn,
                        ...(promotion[algorithm] && {
                            promotionStateMachineArn: promotion[algorithm].stateMachineArn,
                        }),
                        approval: [promotion[algorithm]?.approval, model.algorithms[algorithm]?.approval].includes(
                            "manual",
                        )
                            ? "manual"
                            : "automatic",
                    },
                ],
            ),
        ),
        ...(scoring && {
            scoring: {
                stateMachineArn: scoring.stateMachineArn,
                prefix: scoring.scoringPrefix,
                scores: scoring.scoresLocation,
                jobPrefix: scoring.jobPrefix,
            },
        }),
        ...(monitoring && {
            monitoring: {
                stateMachineArn: monitoring.stateMachineArn,
                dataDriftTopicArn: monitoring.dataDriftTopicArn,
                modelDriftTopicArn: monitoring.modelDriftTopicArn,
                jobPrefix: monitoring.jobPrefix,
            },
        }),
        ...(realtime && {
            realtime: { url: realtime.url, apiKeyId: realtime.apiKeyId, functionName: realtime.functionName },
        }),
        ...(insights && {
            insights: {
                database: insights.database,
                workgroup: insights.workgroup,
                recordsWorkgroup: insights.recordsWorkgroup,
                rowReadersArn: insights.rowReadersArn,
                recordReadersArn: insights.recordReadersArn,
                queries: insights.queries,
            },
        }),
        ...(quickSight && { quickSight: quickSight.outputs }),
        combine: combineName(model.combine),
    } satisfies Exported<PartialModelOutputs>;
}
