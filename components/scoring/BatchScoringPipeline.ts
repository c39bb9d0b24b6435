import * as pulumi from "@pulumi/pulumi";
import { mergeHandler } from "../../functions/scoring/mergeScores";
import { notifyScoring } from "../../functions/scoring/notifyScoring";
import { featureColumns } from "../../functions/shared/dataset";
import { endRun } from "../../functions/shared/endRun";
import type { EncryptionKey } from "../access/keyUse";
import { functionArnOf, roleArnOf, type Scope } from "../access/scope";
import { type JobNetwork, transformResourcesOf } from "../asl/requests";
import { CallOnEnd, EndOfRuns } from "../blocks/CallOnEnd";
import { DeadLetterQueue } from "../blocks/DeadLetterQueue";
import { type JobImage, prebuiltImage, preprocessImage } from "../blocks/image";
import { NodeFunction } from "../blocks/NodeFunction";
import { NotifyOnEnd } from "../blocks/NotifyOnEnd";
import { ServiceRole } from "../blocks/ServiceRole";
import { StartOnData } from "../blocks/StartOnData";
import { StateMachine } from "../blocks/StateMachine";
import { type AlgorithmDefinition, type JobResources, locationsOf, type ModelDefinition } from "../model/model";
import {
    claims,
    mergeStatements,
    preprocessStatements,
    type ScoringStatementsArgs,
    stateMachineStatements,
} from "./access/stateMachine";
import { mergeSeconds, scoringDefinition, type ScoringDefinitionArgs } from "./machine/definition";
import { scoringNames } from "./names";
import { validateScoring } from "./validate/scoring";

