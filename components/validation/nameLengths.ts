import { runIdLength } from "../../contracts/runIds";
import { type Path, type Problem, problemIf } from "./problem";

/** SageMaker's limit for jobs, models and endpoint configurations. */
const jobLimit = 63;
/** IAM's limit for role names; Lambda, EventBridge rules and SQS queues allow as much or more. */
const roleLimit = 64;

export interface PipelineNames {
    /** What the names of all jobs begin with; a run's id and the tries follow. */
    readonly base: string;
    /** Characters after the run's id: a hyphen, and a digit for each count. */
    readonly tryLength: number;
    /** The names of roles, functions, rules and queues. */
    readonly others: readonly string[];
    /** What may be shortened, in words, e.g. `the model's or the stage's`. */
    readonly whose: string;
}

/** Every name of a pipeline that AWS would refuse for its length. */
export function validateNameLengths(path: Path, { base, tryLength, others, whose }: PipelineNames): Problem[] {
    const longestJob = base.length + 1 + runIdLength + tryLength;
    const longest = others.reduce((a, b) => (b.length > a.length ? b : a));
    return [
        ...problemIf(
            longestJob > jobLimit,
            path,
            `"${base}" makes job names of ${longestJob} characters, and SageMaker takes ${jobLimit}; ` +
                `shorten ${whose} name by ${longestJob - jobLimit}.`,
        ),
        ...problemIf(
            longest.length > roleLimit,
            path,
            `the name "${longest}" has ${longest.length} characters, and AWS takes ${roleLimit}; ` +
                `shorten ${whose} name by ${longest.length - roleLimit}.`,
        ),
    ];
}
