import * as pulumi from "@pulumi/pulumi";
import { queryTrainingResults } from "../../functions/training/queryTrainingResults";
import { DeadLetterQueue } from "../shared/deadLetterQueue";
import { NodeFunction } from "../shared/function";
import type { EncryptionKey } from "../shared/keyUse";
import type { AlgorithmDefinition, Image, ModelDefinition } from "../shared/model";
import { type Scope, arnOf, functionArnOf, roleArnOf } from "../shared/scope";
import { StateMachine } from "../shared/stateMachine";
import { type TrainingDefinitionArgs, trainingDefinition } from "./definition";
import { type JobNetwork, JobRoles, imageAddress } from "./JobRoles";
import { type TrainingLocations, trainingLocations } from "./locations";
import { type TrainingNames, trainingNames } from "./names";
import { NotifyOnEnd } from "./NotifyOnEnd";
import { StartOnData } from "./StartOnData";
import { stateMachineStatements } from "./statements";
import { validateTraining } from "./validate";

export interface TrainingPipelineArgs {
    readonly scope: Scope;
    readonly model: ModelDefinition;
    /** Name of one of the model's algorithms. */
    readonly algorithm: string;
    readonly key: EncryptionKey;
    /** Names of the foundation's buckets. */
    readonly landingBucket: string;
    readonly artifactBucket: string;
    readonly captureBucket: string;
    /** Prefix in the artifact bucket of the pre-processing code, with a slash at its end. */
    readonly codePrefix: string;
    /** ARN of the topic that tells people how runs ended. */
    readonly topicArn: string;
    /** Subnets and security groups of jobs and models. @default SageMaker's own network */
    readonly network?: pulumi.Input<JobNetwork | undefined>;
    /** Share of requests that endpoints capture, in percent. @default 100 */
    readonly capturePercentage?: number;
    /** How long to wait for an endpoint, and how often to look, in seconds. @default an hour, every 15 seconds */
    readonly endpointWait?: TrainingDefinitionArgs["endpointWait"];
    /** Longest run, in seconds. @default a day */
    readonly timeoutSeconds?: number;
    /** Days that logs are kept. @default 30 */
    readonly logRetentionDays?: number;
}

/** SageMaker's scikit-learn container: Python 3.10 with numpy and pandas. */
const preprocessImage: Image = { repository: "sagemaker-scikit-learn", tag: "1.4-2-cpu-py3" };

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
    /** Parameter Store path under which runs write `candidate/` and `champion/`. */
    readonly parameterPrefix: string;
    /** Prefix in the artifact bucket under which each run has a folder of its own, with a slash at its end. */
    readonly runsPrefix: string;

    constructor(name: string, args: TrainingPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:training:TrainingPipeline", name, {}, opts);
        const definition = checked(args, this);
        const { scope, algorithm, key, logRetentionDays } = args;
        const model = args.model.name;
        const names = trainingNames(scope, model, algorithm);
        const locations = trainingLocations(args.model, algorithm);
        const network = pulumi.output(args.network);
        const images = pulumi.output({
            preprocess: imageAddress(preprocessImage, this),
            algorithm: imageAddress(definition.image, this),
        });

        const roles = new JobRoles(
            `${name}-jobs`,
            { ...args, ...locations, model, names, keyAlias: key.alias, images, network },
            { parent: this },
        );
        const query = new NodeFunction(
            `${name}-query-results`,
            {
                scope,
                functionName: names.queryTrainingResults,
                description: `Reads the metrics of training jobs for ${names.endpoint}`,
                handler: queryTrainingResults,
                statements: [
                    {
                        Effect: "Allow",
                        Action: "sagemaker:DescribeTrainingJob",
                        Resource: arnOf(scope, "sagemaker", `training-job/${names.endpoint}-*`),
                    },
                ],
                key,
                logRetentionDays,
            },
            { parent: this },
        );
        const stateMachine = new StateMachine(
            `${name}-runs`,
            {
                scope,
                stateMachineName: names.stateMachine,
                definition: pulumi
                    .all([images, network])
                    .apply(([images, network]) =>
                        trainingDefinition({ ...definitionArgs(args, definition, names, locations), images, network }),
                    ),
                statements: stateMachineStatements({ ...args, ...locations, names, keyAlias: key.alias }),
                key,
                logRetentionDays,
            },
            { parent: this, dependsOn: [...roles.ready, query.function] },
        );
        const deadLetters = new DeadLetterQueue(
            `${name}-undelivered`,
            { scope, queueName: names.undelivered, key, ruleNames: [names.startRule, names.statusRule] },
            { parent: this },
        );
        const notify = new NotifyOnEnd(
            `${name}-notify`,
            { ...args, ...locations, model, names, deadLetterArn: deadLetters.arn },
            { parent: this },
        );
        new StartOnData(
            `${name}-start`,
            { ...args, ...locations, names, stateMachineArn: stateMachine.arn, deadLetterArn: deadLetters.arn },
            // A run that starts at once must not end unheard.
            { parent: this, dependsOn: [notify] },
        );

        this.stateMachineArn = stateMachine.arn;
        this.endpointName = names.endpoint;
        this.parameterPrefix = names.parameterPrefix;
        this.runsPrefix = locations.runsPrefix;
        this.registerOutputs({
            stateMachineArn: this.stateMachineArn,
            endpointName: this.endpointName,
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
        timeoutSeconds: args.timeoutSeconds ?? 86_400,
    };
}

function definitionArgs(
    args: TrainingPipelineArgs,
    definition: AlgorithmDefinition,
    names: TrainingNames,
    { runsPrefix, capturePrefix }: TrainingLocations,
): Omit<TrainingDefinitionArgs, "images" | "network"> {
    const { scope, model, algorithm, key, artifactBucket, captureBucket, codePrefix } = args;
    const { capturePercentage, endpointWait, timeoutSeconds } = withDefaults(args);
    return {
        model: model.name,
        algorithm,
        definition,
        endpointName: names.endpoint,
        parameterPrefix: names.parameterPrefix,
        keyAlias: key.alias,
        artifactBucket,
        runsPrefix,
        codeLocation: `s3://${artifactBucket}/${codePrefix}`,
        captureLocation: `s3://${captureBucket}/${capturePrefix.slice(0, -1)}`,
        roleArns: {
            preprocess: roleArnOf(scope, names.preprocessRole),
            train: roleArnOf(scope, names.trainRole),
            serve: roleArnOf(scope, names.serveRole),
        },
        queryTrainingResultsArn: functionArnOf(scope, names.queryTrainingResults),
        tags: [
            { Key: "drivetrain:stage", Value: scope.stage },
            { Key: "drivetrain:model", Value: model.name },
            { Key: "drivetrain:algorithm", Value: algorithm },
        ],
        capturePercentage,
        endpointWait,
        timeoutSeconds,
    };
}
