import { answerColumns } from "../../contracts/combine";
import { runIdLength } from "../../contracts/runIds";
import type { Scope } from "../access/scope";
import type { ModelDefinition } from "../model/model";
import { type Problem, problemIf } from "../validation/problem";

/** The physical names of a model's scoring pipeline, all known before anything exists. */
export interface ScoringNames {
    /** What the names of all jobs begin with: `<model>-scoring-<stage>`; a run's are called `<base>-<run id>-...`. */
    readonly base: string;
    readonly stateMachine: string;
    readonly preprocessRole: string;
    /** Of the job that merges large batches. */
    readonly mergeRole: string;
    readonly startRole: string;
    readonly startRule: string;
    readonly statusRule: string;
    readonly mergeScores: string;
    readonly notifyScoring: string;
    readonly endRun: string;
    readonly undelivered: string;
}

/** Made of the scope and the model's name alone, so that IAM documents are known before anything exists. */
export function scoringNames(scope: Scope, model: string): ScoringNames {
    const prefix = `${scope.prefix}-${pipeline}`;
    return {
        base: `${model}-${pipeline}-${scope.stage}`,
        stateMachine: prefix,
        preprocessRole: `${prefix}-preprocess`,
        mergeRole: `${prefix}-merge-job`,
        startRole: `${prefix}-start`,
        startRule: `${prefix}-start`,
        statusRule: `${prefix}-status`,
        mergeScores: `${prefix}-merge`,
        notifyScoring: `${prefix}-notify`,
        endRun: `${prefix}-end-run`,
        undelivered: `${prefix}-undelivered`,
    };
}

/** Stands where a training pipeline has its algorithm's name. */
const pipeline = "scoring";

/** `-<i><t><r>`: a hyphen, the algorithm, tries after lack of machines, and retries: a digit each. */
const tryLength = 4;
/** SageMaker's limit for job names. */
const jobLimit = 63;
/** IAM's limit for role names; Lambda, EventBridge rules and SQS queues allow as much or more. */
const roleLimit = 64;
/** A job's name has one digit for its algorithm. */
const mostAlgorithms = 10;

/** Columns of the data that a scored file could not tell from its own. */
export function validateColumnNames({
    columns,
    algorithms,
}: Pick<ModelDefinition, "columns" | "algorithms">): Problem[] {
    const reserved = answerColumns(Object.keys(algorithms));
    return columns.flatMap(({ name }) =>
        problemIf(
            reserved.includes(name),
            ["columns"],
            `a scored file has a column "${name}" of its own; rename the one of the data.`,
        ),
    );
}

/** Every name that AWS would refuse, or that would meet another one, by the path in the model of what makes it. */
export function validateScoringNames(scope: Scope, model: string, algorithms: readonly string[]): Problem[] {
    const { base, ...others } = scoringNames(scope, model);
    const longestJob = base.length + 1 + runIdLength + tryLength;
    const longest = Object.values<string>(others).reduce((a, b) => (b.length > a.length ? b : a));
    return [
        ...problemIf(
            algorithms.includes(pipeline),
            ["algorithms", pipeline],
            "the scoring pipeline has this name already; give the algorithm another one.",
        ),
        ...problemIf(
            algorithms.length > mostAlgorithms,
            ["algorithms"],
            `${algorithms.length} are more than the ${mostAlgorithms} that one run can score with.`,
        ),
        ...problemIf(
            longestJob > jobLimit,
            ["name"],
            `"${base}" makes job names of ${longestJob} characters, and SageMaker takes ${jobLimit}; ` +
                `shorten the model's or the stage's name by ${longestJob - jobLimit}.`,
        ),
        ...problemIf(
            longest.length > roleLimit,
            ["name"],
            `the name "${longest}" has ${longest.length} characters, and AWS takes ${roleLimit}; ` +
                `shorten the model's or the stage's name by ${longest.length - roleLimit}.`,
        ),
    ];
}
