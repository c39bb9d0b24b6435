import * as pulumi from "@pulumi/pulumi";
import { endpointName } from "../../contracts/names";
import { championParameter } from "../../contracts/parameters";
import { s3Uri } from "../../contracts/places";
import { evaluateDriftHandler } from "../../functions/monitoring/evaluateDrift";
import type { JobNetwork } from "../access/jobNetwork";
import { functionArnOf, roleArnOf } from "../access/scope";
import { requestTags } from "../access/tags";
import { Component } from "../blocks/Component";
import { DeadLetterQueue } from "../blocks/DeadLetterQueue";
import { type FoundImage, type JobImage, prebuiltImage, prebuiltImages, preprocessImage } from "../blocks/image";
import { NodeFunction } from "../blocks/NodeFunction";
import { RunsEnd } from "../blocks/RunsEnd";
import { ServiceRole } from "../blocks/ServiceRole";
import { StartOnEvent } from "../blocks/StartOnEvent";
import { StateMachine } from "../blocks/StateMachine";
import type { PipelineFoundation } from "../foundation/Foundation";
import { networkOf, type NetworkSource } from "../foundation/jobNetwork";
import { NoticeTopic } from "../foundation/NoticeTopic";
import { attributionBaseline, imagesOfTrees } from "../model/attribution";
import { type AlgorithmDefinition, type JobResources, locationsOf, type ModelDefinition } from "../model/model";
import { monitoringOf, type RetrainingDefinition, retrainingOf } from "../model/monitoring";
import { requireValid } from "../validation/requireValid";
import { analyzeStatements, evaluateStatements } from "./access/jobs";
import { stateMachineStatements } from "./access/stateMachine";
import { CaptureWatch } from "./CaptureWatch";
import { Consolidation } from "./Consolidation";
import { monitorDefinition, type MonitorDefinitionArgs } from "./machine/definition";
import { MonitorCode } from "./MonitorCode";
import { monitoringEnd } from "./monitoringEnd";
import { monitorNames, topicArnOf } from "./names";
import { Retraining } from "./Retraining";
import { RunReports } from "./RunReports";
import { validateMonitor } from "./validate";
import { windowTables } from "./windowTables";

/** What tells which version of an algorithm serves. A `TrainingPipeline` fits. */
export interface MonitoredChampion {
    /** Parameter Store path under which `champion/` is. */
    readonly parameterPrefix: string;
}

export interface ModelMonitorArgs {
    /** What the monitor builds on: a `Foundation`. */
    readonly foundation: PipelineFoundation;
    /** The model as data: its columns, its algorithms, its places. */
    readonly model: ModelDefinition;
    /** By algorithm, what tells which version serves: the model's training pipelines. */
    readonly champions: Readonly<Record<string, MonitoredChampion>>;
    /** When it runs, in UTC: `rate(1 day)`, `cron(0 6 * * ? *)`. @default the model's own, else once a day */
    readonly schedule?: string;
    /** What differs from the model's own word of which drift starts training, and when. @default {} */
    readonly retrain?: RetrainingDefinition;
    /** Who is told of features that drifted. @default [] */
    readonly dataDriftEmails?: readonly string[];
    /** Who is told of errors that have grown. @default [] */
    readonly modelDriftEmails?: readonly string[];
    /** Machines of the analyzer's jobs, one instance. @default those that pre-process for the model's first algorithm */
    readonly analysis?: JobResources;
    /** Where the analyzer's jobs run. @default SageMaker's own network */
    readonly network?: NetworkSource;
    /** Seconds between the first two looks at a lease that another run holds. @default 15 */
    readonly pollSeconds?: number;
    /** Seconds between two tries where AWS is short of machines or a quota is full. @default 900 */
    readonly capacityRetrySeconds?: number;
    /** Longest run, in seconds. @default a day */
    readonly timeoutSeconds?: number;
    /** The SPICE data sets that are refreshed at the end of each run. @default none */
    readonly dataSetIds?: readonly string[];
    /** Days that logs are kept. @default 30 */
    readonly logRetentionDays?: number;
}

