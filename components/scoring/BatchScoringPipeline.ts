import * as pulumi from "@pulumi/pulumi";
import { targetBounds } from "../../contracts/combine";
import { s3Uri } from "../../contracts/places";
import { mergeHandler, type MergeSettings } from "../../functions/scoring/mergeScores";
import { notifyScoring } from "../../functions/scoring/notifyScoring";
import { endRun } from "../../functions/shared/endRun";
import type { JobNetwork } from "../access/jobNetwork";
import { functionArnOf, roleArnOf } from "../access/scope";
import { requestTags } from "../access/tags";
import { transformResourcesOf } from "../asl/requests";
import { Component } from "../blocks/Component";
import { DeadLetterQueue } from "../blocks/DeadLetterQueue";
import { type FoundImage, type JobImage, prebuiltImage, prebuiltImages, preprocessImage } from "../blocks/image";
import { NodeFunction } from "../blocks/NodeFunction";
import { RunsEnd } from "../blocks/RunsEnd";
import { ServiceRole } from "../blocks/ServiceRole";
import { StartOnData } from "../blocks/StartOnData";
import { StateMachine } from "../blocks/StateMachine";
import type { PipelineFoundation } from "../foundation/Foundation";
import { networkOf, type NetworkSource } from "../foundation/jobNetwork";
import { explanationOf, imagesOfTrees } from "../model/attribution";
import { type AlgorithmDefinition, type JobResources, locationsOf, type ModelDefinition } from "../model/model";
import { requireValid } from "../validation/requireValid";
import {
    claims,
    explainStatements,
    mergeJobStatements,
    mergeStatements,
    preprocessStatements,
    stateMachineStatements,
} from "./access/stateMachine";
import { mergeSeconds, scoringDefinition, type ScoringDefinitionArgs } from "./machine/definition";
import { scoringNames } from "./names";
import { validateScoring } from "./validate/scoring";

/** What tells which version of an algorithm serves. A `TrainingPipeline` fits. */
export interface ScoringChampion {
    /** The group of the registry that has the versions. */
    readonly modelPackageGroupName: string;
    /** Parameter Store path under which `champion/` is. */
    readonly parameterPrefix: string;
}

export interface BatchScoringPipelineArgs {
    /** What the pipeline builds on: a `Foundation`. */
    readonly foundation: PipelineFoundation;
    /** The model as data: its columns, its algorithms, its places. */
    readonly model: ModelDefinition;
    /** By algorithm, what tells which version serves: the model's training pipelines. */
    readonly champions: Readonly<Record<string, ScoringChampion>>;
    /** Machines of the pre-processing job, one instance. @default those of the model's first algorithm */
    readonly preprocessing?: JobResources;
    /** Where the pre-processing job runs. @default SageMaker's own network */
    readonly network?: NetworkSource;
    /**
     * Scores (rows by algorithms) up to which a function merges, at once and within its 15 minutes; more are merged by a
     * processing job on the machines of the pre-processing job, which takes minutes to start and has no limit of its own.
     * @default 10,000,000
     */
    readonly mostScoresByFunction?: number;
    /** Seconds between two looks at a transform job. @default 15 */
    readonly pollSeconds?: number;
    /** Seconds between two tries where AWS is short of machines or a quota is full. @default 900 */
    readonly capacityRetrySeconds?: number;
    /** Longest run, in seconds. @default a day */
    readonly timeoutSeconds?: number;
    /** Days that logs are kept. @default 30 */
    readonly logRetentionDays?: number;
}

/**
 * Scores files by the models that training has made: a CSV that lands under the model's scoring prefix becomes one CSV
 * with each row as it was sent, a column for each algorithm, and the combined result.
 *
 * ```typescript
 * const xgboost = new TrainingPipeline("cars-xgboost", { foundation, model, algorithm: "xgboost" });
 * new BatchScoringPipeline("cars-scoring", { foundation, model, champions: { xgboost } });
 * ```
 *
 * S3 tells EventBridge of the file, EventBridge starts the state machine (definition.ts), and the end of each run,
 * whatever it is, becomes one message on the topic.
 *
 * - **Which model scores**: the champion of each algorithm, which real time asks and the gate compares with, by the
 *   SageMaker model, the `transform.json` and the batch format that its metadata names. An algorithm without one is left
 *   out, and the output's `degraded` says so; where no algorithm has one, the run fails and says what to do.
 * - **How rows stay together**: pre-processing writes each row's identifier before its vector, batch transform shows the
 *   model the vector alone and joins its answer to the identifier, by which merging finds the row as it came.
 * - **Who merges**: a function, or a processing job where there are very many scores.
 * - **What explains a score**: where a file asks for it (`explain/` below the prefix, or `"explain": true` in a run's
 *   input), each row has its three largest contributions of each algorithm that tells them, by raw feature.
 * - **What happens to rows that cannot be used**: they are set aside with the reason, as in training. Nothing is scored
 *   where more of them are unusable than the model's `maxQuarantinedShare` allows.
 * - **What it leaves**: a folder for each run under the model's `scores/`, and one record a run under
 *   `records/scoring/date=.../` for those who want to look back.
 *
 * Scoring changes nothing that serves, so runs need no lease and may overlap. Each version of a file is scored once.
 */
