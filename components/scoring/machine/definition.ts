import { championParameter } from "../../../contracts/parameters";
import { claimStates } from "../../asl/claims";
import { findKey, keepData } from "../../asl/dataStates";
import { failed, failWith } from "../../asl/failures";
import { polledJob, syncJob } from "../../asl/jobStates";
import { nameData, nameRun } from "../../asl/runs";
import { serviceErrors } from "../../asl/serviceErrors";
import { type Definition, retryThrottling, states } from "../../asl/states";
import type { WaitingArgs } from "../../asl/waiting";
import { explain, mayExplain } from "./explanation";
import { isToBeExplained, mergeRequest, scored, whereFound, whereNotFound } from "./expressions";
import {
    createMergeJob,
    createProcessingJob,
    createTransformJob,
    type ScoringRequestArgs,
    transformVariables,
} from "./requests";
import { versionStates } from "./versions";

/** Everything that the state machine of a scoring pipeline has to know: names and ARNs, no resources. */
export interface ScoringDefinitionArgs extends ScoringRequestArgs, WaitingArgs {
    readonly model: string;
    /** The algorithms, in the order of the result's columns, and the paths in Parameter Store with their `champion/`. */
    readonly parameterPrefixes: Readonly<Record<string, string>>;
    /** `<model>-scoring-<stage>`; all jobs are called `<base>-<run id>-...`. */
    readonly base: string;
    readonly stateMachineName: string;
    readonly ledgerTable: string;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    readonly artifactBucket: string;
    /** Prefix of the landing bucket that files to be scored arrive under, with a slash at its end. */
    readonly scoringPrefix: string;
    /** Where runs leave their files in the artifact bucket, with a slash at its end. */
    readonly scoresPrefix: string;
    readonly mergeScoresArn: string;
    /** Seconds between two looks at a transform job. */
    readonly pollSeconds: number;
    /** Longest run, in seconds. */
    readonly timeoutSeconds: number;
}

/** Seconds that the merging function may take: Lambda's most. */
export const mergeSeconds = 900;

/**
 * From a CSV file in the landing bucket to one CSV with a score of each algorithm and the combined one in each row.
 *
 * The input is S3's "Object Created" event; with `"explain": true` in it, or of a file in the folder `explain/`, each row
 * has its largest contributions, too. What later states need they find in variables: `$run` (id, names and places
 * of this run), `$data` (what the event says of the file), `$keyArn`, `$models` (the version that scores, of each
 * algorithm that has one), `$degraded` (the algorithms that have none), `$explain`, `$mergedByJob`, `$merged` (what merging told, or
 * what a job is to be asked that merges).
 */
export function scoringDefinition(args: ScoringDefinitionArgs): Definition {
    const { model } = args;
    const algorithms = Object.keys(args.parameterPrefixes);
    return states({
        Comment: `Scores files by the models of ${model}`,
        QueryLanguage: "JSONata",
        TimeoutSeconds: args.timeoutSeconds,
        StartAt: "Name the run",
        States: {
            "Name the run": {
                Type: "Pass",
                Comment: "yyyymmdd-hhmmss of the start, and eight digits that tell executions of one second apart",
                Assign: {
                    run: nameRun({ base: args.base, bucket: args.artifactBucket, prefix: args.scoresPrefix }),
                    data: nameData(args.stateMachineName),
                    tries: 0,
                    explain: isToBeExplained(args.scoringPrefix),
                    mergedByJob: false,
                },
                Next: "Claim the data",
            },
            ...claimStates({ ledgerTable: args.ledgerTable, next: "Keep the data", taken: "The data has a run" }),
            "The data has a run": {
                Type: "Pass",
                Comment: "The event came twice. The run that was first tells its own end, so this one tells none",
                Output: {
                    verdict: "duplicate",
                    reason: "{% $data.key & ' has a run already: the event came twice' %}",
                    model,
                },
                End: true,
            },
            ...keepData(args),
            ...findKey(args, "Find the models", "Run failed"),
            "Find the models": {
                Type: "Map",
                Comment: "The champion of each algorithm, which real time asks and the gate compares with",
                Items: Object.entries(args.parameterPrefixes).map(([algorithm, prefix], index) => ({
                    ...{ index, algorithm, parameter: championParameter(prefix, "model-package-arn") },
                })),
                MaxConcurrency: algorithms.length,
                ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...versionStates() },
                Assign: { models: whereFound, degraded: whereNotFound },
                Catch: failed("Find the models"),
                Next: "Is there a model?",
            },
            "Is there a model?": {
                Type: "Choice",
                Choices: [{ Condition: "{% $count($models) > 0 %}", Next: "Is it to be explained?" }],
                Default: "No model yet",
            },
            "No model yet": {
                Type: "Fail",
                Error: "NoApprovedModel",
                Cause:
                    `No version of ${model} serves, of any algorithm (${algorithms.join(", ")}): train first, and where ` +
                    "approval is manual approve what was trained; then push the file once more.",
            },
            ...mayExplain(args, "Pre-process"),
            ...syncJob("Pre-process", "ProcessingJob", {
                arguments: createProcessingJob(args),
                comment: "Each model version's own transform.json encodes the rows; nothing is fitted",
                waiting: args,
                next: "Score",
                failed: "Run failed",
            }),
            Score: {
                Type: "Map",
                Comment: "By all models at once",
                Items: "{% $models %}",
                MaxConcurrency: algorithms.length,
                ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...transformStates(args) },
                Catch: failed("Score"),
                Next: "Are they explained?",
            },
            ...explain(args, "Merge the scores"),
            "Merge the scores": {
                Type: "Task",
                Resource: "arn:aws:states:::lambda:invoke",
                Arguments: { FunctionName: args.mergeScoresArn, Payload: mergeRequest(Object.keys(args.explanations)) },
                Assign: { merged: "{% $states.result.Payload %}" },
                TimeoutSeconds: mergeSeconds + 60,
                Retry: retryThrottling(...serviceErrors.lambda),
                Catch: failed("Merge the scores"),
                Next: "Is it for a job?",
            },
            "Is it for a job?": {
                Type: "Choice",
                Comment: "More scores than the function merges in its time are merged by a processing job",
                Choices: [{ Condition: "{% $exists($merged.mergeJob) %}", Next: "Merge by a job" }],
                Default: "Scored",
            },
            ...syncJob("Merge by a job", "ProcessingJob", {
                arguments: createMergeJob(args),
                comment: "The function then tells of it, and leaves the record",
                assign: { mergedByJob: true },
                waiting: args,
                next: "Merge the scores",
                failed: "Run failed",
            }),
            Scored: {
                Type: "Pass",
                Output: scored(model),
                End: true,
            },
            ...failWith("Run failed"),
        },
    });
}

/** The batch transform job of one model version. */
function transformStates(args: ScoringDefinitionArgs): Definition {
    const { tries, failure } = transformVariables;
    return states({
        StartAt: "Take the version",
        States: {
            "Take the version": {
                Type: "Pass",
                Assign: { version: "{% $states.input %}", [tries]: 0 },
                Next: "Transform",
            },
            ...polledJob("Transform", "TransformJob", {
                arguments: createTransformJob(args),
                waiting: args,
                pollSeconds: args.pollSeconds,
                variables: transformVariables,
                next: "Transformed",
                failed: "Not transformed",
            }),
            Transformed: { Type: "Pass", Output: "{% $version.algorithm %}", End: true },
            ...failWith("Not transformed", failure),
        },
    });
}
