import { failed } from "./failures";
import { jsonata } from "./jsonata";
import { resourceLimitExceeded, serviceErrors } from "./serviceErrors";
import { type Assign, type Group, type Json, type Part, retryThrottling } from "./states";
import { tellWait, type WaitingArgs } from "./waiting";

/** Kinds of jobs that SageMaker has, as its operations call them. */
export type JobKind = "ProcessingJob" | "TrainingJob" | "TransformJob" | "HyperParameterTuningJob";

/**
 * Variables that the states of a job use. In a Map or a Parallel no variable may bear the name of one outside, so jobs
 * there take a prefix of their own.
 */
export interface JobVariables {
    /** Tries after lack of machines, 0 to 9. It has to be set to 0 before the first job; each job leaves it so. */
    readonly tries: string;
    /** `{ state, error, cause }` of what went wrong last. */
    readonly failure: string;
    /** `{ name, looks, status }` of a job that is polled. */
    readonly job: string;
}

/** `tries`, `failure` and `job`; with a prefix `transformTries`, ... */
export function jobVariables(prefix = ""): JobVariables {
    const name = (word: string) => (prefix === "" ? word : `${prefix}${word[0]?.toUpperCase() ?? ""}${word.slice(1)}`);
    return { tries: name("tries"), failure: name("failure"), job: name("job") };
}

/** How often a job is tried again where AWS is short of machines: a digit of its name counts the tries. */
export const mostTries = 9;

interface JobArgs<Next extends string, Failed extends string> {
    /** The request; its name has to differ with each try: see {@link tryName}. */
    readonly arguments: Json;
    readonly comment?: string;
    /**
     * Set from the job's description, `$states.result`, once it is completed. Of a job that is polled it is set at
     * every look, so that its expressions have to stand a description without results.
     */
    readonly assign?: Assign;
    /** How it waits where machines are short or a quota is full, and who is told. */
    readonly waiting: WaitingArgs;
    /** @default jobVariables() */
    readonly variables?: JobVariables;
    readonly next: Next;
    /** A state that finds what went wrong in the variable `failure`. */
    readonly failed: Failed;
}

/**
 * The name of a job: `<base>-<t><r>`, t tries after lack of machines and r retries after throttling, since names of
 * jobs are unique in an account for good.
 * @param base an expression
 * @param digits an expression: ten characters that count the tries
 * @param hyphen what stands between, for jobs beside others that count by the same characters
 */
export function tryName(base: string, { tries } = jobVariables(), digits = "'0123456789'", hyphen = "-"): string {
    return `{% ${base} & '${hyphen}' & $substring(${digits}, $${tries}, 1) & $string($states.context.State.RetryCount) %}`;
}

/** A job that Step Functions waits for (`.sync`), tried again where machines are short. */
export function syncJob<const Name extends string, const Next extends string, const Failed extends string>(
    name: Name,
    kind: Exclude<JobKind, "HyperParameterTuningJob">,
    args: JobArgs<Next, Failed>,
): Part<Name, Next | Failed> {
    const variables = args.variables ?? jobVariables();
    const short = `${name}: short of machines?`;
    return closed({
        [name]: {
            Type: "Task",
            ...described(args),
            Resource: `arn:aws:states:::sagemaker:create${kind}.sync`,
            Arguments: args.arguments,
            Assign: { ...args.assign, [variables.tries]: 0 },
            Retry: retryThrottling(...serviceErrors.sageMakerJobs),
            Catch: failed(name, short, variables.failure),
            Next: args.next,
        },
        ...capacityStates(name, args, variables),
    });
}

/**
 * A job whose request Step Functions' optimized integration would not take whole: created by the SDK integration, then
 * looked at until it has ended. Unlike a job that Step Functions waits for, it goes on when somebody stops the run.
 */