/**
 * Watches a model that serves: by the clock, what was asked and answered since the last run is brought together, and
 * judged against the baselines of the versions that serve.
 *
 * ```typescript
 * new ModelMonitor("cars-monitor", { foundation, model, champions: { xgboost } });
 * ```
 *
 * - **What is judged**: raw features against those of training, always; errors against those on the test rows, where
 *   ground truth came.
 * - **Who is told**: a topic for each of the two, the event `DriftDetected` on the account's bus, and the stack's own
 *   topic where a run fails.
 * - **What it starts**: training, where the model's file says so and newer data came.
 * - **What it leaves**: a folder for each run under `monitoring/`, one record a run under `records/drift/date=.../`, and a
 *   report for people under `reports/` of the capture bucket, which the messages link to.
 * - **What is never lost**: rows that were read and not judged, since the run failed, are judged by the next one.
 */
export class ModelMonitor extends Component {
    /** The state machine that every run is an execution of. */
    readonly stateMachineArn: pulumi.Output<string>;
    /** The topic that tells people of features that drifted. */
    readonly dataDriftTopicArn: pulumi.Output<string>;
    /** The topic that tells people of errors that have grown. */
    readonly modelDriftTopicArn: pulumi.Output<string>;
    /** Prefix in the landing bucket: a CSV file of labels that is created under it is found by the next run. */
    readonly groundTruthPrefix: string;
    /** What the names of all jobs begin with. */
    readonly jobPrefix: string;

    constructor(name: string, args: ModelMonitorArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:monitoring:ModelMonitor", name, opts);
        const known = checked(args, this);
        const code = new MonitorCode(
            `${name}-code`,
            { artifactBucket: args.foundation.artifactBucket, settings: known.settings, tables: known.tables },
            { parent: this, dependsOn: [...args.foundation.ready] },
        );
        const monitor: Monitor = { ...known, monitorCodePrefix: code.prefix };
        const { scope, key, names, logRetentionDays } = monitor;
        const { network, ready } = networkOf(args.network);
        const parent = { parent: this, dependsOn: [...args.foundation.ready, ...ready, code] };
        const image = prebuiltImage(preprocessImage, this);
        const explained = prebuiltImages(monitor.trees, this);

        const topics = this.topics(name, args, monitor, parent);
        const dataDriftTopic = topicArnOf(scope, names.dataDriftTopic);
        const modelDriftTopic = topicArnOf(scope, names.modelDriftTopic);
        const role = new ServiceRole(
            `${name}-analyze`,
            {
                scope,
                roleName: names.analyzeRole,
                service: "sagemaker.amazonaws.com",
                description: `Judges what ${monitor.model} is asked`,
                statements: pulumi
                    .all([image.repositoryArn, explained, network])
                    .apply(([repositoryArn, explained, network]) =>
                        analyzeStatements({
                            ...{ ...monitor, repositoryArn, network },
                            explainedBy: Object.values(explained).map(({ repositoryArn }) => repositoryArn),
                        }),
                    ),
            },
            parent,
        );
        const consolidation = new Consolidation(`${name}-consolidate`, monitor, parent);
        const report = new RunReports(`${name}-report`, monitor, parent);
        const evaluate = new NodeFunction(
            `${name}-evaluate`,
            {
                scope,
                functionName: names.evaluateDrift,
                description: `Tells whether ${monitor.model} has drifted`,
                factory: evaluateDriftHandler(),
                environment: {
                    MODEL: monitor.model,
                    DATA_DRIFT_TOPIC: dataDriftTopic,
                    MODEL_DRIFT_TOPIC: modelDriftTopic,
                },
                statements: evaluateStatements({ ...monitor, topics: [dataDriftTopic, modelDriftTopic] }),
                timeout: 120,
                ...{ key, logRetentionDays },
            },
            { parent: this, dependsOn: [...parent.dependsOn, topics.data, topics.model] },
        );
        const captures = new CaptureWatch(`${name}-captures`, monitor, parent);
        const stateMachine = new StateMachine(
            `${name}-runs`,
            {
                scope,
                stateMachineName: names.stateMachine,
                definition: definitionOf(monitor, image, explained, network),
                statements: stateMachineStatements({ ...monitor, explained: Object.keys(monitor.trees) }),
                ...{ key, logRetentionDays },
            },
            {
                parent: this,
                dependsOn: [...parent.dependsOn, ...role.ready, consolidation, report, evaluate.function, captures],
            },
        );
        const ends = this.tellEnds(name, monitor, parent);
        if (monitor.retrain) {
            new Retraining(
                `${name}-retrain`,
                { ...monitor, retrain: monitor.retrain, deadLetterArn: ends.deadLetterArn },
                parent,
            );
        }
        new StartOnEvent(
            `${name}-start`,
            {
                scope,
                ruleName: names.startRule,
                roleName: names.startRole,
                description: `Watches ${monitor.model}: ${monitor.schedule}`,
                schedule: monitor.schedule,
                stateMachineName: names.stateMachine,
                stateMachineArn: stateMachine.arn,
                deadLetterArn: ends.deadLetterArn,
            },
            // A run that starts at once must not end unheard.
            { parent: this, dependsOn: [ends.end] },
        );

        this.stateMachineArn = stateMachine.arn;
        this.dataDriftTopicArn = topics.data.arn;
        this.modelDriftTopicArn = topics.model.arn;
        this.groundTruthPrefix = monitor.groundTruthPrefix;
        this.jobPrefix = names.base;
        this.registerOutputs({
            stateMachineArn: this.stateMachineArn,
            dataDriftTopicArn: this.dataDriftTopicArn,
            modelDriftTopicArn: this.modelDriftTopicArn,
            groundTruthPrefix: this.groundTruthPrefix,
            jobPrefix: this.jobPrefix,
        });
    }

