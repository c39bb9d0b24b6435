import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../access/keyUse";
import { functionArnOf, roleArnOf, type Scope } from "../access/scope";
import type { JobNetwork } from "../asl/requests";
import { DeadLetterQueue } from "../blocks/DeadLetterQueue";
import { prebuiltImage, preprocessImage } from "../blocks/image";
import { StartOnData } from "../blocks/StartOnData";
import { StateMachine } from "../blocks/StateMachine";
import type { AlgorithmDefinition, ModelDefinition } from "../model/model";
import { stateMachineStatements } from "./access/stateMachine";
import { algorithmImage } from "./CustomImage";
import { EndpointAlarms } from "./EndpointAlarms";
import { JobRoles } from "./JobRoles";
import { type TrainingLocations, trainingLocations } from "./locations";
import { trainingDefinition, type TrainingDefinitionArgs } from "./machine/definition";
import { type TrainingNames, trainingNames } from "./names";
import { RunFunctions } from "./RunFunctions";
import { RunsEnd } from "./RunsEnd";
import { StartOnApproval } from "./StartOnApproval";
import { validateTraining } from "./validate/training";

export interface TrainingPipelineArgs {
    readonly scope: Scope;
    readonly model: ModelDefinition;
    /** Name of one of the model's algorithms. */
    readonly algorithm: string;
    readonly key: EncryptionKey;
    /** Names of the foundation's buckets and of its table of claims and leases. */
    readonly landingBucket: string;
    readonly artifactBucket: string;
    readonly captureBucket: string;
    readonly ledgerTable: string;
    /** Prefix in the artifact bucket of the pre-processing code, with a slash at its end. */
    readonly codePrefix: string;
    /** ARN of the topic that tells people how runs ended, and of alarms. */
    readonly topicArn: string;
    /** The code's Git commit, which the model registry keeps of each version. @default "unknown" */
    readonly commit?: string;
    /** Subnets and security groups of jobs and models. @default SageMaker's own network */
    readonly network?: pulumi.Input<JobNetwork | undefined>;
    /** Share of requests that endpoints capture, in percent. @default 100 */
    readonly capturePercentage?: number;
    /** How long to wait for an endpoint, and how often to look, in seconds. @default an hour, every 15 seconds */
    readonly endpointWait?: TrainingDefinitionArgs["endpointWait"];
    /** Seconds that alarms watch each step of a deployment before the next one. @default 300 */
    readonly bakeSeconds?: number;
    /** Seconds between two tries where machines are short or a quota is full. @default 900 */
    readonly capacityRetrySeconds?: number;
    /** Longest run, in seconds. @default a day */
    readonly timeoutSeconds?: number;
    /** Days that logs are kept. @default 30 */
    readonly logRetentionDays?: number;
    /** Whether to destroy the repository of an image of one's own with the images in it. @default false */
    readonly forceDestroy?: boolean;
}

/**
 * Trains a model with one algorithm whenever data lands, and serves the outcome when it is good enough.
 *
 * S3 tells EventBridge of the file, EventBridge starts the state machine (definition.ts), and the end of each run,
 * whatever it is, becomes one message on the topic.
 */
export class TrainingPipeline extends pulumi.ComponentResource {
    readonly stateMachineArn: pulumi.Output<string>;
    /** The endpoint that runs create and update; it does not exist before the first model passes its gate. */
    readonly endpointName: string;
    /** Each accepted model is a version in this group; the newest approved one is what scores batches. */
    readonly modelPackageGroupName: string;
    /** Parameter Store path under which runs write `candidate/` and `champion/`. */
    readonly parameterPrefix: string;
    /** Prefix in the artifact bucket under which each run has a folder of its own, with a slash at its end. */
    readonly runsPrefix: string;