export function polledJob<const Name extends string, const Next extends string, const Failed extends string>(
    name: Name,
    kind: JobKind,
    args: JobArgs<Next, Failed> & {
        /** Seconds from the creation to the first look. Each wait is a little longer, see {@link growing}. */
        readonly pollSeconds: number;
    },
): Part<Name, Next | Failed> {
    const variables = args.variables ?? jobVariables();
    const { job, failure, tries } = variables;
    const [wait, look, done, short] = ["wait", "look", "done?", "short of machines?"].map((it) => `${name}: ${it}`);
    const reason = `$exists($states.result.FailureReason) ? $states.result.FailureReason : ''`;
    const retry = retryThrottling(...serviceErrors.sageMaker);
    return closed({
        [name]: {
            Type: "Task",
            ...described(args),
            Resource: `arn:aws:states:::aws-sdk:sagemaker:create${kind}`,
            Arguments: args.arguments,
            Assign: { [job]: { name: `{% $substringAfter($states.result.${kind}Arn, '/') %}`, looks: 0 } },
            Retry: retry,
            Catch: failed(name, short as string, failure),
            Next: wait as string,
        },
        [wait as string]: { Type: "Wait", Seconds: growing(args.pollSeconds, `$${job}.looks`), Next: look as string },
        [look as string]: {
            Type: "Task",
            Resource: `arn:aws:states:::aws-sdk:sagemaker:describe${kind}`,
            Arguments: { [`${kind}Name`]: `{% $${job}.name %}` },
            Assign: {
                ...args.assign,
                [job]: {
                    name: `{% $${job}.name %}`,
                    looks: `{% $${job}.looks + 1 %}`,
                    status: `{% $states.result.${kind}Status %}`,
                },
                [failure]: {
                    state: name,
                    error: "States.TaskFailed",
                    cause: jsonata(`(
                        $reason := ${reason};
                        $reason != '' ? $reason : 'the job ended as ' & $states.result.${kind}Status
                    )`),
                },
            },
            Retry: retry,
            Catch: failed(look as string, args.failed, failure),
            Next: done as string,
        },
        [done as string]: {
            Type: "Choice",
            Choices: [
                { Condition: `{% $${job}.status = 'Completed' %}`, Assign: { [tries]: 0 }, Next: args.next },
                { Condition: `{% $${job}.status in ['InProgress', 'Stopping'] %}`, Next: wait as string },
            ],
            Default: short as string,
        },
        ...capacityStates(name, args, variables),
    });
}

/**
 * A wait that grows by a fiftieth each time: what ends is noticed within 2 percent of its time, and 450 looks last for
 * five days, though each look leaves some ten events and an execution's history holds 25,000.
 */
function growing(seconds: number, looks: string): string {
    return `{% $ceil(${seconds} * $power(1.02, ${looks})) %}`;
}

/** Machines are short or a quota is full: that passes in tens of minutes, not in seconds. */
function capacityStates(
    name: string,
    { waiting, failed: otherwise }: JobArgs<string, string>,
    { tries, failure }: JobVariables,
): Group {
    const wait = `${name}: wait for machines`;
    const tell = `${name}: tell of the wait`;
    const short = isShortOfMachines(failure);
    return {
        [`${name}: short of machines?`]: {
            Type: "Choice",
            Choices: [
                { Condition: `{% ${short} and $${tries} = 0 %}`, Next: tell },
                { Condition: `{% ${short} and $${tries} < ${mostTries} %}`, Next: wait },
            ],
            Default: otherwise,
        },
        [tell]: tellWait(name, waiting, failure, wait),
        [wait]: {
            Type: "Wait",
            Seconds: waiting.capacityRetrySeconds,
            Assign: { [tries]: `{% $${tries} + 1 %}` },
            Next: name,
        },
    };
}

/**
 * Whether what a variable says went wrong is lack of machines, as a part of an expression. Jobs and endpoints begin the
 * reason differently, but both have these words.
 */
export function isShortOfMachines(failure: string): string {
    const words = "Unable to provision requested ML compute capacity";
    return `($${failure}.error = '${resourceLimitExceeded}' or $contains($${failure}.cause, '${words}'))`;
}

function described({ comment }: { readonly comment?: string }) {
    return comment === undefined ? {} : { Comment: comment };
}

/** Names made of another one are no literals to the compiler; what such a group shows is what its caller gave. */
function closed<Name extends string, Exit extends string>(group: Group): Part<Name, Exit> {
    return group as unknown as Part<Name, Exit>;
}