export class BatchScoringPipeline extends Component {
    /** The state machine that every run is an execution of. */
    readonly stateMachineArn: pulumi.Output<string>;
    /** Prefix in the landing bucket: a CSV file that is created under it is scored. With a slash at its end. */
    readonly scoringPrefix: string;
    /** S3 location under which each run has a folder of its own, with a slash at its end. */
    readonly scoresLocation: string;
    /** What the names of all jobs begin with. */
    readonly jobPrefix: string;

    constructor(name: string, args: BatchScoringPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:scoring:BatchScoringPipeline", name, opts);
        const pipeline = checked(args, this);
        const { scope, key, names, model, logRetentionDays } = pipeline;
        const { network, ready } = networkOf(args.network);
        const parent = { parent: this, dependsOn: [...args.foundation.ready, ...ready] };
        const image = prebuiltImage(preprocessImage, this);
        const trees = prebuiltImages(imagesOfTrees(args.model), this);

        const jobRole = (suffix: string, roleName: string, description: string, statementsOf: StatementsOf) =>
            new ServiceRole(
                `${name}-${suffix}`,
                {
                    ...{ scope, roleName, description },
                    service: "sagemaker.amazonaws.com",
                    statements: pulumi
                        .all([image.repositoryArn, trees, network])
                        .apply(([repositoryArn, trees, network]) =>
                            statementsOf({
                                ...{ ...pipeline, repositoryArn, network },
                                preprocessing: preprocessingOf(args),
                                explainedBy: Object.values(trees).map(({ repositoryArn }) => repositoryArn),
                            }),
                        ),
                },
                parent,
            );
        const { preprocessRole, mergeRole, explainRole } = names;
        const roles = [
            jobRole("preprocess", preprocessRole, `Pre-processing of files that ${model} scores`, preprocessStatements),
            jobRole("merge-job", mergeRole, `Makes one file of the many scores of ${model}`, mergeJobStatements),
            jobRole("explain", explainRole, `Tells what explains the scores of ${model}`, explainStatements),
        ];
        const merge = new NodeFunction(
            `${name}-merge`,
            {
                scope,
                functionName: names.mergeScores,
                description: `Makes one file of the scores of ${args.model.name}`,
                factory: mergeHandler(mergeSettings(args.model, pipeline.mostScores)),
                statements: mergeStatements(pipeline),
                timeout: mergeSeconds,
                memory: 1024,
                ...{ key, logRetentionDays },
            },
            parent,
        );
        const stateMachine = new StateMachine(
            `${name}-runs`,
            {
                scope,
                stateMachineName: names.stateMachine,
                definition: definitionOf(args, pipeline, image, trees, network),
                statements: stateMachineStatements({ ...pipeline, champions: championsOf(args) }),
                ...{ key, logRetentionDays },
            },
            {
                parent: this,
                dependsOn: [
                    ...parent.dependsOn,
                    ...roles.flatMap(({ ready }) => ready),
                    merge.function,
                    ...image.ready,
                ],
            },
        );
        const ends = this.tellEnds(name, pipeline, parent);
        new StartOnData(
            `${name}-start`,
            {
                scope,
                ruleName: names.startRule,
                roleName: names.startRole,
                purpose: `score it by ${args.model.name}`,
                bucket: pipeline.landingBucket,
                prefix: pipeline.scoringPrefix,
                endings: [".csv"],
                stateMachineName: names.stateMachine,
                stateMachineArn: stateMachine.arn,
                deadLetterArn: ends.deadLetterArn,
            },
            // A run that starts at once must not end unheard.
            { parent: this, dependsOn: [ends.end] },
        );

        this.stateMachineArn = stateMachine.arn;
        this.scoringPrefix = pipeline.scoringPrefix;
        this.scoresLocation = s3Uri(pipeline.artifactBucket, pipeline.scoresPrefix);
        this.jobPrefix = names.base;
        this.registerOutputs({
            stateMachineArn: this.stateMachineArn,
            scoringPrefix: this.scoringPrefix,
            scoresLocation: this.scoresLocation,
            jobPrefix: this.jobPrefix,
        });
    }

    /** Tells people how runs ended, and lets a file that was not scored be tried again. */
    private tellEnds(name: string, pipeline: Pipeline, parent: pulumi.ComponentResourceOptions) {
        const { scope, key, names, model, topicArn, ledgerTable, logRetentionDays } = pipeline;
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
                description: `A scoring run of ${model} ended`,
                notify: {
                    functionName: names.notifyScoring,
                    description: `Tells people how a scoring run of ${model} ended`,
                    handler: notifyScoring,
                    environment: { MODEL: model, SCORES: s3Uri(pipeline.artifactBucket, pipeline.scoresPrefix) },
                },
                record: {
                    ...{ pipeline: "scoring", model, algorithm: null },
                    ...{ base: names.base, bucket: pipeline.artifactBucket },
                },
                release: {
                    functionName: names.endRun,
                    description: `Gives the claim of a scoring run of ${model} back that did not succeed`,
                    handler: endRun,
                    environment: { LEDGER_TABLE: ledgerTable, STATE_MACHINE: names.stateMachine },
                    statements: [claims(pipeline, "dynamodb:DeleteItem")],
                },
            },
            parent,
        );
        return { deadLetterArn: deadLetters.arn, end };
    }
}

