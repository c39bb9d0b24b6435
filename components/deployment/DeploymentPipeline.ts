import * as pulumi from "@pulumi/pulumi";
import { s3Uri } from "../../contracts/places";
import { requestTags } from "../access/tags";
import { AdoptedLogGroups } from "../blocks/AdoptedLogGroups";
import { Component } from "../blocks/Component";
import { DeadLetterQueue } from "../blocks/DeadLetterQueue";
import { RunsEnd } from "../blocks/RunsEnd";
import { StateMachine } from "../blocks/StateMachine";
import type { PipelineFoundation } from "../foundation/Foundation";
import { validateLocations } from "../model/locations";
import { locationsOf, type ModelDefinition } from "../model/model";
import { requireAlgorithm } from "../model/requireAlgorithm";
import { within } from "../validation/problem";
import { requireValid } from "../validation/requireValid";
import { alarmArns, deploymentStatements } from "./access/stateMachine";
import { deploymentEnd } from "./deploymentEnd";
import { EndpointAlarms } from "./EndpointAlarms";
import type { DeploymentDefinitionArgs } from "./machine/args";
import { deploymentDefinition } from "./machine/definition";
import { deploymentNames } from "./names";
import { type RunSettings, runSettings } from "./runSettings";
import { StartOnDecision } from "./StartOnDecision";
import { validateEndpoint } from "./validate/endpoint";
import { validateRunSettings } from "./validate/runSettings";

export interface DeploymentPipelineArgs extends RunSettings {
    /** What the pipeline builds on: a `Foundation`. */
    readonly foundation: PipelineFoundation;
    /** The model as data: its columns, its algorithms, its places. */
    readonly model: ModelDefinition;
    /** Name of one of the model's algorithms. */
    readonly algorithm: string;
    /**
     * Whether an approval brings a version into service, whoever approves it: versions that a promotion brings here need
     * it. @default whether the algorithm's versions wait for a person
     */
    readonly onApproval?: boolean;
    /** Days that logs are kept. @default 30 */
    readonly logRetentionDays?: number;
}

/**
 * Brings versions of the model registry into service at one endpoint, and settles what a deployment leaves that ends
 * badly.
 *
 * ```typescript
 * new DeploymentPipeline("cars-xgboost", { foundation, model, algorithm: "xgboost" });
 * ```
 *
 * A run whose gate has passed sends its version, or a person does by approving one; a version that serves and is
 * rejected gives way to the one before. The state machine (machine/definition.ts) knows the version alone.
 */
export class DeploymentPipeline extends Component {
    /** The state machine that every deployment is an execution of. */
    readonly stateMachineArn: pulumi.Output<string>;
    /** The endpoint that deployments create and update; it does not exist before the first one. */
    readonly endpointName: string;
    /** Parameter Store path under which deployments write `champion/`. */
    readonly parameterPrefix: string;
    /** Of the alarms that roll a deployment back; known before they exist. */
    readonly alarmArns: readonly string[];

    constructor(name: string, args: DeploymentPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:deployment:DeploymentPipeline", name, opts);
        const pipeline = checked(args, this);
        const { scope, key, names, definition, topicArn, logRetentionDays } = pipeline;
        const parent = { parent: this, dependsOn: [...args.foundation.ready] };

        new EndpointAlarms(`${name}-alarms`, { names, thresholds: definition.endpoint.alarms, topicArn }, parent);
        new AdoptedLogGroups(
            `${name}-logs`,
            { ...{ scope, key, logRetentionDays }, functionName: names.adoptLogs, groups: [names.logGroup] },
            parent,
        );
        const stateMachine = new StateMachine(
            `${name}-executions`,
            {
                ...{ scope, key, logRetentionDays },
                stateMachineName: names.stateMachine,
                definition: deploymentDefinition(definitionArgs(pipeline)),
                statements: deploymentStatements(pipeline),
            },
            parent,
        );
        const onApproval = args.onApproval ?? definition.approval === "manual";
        const deadLetters = new DeadLetterQueue(
            `${name}-undelivered`,
            {
                ...{ scope, key, topicArn },
                queueName: names.undelivered,
                ruleNames: [names.statusRule, names.rejectionRule, ...(onApproval ? [names.approvalRule] : [])],
            },
            parent,
        );
        const deadLetterArn = deadLetters.arn;
        const end = new RunsEnd(
            `${name}-end`,
            { ...deploymentEnd(pipeline), ...{ scope, key, topicArn, deadLetterArn, logRetentionDays } },
            parent,
        );
        const decisions = [
            ["rejection", "Rejected"] as const,
            ...(onApproval ? [["approval", "Approved"] as const] : []),
        ];
        for (const [what, decision] of decisions) {
            new StartOnDecision(
                `${name}-${what}`,
                { scope, names, decision, stateMachineArn: stateMachine.arn, deadLetterArn },
                // A deployment that starts at once must not end unheard.
                { parent: this, dependsOn: [end] },
            );
        }

        this.stateMachineArn = stateMachine.arn;
        this.endpointName = names.endpoint;
        this.parameterPrefix = names.parameterPrefix;
        this.alarmArns = alarmArns(scope, names);
        this.registerOutputs({
            stateMachineArn: this.stateMachineArn,
            endpointName: this.endpointName,
            parameterPrefix: this.parameterPrefix,
            alarmArns: this.alarmArns,
        });
    }
}

/** What a pipeline's parts are made of: its arguments with their defaults, and all names and places. */
type Pipeline = ReturnType<typeof checked>;

/** @throws pulumi.ResourceError that names every problem */
function checked(args: DeploymentPipelineArgs, resource: pulumi.Resource) {
    const { foundation, algorithm, logRetentionDays } = args;
    const { scope, key } = foundation;
    const definition = requireAlgorithm(args.model, algorithm, resource);
    const settings = runSettings(args);
    const problems = [
        ...within(["algorithms", algorithm, "endpoint"], validateEndpoint(definition.endpoint)),
        ...validateLocations(args.model),
        ...validateRunSettings(settings),
    ];
    requireValid(problems, resource);
    const { runs, captures } = locationsOf(args.model);
    const model = args.model.name;
    return {
        ...foundation.names,
        stackTags: foundation.tags,
        ...{ scope, key, model, algorithm, definition, logRetentionDays },
        ...settings,
        runsPrefix: `${runs}${algorithm}/`,
        capturePrefix: captures,
        names: deploymentNames(scope, model, algorithm),
    };
}

function definitionArgs(pipeline: Pipeline): DeploymentDefinitionArgs {
    const { scope, names } = pipeline;
    const { lease, scalingPolicy, parameterPrefix, rollbackAlarms } = names;
    return {
        ...pipeline,
        ...{ lease, scalingPolicy, parameterPrefix, rollbackAlarms },
        endpointName: names.endpoint,
        stateMachineName: names.stateMachine,
        trainingName: names.training,
        modelPackageGroup: names.modelPackageGroup,
        captureLocation: s3Uri(pipeline.captureBucket, pipeline.capturePrefix.slice(0, -1)),
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
