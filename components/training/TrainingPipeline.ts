import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { targetBounds } from "../../contracts/combine";
import { dataEndings, manifestEnding } from "../../contracts/landing";
import { s3Uri } from "../../contracts/places";
import { functionArnOf, roleArnOf, stateMachineArnOf } from "../access/scope";
import { requestTags } from "../access/tags";
import { Component } from "../blocks/Component";
import { DeadLetterQueue } from "../blocks/DeadLetterQueue";
import { type JobImage, prebuiltImage, preprocessImage } from "../blocks/image";
import { RunsEnd } from "../blocks/RunsEnd";
import { StartOnData } from "../blocks/StartOnData";
import { StateMachine } from "../blocks/StateMachine";
import { DeploymentPipeline } from "../deployment/DeploymentPipeline";
import { deploymentNames } from "../deployment/names";
import { type RunSettings, runSettings } from "../deployment/runSettings";
import type { PipelineFoundation } from "../foundation/Foundation";
import { networkOf, type NetworkSource } from "../foundation/jobNetwork";
import { attributionBaseline } from "../model/attribution";
import type { ModelDefinition } from "../model/model";
import { monitoringOf } from "../model/monitoring";
import { requireAlgorithm } from "../model/requireAlgorithm";
import { validateMonitoring } from "../model/validateMonitoring";
import { commitOf } from "../package/commit";
import { requireValid } from "../validation/requireValid";
import { stateMachineStatements } from "./access/stateMachine";
import { algorithmImage } from "./CustomImage";
import { JobRoles } from "./JobRoles";
import { trainingLocations } from "./locations";
import type { TrainingDefinitionArgs } from "./machine/args";
import { trainingDefinition } from "./machine/definition";
import { trainingNames } from "./names";
import { RunFunctions } from "./RunFunctions";
import { trainingEnd } from "./trainingEnd";
import { validateTraining } from "./validate/training";

export interface TrainingPipelineArgs extends RunSettings {
    /** What the pipeline builds on: a `Foundation`. */
    readonly foundation: PipelineFoundation;
    /** The model as data: its columns, its algorithms, its places. */
    readonly model: ModelDefinition;
    /** Name of one of the model's algorithms. */
    readonly algorithm: string;
    /** What brings the versions into service that runs register. @default one of its own, with the same settings */
    readonly deployment?: DeploymentPipeline;
    /** The code's Git commit, which the model registry keeps of each version. @default what Git says of the program */
    readonly commit?: string;
    /** Where jobs and models run. @default SageMaker's own network */
    readonly network?: NetworkSource;
    /** Days that logs are kept. @default 30 */
    readonly logRetentionDays?: number;
    /** Whether to destroy the repository of an image of one's own with the images in it. @default false */
    readonly forceDestroy?: boolean;
}

/**
 * Trains a model with one algorithm whenever data lands, and has the outcome deployed when it is good enough.
 *
 * ```typescript
 * new TrainingPipeline("cars-xgboost", { foundation, model, algorithm: "xgboost" });
 * ```
 *
 * S3 tells EventBridge of the file, EventBridge starts the state machine (definition.ts), and the end of each run,
 * whatever it is, becomes one message on the topic.
 */
export class TrainingPipeline extends Component {
    /** The state machine that every run is an execution of. */
    readonly stateMachineArn: pulumi.Output<string>;
    /** What brings the versions into service that runs register. */
    readonly deployment: DeploymentPipeline;
    /** The endpoint that serves what runs train; it does not exist before the first model passes its gate. */
    readonly endpointName: string;
    /** Each accepted model is a version in this group. */
    readonly modelPackageGroupName: string;
    /** Parameter Store path under which runs write `candidate/`, and deployments `champion/`. */
    readonly parameterPrefix: string;
    /** The image that trains and serves. */
    readonly image: JobImage;
    /** Prefix in the artifact bucket under which each run has a folder of its own, with a slash at its end. */
    readonly runsPrefix: string;