    private topics(name: string, args: ModelMonitorArgs, monitor: Monitor, parent: pulumi.ComponentResourceOptions) {
        const { scope, key, names } = monitor;
        const topic = (what: string, topicName: string, emails: readonly string[] = []) =>
            new NoticeTopic(`${name}-${what}`, { scope, topicName, keyArn: key.arn, emails }, parent);
        return {
            data: topic("data-drift", names.dataDriftTopic, args.dataDriftEmails),
            model: topic("model-drift", names.modelDriftTopic, args.modelDriftEmails),
        };
    }

    /** Tells people how runs failed, and gives the lease back. */
    private tellEnds(name: string, monitor: Monitor, parent: pulumi.ComponentResourceOptions) {
        const { scope, key, names, topicArn, logRetentionDays } = monitor;
        const deadLetters = new DeadLetterQueue(
            `${name}-undelivered`,
            {
                ...{ scope, queueName: names.undelivered, key, topicArn },
                ruleNames: [names.startRule, names.statusRule, ...(monitor.retrain ? [names.retrainRule] : [])],
            },
            parent,
        );
        const { arn: deadLetterArn } = deadLetters;
        const end = new RunsEnd(
            `${name}-end`,
            { ...monitoringEnd(monitor), ...{ scope, key, topicArn, deadLetterArn, logRetentionDays } },
            parent,
        );
        return { deadLetterArn, end };
    }
}

/** What a monitor's parts are made of: its arguments with their defaults, and all names and places. */
type Monitor = ReturnType<typeof checked> & { readonly monitorCodePrefix: string };

