import type { Scope } from "../shared/scope";

/** The physical names of one training pipeline, all known before anything exists. */
export interface TrainingNames {
    /** The endpoint; what runs make (jobs, models, endpoint configurations) is called `<endpoint>-<run id>`. */
    readonly endpoint: string;
    /** Parameter Store path under which runs write `candidate/` and `champion/`. */
    readonly parameterPrefix: string;
    readonly stateMachine: string;
    readonly preprocessRole: string;
    readonly trainRole: string;
    readonly serveRole: string;
    readonly startRole: string;
    readonly startRule: string;
    readonly statusRule: string;
    readonly queryTrainingResults: string;
    readonly notifyRun: string;
    readonly undelivered: string;
}

export function trainingNames(scope: Scope, model: string, algorithm: string): TrainingNames {
    const prefix = `${scope.prefix}-${algorithm}`;
    return {
        endpoint: `${model}-${algorithm}-${scope.stage}`,
        parameterPrefix: `/drivetrain/${scope.stage}/${model}/${algorithm}`,
        stateMachine: `${prefix}-training`,
        preprocessRole: `${prefix}-preprocess`,
        trainRole: `${prefix}-train`,
        serveRole: `${prefix}-serve`,
        startRole: `${prefix}-start`,
        startRule: `${prefix}-start`,
        statusRule: `${prefix}-status`,
        queryTrainingResults: `${prefix}-query-results`,
        notifyRun: `${prefix}-notify`,
        undelivered: `${prefix}-undelivered`,
    };
}

/** A run's id is `yyyymmdd-hhmmss-` and 8 hexadecimal digits. */
const runIdLength = 24;
/** A retry count of up to two digits, with its hyphen. */
const retryLength = 3;
/** SageMaker's limit for jobs, models and endpoint configurations; the endpoint's own name is shorter than a job's. */
const sageMakerLimit = 63;
/** IAM's limit for role names; Lambda, EventBridge rules and SQS queues allow as much or more. */
const roleLimit = 64;

/** Every name that AWS would refuse for its length, as sentences. */
export function validateTrainingNames(scope: Scope, model: string, algorithm: string): string[] {
    const names = trainingNames(scope, model, algorithm);
    const longestJob = names.endpoint.length + 1 + runIdLength + retryLength;
    const problems: string[] = [];
    if (longestJob > sageMakerLimit) {
        problems.push(
            `algorithms.${algorithm}: "${names.endpoint}" makes job names of ${longestJob} characters, and SageMaker takes ` +
                `${sageMakerLimit}; shorten the model's, the algorithm's or the stage's name by ${longestJob - sageMakerLimit}.`,
        );
    }
    const longest = Object.values<string>({ ...names })
        .filter((name) => name.startsWith(scope.prefix))
        .reduce((a, b) => (b.length > a.length ? b : a));
    if (longest.length > roleLimit) {
        problems.push(
            `algorithms.${algorithm}: the name "${longest}" has ${longest.length} characters, and AWS takes ` +
                `${roleLimit}; shorten the model's, the algorithm's or the stage's name by ${longest.length - roleLimit}.`,
        );
    }
    return problems;
}
