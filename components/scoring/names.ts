import { answerColumns } from "../../contracts/combine";
import { explanationColumns } from "../../contracts/scoring";
import type { Scope } from "../access/scope";
import type { ModelDefinition } from "../model/model";
import { validateNameLengths } from "../validation/nameLengths";
import { type Problem, problemIf } from "../validation/problem";

/** The physical names of a model's scoring pipeline, all known before anything exists. */
export interface ScoringNames {
    /** What the names of all jobs begin with: `<model>-scoring-<stage>`; a run's are called `<base>-<run id>-...`. */
    readonly base: string;
    readonly stateMachine: string;
    readonly preprocessRole: string;
    /** Of the job that merges large batches. */
    readonly mergeRole: string;
    /** Of the jobs that explain scores. */
    readonly explainRole: string;
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
        explainRole: `${prefix}-explain`,
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
/** A job's name has one digit for its algorithm. */
const mostAlgorithms = 10;

/** Columns of the data that a scored file could not tell from its own. */
export function validateColumnNames({
    columns,
    algorithms,
}: Pick<ModelDefinition, "columns" | "algorithms">): Problem[] {
    const names = Object.keys(algorithms);
    const reserved = [...answerColumns(names), ...explanationColumns(names)];
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
        ...validateNameLengths(["name"], {
            ...{ base, tryLength, others: Object.values<string>(others) },
            whose: "the model's or the stage's",
        }),
    ];
}
