import * as pulumi from "@pulumi/pulumi";
import { claimStart } from "../../contracts/ledger";
import { modelPackageGroupName } from "../../contracts/names";
import { checkHandler } from "../../functions/promotion/checkVersion";
import { copyHandler } from "../../functions/promotion/copyVersion";
import { notifyPromotion } from "../../functions/promotion/notifyPromotion";
import { endRun } from "../../functions/shared/endRun";
import { arnOf, functionArnOf, roleArnOf } from "../access/scope";
import { allowItems } from "../access/statements";
import { requestTags } from "../access/tags";
import { Component } from "../blocks/Component";
import { DeadLetterQueue } from "../blocks/DeadLetterQueue";
import { NodeFunction } from "../blocks/NodeFunction";
import { RunsEnd } from "../blocks/RunsEnd";
import { StartOnEvent } from "../blocks/StartOnEvent";
import { StateMachine } from "../blocks/StateMachine";
import { approvals } from "../deployment/StartOnDecision";
import type { PipelineFoundation } from "../foundation/Foundation";
import { networkOf, type NetworkSource } from "../foundation/jobNetwork";
import { datasetOf, type ModelDefinition } from "../model/model";
import { requireAlgorithm } from "../model/requireAlgorithm";
import { trainingLocations } from "../training/locations";
import { trainingNames } from "../training/names";
import type { TrainingPipeline } from "../training/TrainingPipeline";
import { requireValid } from "../validation/requireValid";
import { checkStatements, copyStatements, promotionStatements } from "./access/stateMachine";
import type { PromotionDefinitionArgs } from "./machine/args";
import { promotionDefinition } from "./machine/definition";
import { promotionNames } from "./names";
import { partnerScope, type StagePartner } from "./partners";
import type { PromotionBus } from "./PromotionBus";
import { validatePromotion } from "./validate";

export interface PromotionPipelineArgs {
    /** What the pipeline builds on: a `Foundation`. */
    readonly foundation: PipelineFoundation;
    /** The model as data, as this stage has it. */
    readonly model: ModelDefinition;
    /** Name of one of the model's algorithms. */
    readonly algorithm: string;
    /** The stage whose approved versions come here. */
    readonly from: StagePartner;
    /** Where that stage's approvals arrive. */
    readonly bus: PromotionBus;
    /** This stage's own pipeline of the algorithm: its image serves what comes, and its group registers it. */
    readonly training: TrainingPipeline;
    /** Whether a copy serves at once or waits for a person's approval. @default "manual" */
    readonly approval?: "automatic" | "manual";
    /** Where models run. @default SageMaker's own network */
    readonly network?: NetworkSource;
    /** Longest run, in seconds. @default an hour */
    readonly timeoutSeconds?: number;
    /** Days that logs are kept. @default 30 */
    readonly logRetentionDays?: number;
}

/**
 * Brings versions of one algorithm here that another stage, in its own account, has approved: checked, copied under this
 * stage's key, and registered in this stage's group. From there on they are versions like any other: approval sends them
 * to their deployment.
 *
 * ```typescript
 * new PromotionPipeline("cars-xgboost-promotion", { foundation, model, algorithm: "xgboost", from, bus, training });
 * ```
 *
 * - **What is asked of a version**: its artifact has the digest that it was registered with, its metric is within this
 *   stage's gate, it has a baseline, its data schema is that of this stage's model file, and the same image serves it.
 * - **What is refused** leaves nothing here, and people are told why.
 */
export class PromotionPipeline extends Component {
    /** The state machine that every promotion is an execution of. */
    readonly stateMachineArn: pulumi.Output<string>;
    /** Whether its copies wait for a person. */
    readonly approval: "automatic" | "manual";

    constructor(name: string, args: PromotionPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:promotion:PromotionPipeline", name, opts);
        const pipeline = checked(args, this);
        const { scope, key, names, logRetentionDays, definition, monitoring } = pipeline;
        const { network, ready } = networkOf(args.network);
        const parent = { parent: this, dependsOn: [...args.foundation.ready, ...ready] };
        const check = new NodeFunction(
            `${name}-check`,
            {
                ...{ scope, key, logRetentionDays },
                functionName: names.checkVersion,
                description: `Tells what is against a version of ${args.from.stage}`,
                factory: checkHandler({
                    dataset: datasetOf(args.model),
                    metric: definition.gate.metric,
                    threshold: definition.gate.threshold,
                    monitoring,
                }),
                statements: checkStatements(pipeline),
                // An artifact of some gigabytes.
                timeout: 900,
            },
            parent,
        );
        const copy = new NodeFunction(
            `${name}-copy`,
            {
                ...{ scope, key, logRetentionDays },
                functionName: names.copyVersion,
                description: `Copies a version of ${args.from.stage} under this stage's key`,
                factory: copyHandler(),
                statements: copyStatements(pipeline),
                timeout: 900,
            },
            parent,
        );
        const stateMachine = new StateMachine(
            `${name}-runs`,
            {
                scope,
                stateMachineName: names.stateMachine,
                definition: pulumi
                    .all([args.training.image.uri, network])
                    .apply(([image, network]) => promotionDefinition({ ...definitionArgs(pipeline), image, network })),
                statements: promotionStatements(pipeline),
                ...{ key, logRetentionDays },
            },
            { parent: this, dependsOn: [...parent.dependsOn, check.function, copy.function, args.training] },
        );
        const ends = this.tellEnds(name, pipeline, parent);
        new StartOnEvent(
            `${name}-start`,
            {
                scope,
                busName: args.bus.busName,
                ruleName: names.startRule,
                roleName: names.startRole,
                description: `A version of ${args.from.stage} was approved: promote it`,
                pattern: approvals(pipeline.fromGroup),
                stateMachineName: names.stateMachine,
                stateMachineArn: stateMachine.arn,
                deadLetterArn: ends.deadLetterArn,
            },
            // A run that starts at once must not end unheard.
            { parent: this, dependsOn: [ends.end] },
        );
        this.approval = pipeline.approval;
        this.stateMachineArn = stateMachine.arn;
        this.registerOutputs({ stateMachineArn: this.stateMachineArn });
    }