/** What makes the statements of a job's role. */
type StatementsOf = typeof explainStatements;

/** What a pipeline's parts are made of: its arguments with their defaults, and all names and places. */
type Pipeline = ReturnType<typeof checked>;

/** @throws pulumi.ResourceError that names every problem */
function checked(args: BatchScoringPipelineArgs, resource: pulumi.Resource) {
    const { foundation, model, logRetentionDays } = args;
    const { scope, key } = foundation;
    const waits = {
        pollSeconds: args.pollSeconds ?? 15,
        capacityRetrySeconds: args.capacityRetrySeconds ?? 900,
        timeoutSeconds: args.timeoutSeconds ?? 86_400,
    };
    const mostScores = args.mostScoresByFunction ?? 10_000_000;
    requireValid(
        validateScoring({ scope, model, champions: Object.keys(args.champions), mostScores, ...waits }),
        resource,
    );
    const { scoring, scores, runs } = locationsOf(model);
    return {
        ...foundation.names,
        stackTags: foundation.tags,
        ...{ scope, key, logRetentionDays, mostScores, ...waits },
        model: model.name,
        names: scoringNames(scope, model.name),
        codePrefix: foundation.preprocessingCode(model).prefix,
        scoringPrefix: scoring,
        scoresPrefix: scores,
        runsPrefix: runs,
    };
}

/** In the order of the model's algorithms; that each has one is checked. */
function championsOf({ model, champions }: BatchScoringPipelineArgs): ScoringChampion[] {
    return Object.keys(model.algorithms).flatMap((algorithm) => champions[algorithm] ?? []);
}

/** That there is an algorithm is checked. */
function preprocessingOf({ preprocessing, model }: BatchScoringPipelineArgs): JobResources {
    const [first] = Object.values(model.algorithms) as [AlgorithmDefinition];
    // A file is one object, so one machine's, however many share a training run's.
    return { ...(preprocessing ?? first.preprocessing), instanceCount: 1 };
}

function mergeSettings(model: ModelDefinition, mostScores: number): MergeSettings {
    const { name, algorithms, identifier, columns, combine } = model;
    const identifierType = columns.find((column) => column.name === identifier)?.type ?? "string";
    return {
        ...{ model: name, algorithms: Object.keys(algorithms), identifierType, combine },
        ...{ bounds: targetBounds(model), mostScores },
    };
}

function definitionOf(
    args: BatchScoringPipelineArgs,
    pipeline: Pipeline,
    image: JobImage,
    trees: pulumi.Output<Readonly<Record<string, FoundImage>>>,
    network: pulumi.Output<JobNetwork | undefined>,
) {
    const { model } = args;
    const { scope, names } = pipeline;
    const algorithms = Object.entries(model.algorithms);
    const champions = championsOf(args);
    const known: Omit<ScoringDefinitionArgs, "preprocessImage" | "explanations" | "network"> = {
        ...pipeline,
        base: names.base,
        stateMachineName: names.stateMachine,
        parameterPrefixes: Object.fromEntries(
            algorithms.map(([algorithm], index) => [algorithm, champions[index]?.parameterPrefix ?? ""]),
        ),
        preprocessing: preprocessingOf(args),
        transform: Object.fromEntries(
            algorithms.map(([algorithm, definition]) => [algorithm, transformResourcesOf(definition)]),
        ),
        codeLocation: s3Uri(pipeline.artifactBucket, pipeline.codePrefix),
        preprocessRoleArn: roleArnOf(scope, names.preprocessRole),
        mergeRoleArn: roleArnOf(scope, names.mergeRole),
        explainRoleArn: roleArnOf(scope, names.explainRole),
        mergeScoresArn: functionArnOf(scope, names.mergeScores),
        tags: requestTags(
            { "drivetrain:stage": scope.stage, "drivetrain:model": model.name, "drivetrain:pipeline": "scoring" },
            pipeline.stackTags,
        ),
    };
    return pulumi.all([image.uri, trees, network]).apply(([preprocessImage, trees, network]) =>
        scoringDefinition({
            ...{ ...known, preprocessImage, network },
            explanations: Object.fromEntries(
                algorithms.flatMap(([algorithm, definition]) => {
                    const kind = explanationOf(definition);
                    // A linear version is explained by its weights, so in any image.
                    const uri = trees[algorithm]?.uri ?? preprocessImage;
                    return kind === undefined ? [] : [[algorithm, { kind, image: uri }]];
                }),
            ),
        }),
    );
}