/** @throws pulumi.ResourceError that names every problem */
function checked(args: ModelMonitorArgs, resource: pulumi.Resource) {
    const { foundation, model, logRetentionDays } = args;
    const { scope, key } = foundation;
    const { schedule, image: container, retrain: own, ...settings } = monitoringOf(model);
    const retrain = retrainingOf(own, args.retrain);
    const timing = {
        schedule: args.schedule ?? schedule ?? "rate(1 day)",
        pollSeconds: args.pollSeconds ?? 15,
        capacityRetrySeconds: args.capacityRetrySeconds ?? 900,
        timeoutSeconds: args.timeoutSeconds ?? 86_400,
    };
    requireValid(
        validateMonitor({ scope, model, champions: Object.keys(args.champions), retrain, ...timing }),
        resource,
    );
    const places = locationsOf(model);
    const champions = championsOf(args);
    return {
        container,
        persists: (settings.persistence?.windows ?? 1) > 1,
        ...{ settings, retrain, champions },
        endpoints: Object.fromEntries(Object.entries(champions).map(([name, { endpoint }]) => [name, endpoint])),
        tables: windowTables(model),
        trees: imagesOfTrees(model, (definition) => attributionBaseline(model, definition)),
        ...foundation.names,
        stackTags: foundation.tags,
        ...{ scope, key, logRetentionDays, ...timing },
        model: model.name,
        names: monitorNames(scope, model.name),
        analysis: analysisOf(args),
        dataSets: args.dataSetIds ?? [],
        codePrefix: foundation.preprocessingCode(model).prefix,
        capturesPrefix: places.captures,
        requestsPrefix: places.requests,
        groundTruthPrefix: places.groundTruth,
        landingPrefix: places.landing,
        runsPrefix: places.runs,
        scoresPrefix: places.scores,
    };
}

/** In the order of the model's algorithms; that each has one is checked. */
function championsOf({ foundation, model, champions }: ModelMonitorArgs): MonitorDefinitionArgs["champions"] {
    return Object.fromEntries(
        Object.keys(model.algorithms).map((algorithm) => {
            const prefix = champions[algorithm]?.parameterPrefix ?? "";
            return [
                algorithm,
                {
                    endpoint: endpointName({ stage: foundation.scope.stage, model: model.name, algorithm }),
                    modelPackageArn: championParameter(prefix, "model-package-arn"),
                    transform: championParameter(prefix, "transform"),
                    baseline: championParameter(prefix, "baseline"),
                },
            ];
        }),
    );
}

/** That there is an algorithm is checked. */
function analysisOf({ analysis, model }: ModelMonitorArgs): JobResources {
    const [first] = Object.values(model.algorithms) as [AlgorithmDefinition];
    return { ...(analysis ?? first.preprocessing), instanceCount: 1 };
}

function definitionOf(
    monitor: Monitor,
    image: JobImage,
    explained: pulumi.Output<Readonly<Record<string, FoundImage>>>,
    network: pulumi.Output<JobNetwork | undefined>,
) {
    const { scope, names } = monitor;
    const known: Omit<MonitorDefinitionArgs, "image" | "explained" | "network"> = {
        ...monitor,
        ...(monitor.dataSets.length > 0 && { refresh: { accountId: scope.accountId, dataSets: monitor.dataSets } }),
        base: names.base,
        stateMachineName: names.stateMachine,
        consolidation: names.consolidation,
        codeLocation: s3Uri(monitor.artifactBucket, monitor.codePrefix),
        settingsLocation: s3Uri(monitor.artifactBucket, `${monitor.monitorCodePrefix}settings/`),
        analyzeRoleArn: roleArnOf(scope, names.analyzeRole),
        writeReportArn: functionArnOf(scope, names.writeReport),
        evaluateDriftArn: functionArnOf(scope, names.evaluateDrift),
        watchCapturesArn: functionArnOf(scope, names.watchCaptures),
        tags: requestTags(
            { "drivetrain:stage": scope.stage, "drivetrain:model": monitor.model, "drivetrain:pipeline": "monitoring" },
            monitor.stackTags,
        ),
    };
    return pulumi.all([image.uri, explained, network]).apply(([image, explained, network]) =>
        monitorDefinition({
            ...{ ...known, image, network },
            explained: Object.fromEntries(Object.entries(explained).map(([algorithm, { uri }]) => [algorithm, uri])),
        }),
    );
}