    constructor(name: string, args: TrainingPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:training:TrainingPipeline", name, opts);
        const pipeline = checked(args, this);
        const { scope, key, algorithm, model, names, definition, topicArn, logRetentionDays } = pipeline;
        const { network, ready } = networkOf(args.network);
        const parent = { parent: this, dependsOn: [...args.foundation.ready, ...ready] };
        const deployment = args.deployment ?? new DeploymentPipeline(`${name}-deployment`, args, { parent: this });

        const image = algorithmImage(
            `${name}-image`,
            { scope, algorithm, image: definition.image, key, forceDestroy: args.forceDestroy },
            this,
        );
        const preprocess = prebuiltImage(preprocessImage, this);
        const repositories = { preprocess: preprocess.repositoryArn, algorithm: image.repositoryArn };
        const roles = new JobRoles(
            `${name}-jobs`,
            {
                ...pipeline,
                repositories: pulumi.output(repositories),
                alarmArns: deployment.alarmArns,
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
        const functions = new RunFunctions(`${name}-functions`, pipeline, parent);
        const stateMachine = new StateMachine(
            `${name}-runs`,
            {
                scope,
                stateMachineName: names.stateMachine,
                definition: pulumi.all([preprocess.uri, image.uri, network]).apply(([preprocess, algorithm, network]) =>
                    trainingDefinition({
                        ...definitionArgs(pipeline),
                        images: { preprocess, algorithm },
                        network,
                    }),
                ),
                statements: stateMachineStatements(pipeline),
                key,
                logRetentionDays,
            },
            {
                parent: this,
                dependsOn: [...parent.dependsOn, ...image.ready, ...roles.ready, ...functions.ready, group, deployment],
            },
        );

        const deadLetters = new DeadLetterQueue(
            `${name}-undelivered`,
            {
                ...{ scope, key, topicArn },
                queueName: names.undelivered,
                ruleNames: [names.startRule, names.statusRule],
            },
            parent,
        );
        const deadLetterArn = deadLetters.arn;
        const end = new RunsEnd(
            `${name}-end`,
            { ...trainingEnd(pipeline), ...{ scope, key, topicArn, deadLetterArn, logRetentionDays } },
            parent,
        );
        new StartOnData(
            `${name}-start`,
            {
                ...{ scope, deadLetterArn, stateMachineArn: stateMachine.arn },
                ruleName: names.startRule,
                roleName: names.startRole,
                purpose: `train ${names.endpoint}`,
                bucket: pipeline.landingBucket,
                prefix: pipeline.landingPrefix,
                endings: [...dataEndings, manifestEnding],
                stateMachineName: names.stateMachine,
            },
            // A run that starts at once must not end unheard.
            { parent: this, dependsOn: [end] },
        );

        this.stateMachineArn = stateMachine.arn;
        this.deployment = deployment;
        this.image = image;
        this.endpointName = names.endpoint;
        this.modelPackageGroupName = names.modelPackageGroup;
        this.parameterPrefix = names.parameterPrefix;
        this.runsPrefix = pipeline.runsPrefix;
        this.registerOutputs({
            stateMachineArn: this.stateMachineArn,
            deployment: this.deployment,
            endpointName: this.endpointName,
            modelPackageGroupName: this.modelPackageGroupName,
            parameterPrefix: this.parameterPrefix,
            runsPrefix: this.runsPrefix,
        });
    }
}

/** What a pipeline's parts are made of: its arguments with their defaults, and all names and places. */
type Pipeline = ReturnType<typeof checked>;

/** @throws pulumi.ResourceError that names every problem */
function checked(args: TrainingPipelineArgs, resource: pulumi.Resource) {
    const { foundation, algorithm, logRetentionDays } = args;
    const { scope, key } = foundation;
    const definition = requireAlgorithm(args.model, algorithm, resource);
    const model = args.model.name;
    const settings = runSettings(args);
    const { locations } = args.model;
    requireValid(
        [
            ...validateTraining({ scope, model, algorithm, definition, locations, ...settings }),
            ...validateMonitoring(args.model, scope.region),
        ],
        resource,
    );
    return {
        ...foundation.names,
        stackTags: foundation.tags,
        ...{ scope, key, model, algorithm, definition, logRetentionDays },
        ...settings,
        ...trainingLocations(args.model, algorithm),
        ...combinationOf(args.model, algorithm),
        names: trainingNames(scope, model, algorithm),
        deploymentName: deploymentNames(scope, model, algorithm).stateMachine,
        monitoring: args.model.monitoring !== false,
        container: monitoringOf(args.model).image,
        attribution: attributionBaseline(args.model, definition),
        codePrefix: foundation.preprocessingCode(args.model).prefix,
        commit: args.commit ?? commitOf(),
    };
}

/** What is measured of the combined result: how it is made, and where the other algorithms' runs are. */
function combinationOf(model: ModelDefinition, algorithm: string) {
    const algorithms = Object.keys(model.algorithms);
    return {
        combination: { algorithm, algorithms, combine: model.combine, bounds: targetBounds(model) },
        otherRuns: algorithms
            .filter((other) => other !== algorithm)
            .map((other) => trainingLocations(model, other).runsPrefix),
    };
}

function definitionArgs(pipeline: Pipeline): Omit<TrainingDefinitionArgs, "images" | "network"> {
    const { scope, names, artifactBucket, deploymentName } = pipeline;
    const { lease, modelPackageGroup, tuningPrefix, parameterPrefix } = names;
    return {
        ...pipeline,
        ...{ lease, modelPackageGroup, tuningPrefix, parameterPrefix },
        pollSeconds: pipeline.endpointWait.pollSeconds,
        deploymentArn: stateMachineArnOf(scope, deploymentName),
        endpointName: names.endpoint,
        stateMachineName: names.stateMachine,
        codeLocation: s3Uri(artifactBucket, pipeline.codePrefix),
        roleArns: {
            preprocess: roleArnOf(scope, names.preprocessRole),
            train: roleArnOf(scope, names.trainRole),
            serve: roleArnOf(scope, names.serveRole),
            baseline: roleArnOf(scope, names.baselineRole),
        },
        readManifestArn: functionArnOf(scope, names.readManifest),
        queryTrainingResultsArn: functionArnOf(scope, names.queryTrainingResults),
        compareModelsArn: functionArnOf(scope, names.compareModels),
        digestArtifactArn: functionArnOf(scope, names.digestArtifact),
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
