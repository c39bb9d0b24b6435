import { failed, failWith } from "../../asl/failures";
import { syncJob } from "../../asl/jobStates";
import { jsonata, modelsOf } from "../../asl/jsonata";
import { part, states } from "../../asl/states";
import type { WaitingArgs } from "../../asl/waiting";
import { createExplanationJob, explanationVariables, type ScoringRequestArgs } from "./requests";

interface ExplanationArgs extends ScoringRequestArgs, WaitingArgs {
    readonly model: string;
}

/** Whether a file that is to be explained can be, told before anything is scored. */
export function mayExplain<const Next extends string>({ model, explanations }: ExplanationArgs, next: Next) {
    const explained = modelsOf(Object.keys(explanations));
    const linear = Object.entries(explanations).flatMap(([algorithm, { kind }]) =>
        kind === "linear" ? [algorithm] : [],
    );
    const lacking = `${modelsOf(linear)}[attribution = null or baseline = null]`;
    return part("Is it to be explained?", {
        "Is it to be explained?": {
            Type: "Choice",
            Choices: [
                { Condition: `{% $explain and $count(${explained}) = 0 %}`, Next: "Nothing explains" },
                { Condition: `{% $explain and $count(${lacking}) > 0 %}`, Next: "A version explains nothing" },
            ],
            Default: next,
        },
        "Nothing explains": {
            Type: "Fail",
            Error: "NotExplained",
            Cause:
                `No version of ${model} that serves tells what each feature adds to its scores: that is known of XGBoost ` +
                "whose objective answers the sum of its trees, and of Linear Learner as a regressor. Push the file " +
                "without asking for an explanation.",
        },
        "A version explains nothing": {
            Type: "Fail",
            Error: "NotExplained",
            Cause: jsonata(`
                'The champion of ' & ${lacking}[0].algorithm & ', ' & ${lacking}[0].modelPackageArn
                & ', does not tell what each feature adds to its scores: its run has left no attribution.json. Runs of '
                & 'models that are monitored leave one now: train it anew, or push the file without asking for an '
                & 'explanation.'
            `),
        },
    });
}

/** Has each version that can tell what each feature adds to its scores: one after another's scoring, all at once. */
export function explain<const Next extends string>(args: ExplanationArgs, next: Next) {
    const algorithms = Object.keys(args.explanations);
    return part("Are they explained?", {
        "Are they explained?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $explain %}", Next: "Explain" }],
            Default: next,
        },
        Explain: {
            Type: "Map",
            Comment: "In the algorithms' own images: nobody else reads a model's file",
            Items: `{% [${modelsOf(algorithms)}] %}`,
            MaxConcurrency: Math.max(1, algorithms.length),
            ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...explanation(args) },
            Catch: failed("Explain"),
            Next: next,
        },
    });
}

function explanation(args: ExplanationArgs) {
    const variables = explanationVariables;
    return states({
        StartAt: "Take what scored",
        States: {
            "Take what scored": {
                Type: "Pass",
                Assign: { explained: "{% $states.input %}", [variables.tries]: 0 },
                Next: "Tell contributions",
            },
            ...syncJob("Tell contributions", "ProcessingJob", {
                arguments: createExplanationJob(args),
                waiting: args,
                variables,
                next: "Explained",
                failed: "Not explained",
            }),
            Explained: { Type: "Pass", Output: "{% $explained.algorithm %}", End: true },
            ...failWith("Not explained", variables.failure),
        },
    });
}