export interface BatchScoringPipelineArgs {
    readonly scope: Scope;
    readonly model: ModelDefinition;
    /** By algorithm, the group of the registry that has its versions: the model's training pipelines. */
    readonly champions: Readonly<Record<string, { readonly modelPackageGroupName: string }>>;
    readonly key: EncryptionKey;
    /** Names of the foundation's buckets. */
    readonly landingBucket: string;
    readonly artifactBucket: string;
    /** Name of the foundation's table of claims. */
    readonly ledgerTable: string;
    /** Prefix in the artifact bucket of the pre-processing code, with a slash at its end. */
    readonly codePrefix: string;
    /** ARN of the topic that tells people how runs ended. */
    readonly topicArn: string;
    /** Machines of the pre-processing job, one instance. @default those of the model's first algorithm */
    readonly preprocessing?: JobResources;
    /** Subnets and security groups of the pre-processing job. @default SageMaker's own network */
    readonly network?: pulumi.Input<JobNetwork | undefined>;
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
 * new BatchScoringPipeline("cars-scoring", {
 *     ...{ scope, model, key, champions: pipelines },
 *     ...{ landingBucket, artifactBucket, ledgerTable, codePrefix: code.prefix, topicArn },
 * });
 * ```
 *
 * S3 tells EventBridge of the file, EventBridge starts the state machine (definition.ts), and the end of each run,
 * whatever it is, becomes one message on the topic.
 *
 * - **Which model scores**: the newest approved version of each algorithm, by the SageMaker model, the `transform.json`
 *   and the batch format that its metadata names. An algorithm without one is left out, and the output's `degraded`
 *   says so; where no algorithm has one, the run fails and says what to do.
 * - **How rows stay together**: pre-processing writes the identifier and the features as they were sent before each
 *   vector, batch transform shows the model the vector alone and joins its answer to the row.
 * - **What happens to rows that cannot be used**: they are set aside with the reason, as in training. Nothing is scored
 *   where more of them are unusable than the model's `maxQuarantinedShare` allows.
 * - **What it leaves**: a folder for each run under the model's `scores/`, and one record a run under
 *   `records/scoring/date=.../` for those who want to look back.
 *
 * Scoring changes nothing that serves, so runs need no lease and may overlap. Each version of a file is scored once.
 */
export class BatchScoringPipeline extends pulumi.ComponentResource {
    readonly stateMachineArn: pulumi.Output<string>;
    /** Prefix in the landing bucket: a CSV file that is created under it is scored. With a slash at its end. */
    readonly scoringPrefix: string;
    /** S3 location under which each run has a folder of its own, with a slash at its end. */
    readonly scoresLocation: string;
    /** What the names of all jobs begin with. */
    readonly jobPrefix: string;

    constructor(name: string, args: BatchScoringPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:scoring:BatchScoringPipeline", name, {}, opts);
        const pipeline = checked(args, this);
        const { scope, key, logRetentionDays } = args;
        const { names, keyAlias } = pipeline;
        const network = pulumi.output(args.network);
        const image = prebuiltImage(preprocessImage, this);

        const role = new ServiceRole(
            `${name}-preprocess`,
            {
                scope,
                roleName: names.preprocessRole,
                service: "sagemaker.amazonaws.com",
                description: `Pre-processing of files that ${args.model.name} scores`,
                statements: pulumi
                    .all([image.repositoryArn, network])
                    .apply(([repositoryArn, network]) => preprocessStatements({ ...pipeline, repositoryArn, network })),
            },
            { parent: this },
        );
        const merge = new NodeFunction(
            `${name}-merge`,
            {
                scope,
                functionName: names.mergeScores,
                description: `Makes one file of the scores of ${args.model.name}`,
                factory: mergeHandler(mergeSettings(args.model)),
                statements: mergeStatements({ ...pipeline, keyAlias }),
                timeout: mergeSeconds,
                memory: 1024,
                ...{ key, logRetentionDays },
            },
            { parent: this },
        );
        const stateMachine = new StateMachine(
            `${name}-runs`,
            {
                scope,
                stateMachineName: names.stateMachine,
                definition: definitionOf(args, pipeline, image, network),
                statements: stateMachineStatements({ ...pipeline, modelPackageGroups: groupsOf(args) }),
                ...{ key, logRetentionDays },
            },
            { parent: this, dependsOn: [...role.ready, merge.function, ...image.ready] },
        );
        const ends = this.tellEnds(name, args, pipeline);
        new StartOnData(
            `${name}-start`,
            {
                scope,
                ruleName: names.startRule,
                roleName: names.startRole,
                purpose: `score it by ${args.model.name}`,
                bucket: args.landingBucket,
                prefix: pipeline.scoringPrefix,
                stateMachineName: names.stateMachine,
                stateMachineArn: stateMachine.arn,
                deadLetterArn: ends.deadLetterArn,
            },
            // A run that starts at once must not end unheard.
            { parent: this, dependsOn: ends.listeners },
        );

        this.stateMachineArn = stateMachine.arn;
        this.scoringPrefix = pipeline.scoringPrefix;
        this.scoresLocation = `s3://${args.artifactBucket}/${pipeline.scoresPrefix}`;
        this.jobPrefix = names.base;
        this.registerOutputs({
            stateMachineArn: this.stateMachineArn,
            scoringPrefix: this.scoringPrefix,
            scoresLocation: this.scoresLocation,
            jobPrefix: this.jobPrefix,
        });
    }

    /** Tells people how runs ended, and lets a file that was not scored be tried again. */
    private tellEnds(name: string, args: BatchScoringPipelineArgs, { names, scoresPrefix }: Pipeline) {
        const { scope, key, topicArn, ledgerTable, logRetentionDays } = args;
        const model = args.model.name;
        const deadLetters = new DeadLetterQueue(
            `${name}-undelivered`,
            { scope, queueName: names.undelivered, key, ruleNames: [names.startRule, names.statusRule], topicArn },
            { parent: this },
        );
        const endOfRuns = new EndOfRuns(
            `${name}-ends`,
            {
                scope,
                ruleName: names.statusRule,
                description: `A scoring run of ${model} ended`,
                stateMachineName: names.stateMachine,
            },
            { parent: this },
        );
        const shared = {
            ...{ scope, key, endOfRuns, logRetentionDays },
            ...{ deadLetterName: names.undelivered, deadLetterArn: deadLetters.arn },
        };
        const notify = new NotifyOnEnd(
            `${name}-notify`,
            {
                ...shared,
                functionName: names.notifyScoring,
                description: `Tells people how a scoring run of ${model} ended`,
                handler: notifyScoring,
                environment: { MODEL: model, SCORES: `s3://${args.artifactBucket}/${scoresPrefix}` },
                statements: [],
                topicArn,
            },
            { parent: this },
        );
        const end = new CallOnEnd(
            `${name}-end-run`,
            {
                ...shared,
                functionName: names.endRun,
                description: `Gives the claim of a scoring run of ${model} back that did not succeed`,
                handler: endRun,
                environment: { LEDGER_TABLE: ledgerTable, STATE_MACHINE: names.stateMachine },
                statements: [claims({ scope, names, ledgerTable }, "dynamodb:DeleteItem")],
            },
            { parent: this },
        );
        return { deadLetterArn: deadLetters.arn, listeners: [notify, end] };
    }
}