    /** Tells people how promotions ended, and lets versions be tried again that did not come here. */
    private tellEnds(name: string, pipeline: Pipeline, parent: pulumi.ComponentResourceOptions) {
        const { scope, key, names, model, algorithm, from, topicArn, ledgerTable, logRetentionDays } = pipeline;
        const deadLetters = new DeadLetterQueue(
            `${name}-undelivered`,
            { scope, queueName: names.undelivered, key, ruleNames: [names.startRule, names.statusRule], topicArn },
            parent,
        );
        const end = new RunsEnd(
            `${name}-end`,
            {
                ...{ scope, key, topicArn, logRetentionDays },
                ...{ deadLetterName: names.undelivered, deadLetterArn: deadLetters.arn },
                stateMachineName: names.stateMachine,
                ruleName: names.statusRule,
                description: `A promotion for ${names.endpoint} ended`,
                notify: {
                    functionName: names.notifyPromotion,
                    description: `Tells people how a promotion for ${names.endpoint} ended`,
                    handler: notifyPromotion,
                    environment: { MODEL: model, ALGORITHM: algorithm, FROM: from },
                },
                record: {
                    ...{ pipeline: "promotion", model, algorithm },
                    ...{ base: names.endpoint, bucket: pipeline.artifactBucket },
                },
                release: {
                    functionName: names.endRun,
                    description: `Gives back the claims of promotions for ${names.endpoint} that did not succeed`,
                    handler: endRun,
                    environment: { LEDGER_TABLE: ledgerTable, STATE_MACHINE: names.stateMachine },
                    statements: [
                        allowItems(scope, ledgerTable, "dynamodb:DeleteItem", `${claimStart(names.stateMachine)}*`),
                    ],
                },
            },
            parent,
        );
        return { deadLetterArn: deadLetters.arn, end };
    }
}

/** What a pipeline's parts are made of: its arguments with their defaults, and all names and places. */
type Pipeline = ReturnType<typeof checked>;

/** @throws pulumi.ResourceError that names every problem */
function checked(args: PromotionPipelineArgs, resource: pulumi.Resource) {
    const { foundation, model, algorithm, from, approval = "manual" } = args;
    const { scope, key } = foundation;
    const definition = requireAlgorithm(model, algorithm, resource);
    requireValid(validatePromotion(scope, model, { from }), resource);
    const fromScope = partnerScope(scope, model.name, from);
    return {
        ...foundation.names,
        stackTags: foundation.tags,
        ...{ scope, fromScope, key, algorithm, definition, approval },
        ...{ timeoutSeconds: args.timeoutSeconds ?? 3600, logRetentionDays: args.logRetentionDays },
        model: model.name,
        from: from.stage,
        fromGroup: modelPackageGroupName({ stage: from.stage, model: model.name, algorithm }),
        names: promotionNames(scope, model.name, algorithm),
        runsPrefix: trainingLocations(model, algorithm).runsPrefix,
        serveRole: trainingNames(scope, model.name, algorithm).serveRole,
        monitoring: model.monitoring !== false,
    };
}

function definitionArgs(pipeline: Pipeline): Omit<PromotionDefinitionArgs, "image" | "network"> {
    const { scope, names, fromScope, fromGroup } = pipeline;
    return {
        ...pipeline,
        offeredStart: arnOf(fromScope, "sagemaker", `model-package/${fromGroup}/`),
        stateMachineName: names.stateMachine,
        endpointName: names.endpoint,
        modelPackageGroup: names.modelPackageGroup,
        serveRoleArn: roleArnOf(scope, pipeline.serveRole),
        checkVersionArn: functionArnOf(scope, names.checkVersion),
        copyVersionArn: functionArnOf(scope, names.copyVersion),
        tags: requestTags(
            {
                "drivetrain:stage": scope.stage,
                "drivetrain:model": pipeline.model,
                "drivetrain:algorithm": pipeline.algorithm,
            },
            pipeline.stackTags,
        ),
    };
}