    constructor(name: string, args: TrainingPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:training:TrainingPipeline", name, {}, opts);
        const definition = checked(args, this);
        const { scope, algorithm, key, topicArn, ledgerTable, logRetentionDays, forceDestroy } = args;
        const model = args.model.name;
        const names = trainingNames(scope, model, algorithm);
        const locations = trainingLocations(args.model, algorithm);
        const network = pulumi.output(args.network);
        const parent = { parent: this };
        const known = { ...args, ...locations, model, names, definition, keyAlias: key.alias };

        const image = algorithmImage(
            `${name}-image`,
            { scope, algorithm, image: definition.image, key, forceDestroy },
            this,
        );
        const preprocess = prebuiltImage(preprocessImage, this);
        const repositories = { preprocess: preprocess.repositoryArn, algorithm: image.repositoryArn };
        const roles = new JobRoles(
            `${name}-jobs`,
            {
                ...known,
                repositories: pulumi.output(repositories),
                checkpoints: definition.training.spot !== undefined,
                network,
            },
            parent,
        );
        const group = new aws.sagemaker.ModelPackageGroup(
            `${name}-versions`,
            {
                modelPackageGroupName: names.modelPackageGroup,
                modelPackageGroupDescription: `Models of ${model} that ${algorithm} has trained and the gate has passed`,
            },
            parent,
        );
        const alarms = new EndpointAlarms(
            `${name}-alarms`,
            { names, thresholds: definition.endpoint.alarms, topicArn },
            parent,
        );
        const functions = new RunFunctions(`${name}-functions`, { ...known, logRetentionDays }, parent);
        const stateMachine = new StateMachine(
            `${name}-runs`,
            {
                scope,
                stateMachineName: names.stateMachine,
                definition: pulumi.all([preprocess.uri, image.uri, network]).apply(([preprocess, algorithm, network]) =>
                    trainingDefinition({
                        ...definitionArgs(args, definition, names, locations),
                        alarmNames: alarms.alarmNames,
                        images: { preprocess, algorithm },
                        network,
                    }),
                ),
                statements: stateMachineStatements(known),
                key,
                logRetentionDays,
            },
            {
                parent: this,
                dependsOn: [...image.ready, ...roles.ready, ...functions.ready, group, alarms],
            },
        );

        const deadLetters = new DeadLetterQueue(
            `${name}-undelivered`,
            {
                ...{ scope, key, topicArn },
                queueName: names.undelivered,
                ruleNames: [
                    names.startRule,
                    names.statusRule,
                    ...(definition.approval === "manual" ? [names.approvalRule] : []),
                ],
            },
            parent,
        );
        const deadLetterArn = deadLetters.arn;
        const end = new RunsEnd(`${name}-end`, { ...known, ledgerTable, deadLetterArn }, parent);
        const started = { scope, names, stateMachineArn: stateMachine.arn, deadLetterArn };
        // A run that starts at once must not end unheard.
        const whenHeard = { parent: this, dependsOn: [end] };
        new StartOnData(
            `${name}-start`,
            {
                ...started,
                ruleName: names.startRule,
                roleName: names.startRole,
                purpose: `train ${names.endpoint}`,
                bucket: args.landingBucket,
                prefix: locations.landingPrefix,
                stateMachineName: names.stateMachine,
            },
            whenHeard,
        );
        if (definition.approval === "manual") new StartOnApproval(`${name}-approval`, started, whenHeard);

        this.stateMachineArn = stateMachine.arn;
        this.endpointName = names.endpoint;
        this.modelPackageGroupName = names.modelPackageGroup;
        this.parameterPrefix = names.parameterPrefix;
        this.runsPrefix = locations.runsPrefix;
        this.registerOutputs({
            stateMachineArn: this.stateMachineArn,
            endpointName: this.endpointName,
            modelPackageGroupName: this.modelPackageGroupName,
            parameterPrefix: this.parameterPrefix,
            runsPrefix: this.runsPrefix,
        });
    }
}

function checked(args: TrainingPipelineArgs, resource: pulumi.Resource): AlgorithmDefinition {
    const definition = args.model.algorithms[args.algorithm];
    if (definition === undefined) {
        const known = Object.keys(args.model.algorithms).join(", ");
        throw new pulumi.ResourceError(`algorithm: ${args.algorithm} is none of ${known}.`, resource, true);
    }
    const problems = validateTraining({
        ...withDefaults(args),
        model: args.model.name,
        locations: args.model.locations,
        definition,
    });
    if (problems.length > 0) throw new pulumi.ResourceError(problems.join("\n"), resource, true);
    return definition;
}

function withDefaults(args: TrainingPipelineArgs) {
    return {
        ...args,
        capturePercentage: args.capturePercentage ?? 100,
        endpointWait: args.endpointWait ?? { timeoutSeconds: 3600, pollSeconds: 15 },
        bakeSeconds: args.bakeSeconds ?? 300,
        capacityRetrySeconds: args.capacityRetrySeconds ?? 900,
        timeoutSeconds: args.timeoutSeconds ?? 86_400,
        commit: args.commit ?? "unknown",
    };
}

function definitionArgs(
    args: TrainingPipelineArgs,
    definition: AlgorithmDefinition,
    names: TrainingNames,
    { runsPrefix, capturePrefix }: TrainingLocations,
): Omit<TrainingDefinitionArgs, "images" | "network" | "alarmNames"> {
    const { scope, model, algorithm, key, artifactBucket, captureBucket, codePrefix, ledgerTable } = args;
    const { capturePercentage, endpointWait, bakeSeconds, capacityRetrySeconds, timeoutSeconds, commit } =
        withDefaults(args);
    const { lease, modelPackageGroup, tuningPrefix, scalingPolicy, parameterPrefix } = names;
    return {
        ...{ algorithm, definition, artifactBucket, runsPrefix, ledgerTable, commit },
        ...{ capturePercentage, endpointWait, bakeSeconds, capacityRetrySeconds, timeoutSeconds },
        ...{ lease, modelPackageGroup, tuningPrefix, scalingPolicy, parameterPrefix },
        model: model.name,
        endpointName: names.endpoint,
        stateMachineName: names.stateMachine,
        keyAlias: key.alias,
        codeLocation: `s3://${artifactBucket}/${codePrefix}`,
        captureLocation: `s3://${captureBucket}/${capturePrefix.slice(0, -1)}`,
        roleArns: {
            preprocess: roleArnOf(scope, names.preprocessRole),
            train: roleArnOf(scope, names.trainRole),
            serve: roleArnOf(scope, names.serveRole),
        },
        queryTrainingResultsArn: functionArnOf(scope, names.queryTrainingResults),
        compareModelsArn: functionArnOf(scope, names.compareModels),
        tags: [
            { Key: "drivetrain:stage", Value: scope.stage },
            { Key: "drivetrain:model", Value: model.name },
            { Key: "drivetrain:algorithm", Value: algorithm },
        ],
    };
}