/** What of a pipeline's arguments the statements and the definition are made of. */
interface Pipeline extends Omit<ScoringStatementsArgs, "modelPackageGroups"> {
    readonly runsPrefix: string;
    readonly codePrefix: string;
    readonly pollSeconds: number;
    readonly capacityRetrySeconds: number;
    readonly timeoutSeconds: number;
}

/** The arguments with their defaults. @throws pulumi.ResourceError that names every problem */
function checked(args: BatchScoringPipelineArgs, resource: pulumi.Resource): Pipeline {
    const { scope, model, landingBucket, artifactBucket, codePrefix, ledgerTable } = args;
    const { scoring, scores, runs } = locationsOf(model);
    const waits = {
        pollSeconds: args.pollSeconds ?? 15,
        capacityRetrySeconds: args.capacityRetrySeconds ?? 900,
        timeoutSeconds: args.timeoutSeconds ?? 86_400,
    };
    const problems = validateScoring({ scope, model, champions: Object.keys(args.champions), ...waits });
    if (problems.length > 0) throw new pulumi.ResourceError(problems.join("\n"), resource, true);
    return {
        ...{ scope, landingBucket, artifactBucket, codePrefix, ledgerTable, ...waits },
        names: scoringNames(scope, model.name),
        keyAlias: args.key.alias,
        scoringPrefix: scoring,
        scoresPrefix: scores,
        runsPrefix: runs,
    };
}

function groupsOf({ model, champions }: BatchScoringPipelineArgs): string[] {
    return Object.keys(model.algorithms).map((algorithm) => champions[algorithm]?.modelPackageGroupName ?? "");
}

function mergeSettings({ name, algorithms, combine }: ModelDefinition) {
    return { model: name, algorithms: Object.keys(algorithms), combine };
}

function definitionOf(
    args: BatchScoringPipelineArgs,
    pipeline: Pipeline,
    image: JobImage,
    network: pulumi.Output<JobNetwork | undefined>,
) {
    const { scope, model } = args;
    const { names } = pipeline;
    const algorithms = Object.entries(model.algorithms);
    const [[, first]] = algorithms as [[string, AlgorithmDefinition]];
    const groups = groupsOf(args);
    const known: Omit<ScoringDefinitionArgs, "preprocessImage" | "network"> = {
        ...pipeline,
        model: model.name,
        base: names.base,
        stateMachineName: names.stateMachine,
        modelPackageGroups: Object.fromEntries(
            algorithms.map(([algorithm], index) => [algorithm, groups[index] ?? ""]),
        ),
        preprocessing: args.preprocessing ?? first.preprocessing,
        transform: Object.fromEntries(
            algorithms.map(([algorithm, definition]) => [algorithm, transformResourcesOf(definition)]),
        ),
        carriedColumns: 1 + featureColumns(model).length,
        codeLocation: `s3://${args.artifactBucket}/${args.codePrefix}`,
        preprocessRoleArn: roleArnOf(scope, names.preprocessRole),
        mergeScoresArn: functionArnOf(scope, names.mergeScores),
        tags: [
            { Key: "drivetrain:stage", Value: scope.stage },
            { Key: "drivetrain:model", Value: model.name },
            { Key: "drivetrain:pipeline", Value: "scoring" },
        ],
    };
    return pulumi
        .all([image.uri, network])
        .apply(([preprocessImage, network]) => scoringDefinition({ ...known, preprocessImage, network }));
}
