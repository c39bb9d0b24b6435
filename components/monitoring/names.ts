import { arnOf, type Scope } from "../access/scope";
import { validateNameLengths } from "../validation/nameLengths";
import { type Problem, problemIf } from "../validation/problem";

/** The physical names of a model's monitor, all known before anything exists. */
export interface MonitorNames {
    /** What the names of all jobs begin with: `<model>-monitor-<stage>`. */
    readonly base: string;
    readonly stateMachine: string;
    readonly analyzeRole: string;
    /** The Glue job, its role and its security configuration. */
    readonly consolidation: string;
    readonly startRole: string;
    readonly startRule: string;
    readonly statusRule: string;
    readonly evaluateDrift: string;
    readonly watchCaptures: string;
    readonly retrain: string;
    readonly retrainRule: string;
    readonly writeReport: string;
    readonly notifyMonitoring: string;
    readonly endRun: string;
    readonly undelivered: string;
    /** The topics, each with its own addresses. */
    readonly dataDriftTopic: string;
    readonly modelDriftTopic: string;
}

/** Made of the scope and the model's name alone, so that IAM documents are known before anything exists. */
export function monitorNames(scope: Scope, model: string): MonitorNames {
    const prefix = `${scope.prefix}-monitor`;
    return {
        base: `${model}-monitor-${scope.stage}`,
        stateMachine: prefix,
        analyzeRole: `${prefix}-analyze`,
        consolidation: `${prefix}-consolidate`,
        startRole: `${prefix}-start`,
        startRule: `${prefix}-start`,
        statusRule: `${prefix}-status`,
        evaluateDrift: `${prefix}-evaluate`,
        watchCaptures: `${prefix}-captures`,
        retrain: `${prefix}-retrain`,
        retrainRule: `${prefix}-retrain`,
        writeReport: `${prefix}-report`,
        notifyMonitoring: `${prefix}-notify`,
        endRun: `${prefix}-end-run`,
        undelivered: `${prefix}-undelivered`,
        dataDriftTopic: `${scope.prefix}-data-drift`,
        modelDriftTopic: `${scope.prefix}-model-drift`,
    };
}

/** The alarm that says when an algorithm's endpoint captures too little. */
export function captureAlarmName({ watchCaptures }: MonitorNames, algorithm: string): string {
    return `${watchCaptures}-${algorithm}`;
}

/** The ARN of a topic of the stack's account. */
export function topicArnOf(scope: Scope, topic: string): string {
    return arnOf(scope, "sns", topic);
}

/** `-<j><t><r>`: a hyphen, the judgement, tries after lack of machines, and retries: a digit each. */
const tryLength = 4;

/** Every name that AWS would refuse, by the path in the model of what makes it. */
export function validateMonitorNames(scope: Scope, model: string, algorithms: readonly string[]): Problem[] {
    const { base, ...others } = monitorNames(scope, model);
    return [
        ...problemIf(
            algorithms.includes("monitor"),
            ["algorithms", "monitor"],
            "the monitor has this name already; give the algorithm another one.",
        ),
        ...validateNameLengths(["name"], {
            ...{ base, tryLength, others: Object.values<string>(others) },
            whose: "the model's or the stage's",
        }),
    ];
}
