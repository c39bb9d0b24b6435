import { openWindowId } from "../../../../contracts/monitoring";
import { failed, failWith } from "../../../asl/failures";
import { syncJob } from "../../../asl/jobStates";
import { jsonata } from "../../../asl/jsonata";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling, states, when } from "../../../asl/states";
import type { WaitingArgs } from "../../../asl/waiting";
import { createContainerAnalysis, createPlainRows, numberedVersions, versionVariables } from "../containerRequests";
import { analysisVariables, createAnalysisJob, type MonitorRequestArgs } from "../requests";
import { explain } from "./explanation";

export interface JudgementArgs extends MonitorRequestArgs, WaitingArgs {
    readonly stateMachineName: string;
    readonly ledgerTable: string;
}

/** Notes in the ledger where the window is, and assigns `$judgements`. */
export function keepWindow<const Next extends string>(args: JudgementArgs, next: Next) {
    return part("Keep the window open", {
        "Keep the window open": {
            Type: "Task",
            Comment: "Where this run fails from here on, the next one takes the rows over",
            Resource: "arn:aws:states:::dynamodb:putItem",
            Arguments: {
                TableName: args.ledgerTable,
                Item: {
                    id: { S: openWindowId(args.stateMachineName) },
                    location: { S: "{% $run.window %}" },
                    execution: { S: "{% $states.context.Execution.Id %}" },
                    judged: { S: "{% $string($judged) %}" },
                },
            },
            Assign: { judgements },
            Retry: retryThrottling(...serviceErrors.dynamoDb),
            Catch: failed("Keep the window open"),
            Next: next,
        },
    });
}

/** Judges the window: data drift where rows came, model drift where labels came, side by side. */
export function judge<const Next extends string>(args: JudgementArgs, next: Next) {
    return part("Judge", {
        Judge: {
            Type: "Map",
            Comment: "Data drift, and model drift where ground truth came",
            Items: "{% $judgements %}",
            MaxConcurrency: 2,
            ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...judgement(args) },
            Assign: { analyses: "{% [$states.result] %}" },
            Catch: failed("Judge"),
            Next: next,
        },
    });
}

const judgements = jsonata(`[
    $counts.rows > 0 ? {'index': 0, 'name': 'data-quality'},
    $counts.labelled > 0 ? {'index': 1, 'name': 'model-quality'}
]`);

/** What the report tells of the job; it has no member for what SageMaker does not say. */
const analysis = jsonata(`{
    'judgement': $judgement.name,
    'name': $states.result.ProcessingJobName,
    'startedAt': $states.result.ProcessingStartTime,
    'endedAt': $states.result.ProcessingEndTime,
    'message': $states.result.ExitMessage
}`);

function judgement(args: JudgementArgs) {
    const variables = analysisVariables;
    const { container } = args;
    const explains = Object.keys(args.explained).length > 0;
    const begin = explains ? "Is it explained?" : "Analyze";
    return states({
        StartAt: "Name the judgement",
        States: {
            "Name the judgement": {
                Type: "Pass",
                Assign: {
                    judgement: "{% $states.input %}",
                    analysis: { judgement: "{% $states.input.name %}" },
                    [variables.tries]: 0,
                },
                Next: container === undefined ? begin : "Write plain rows",
            },
            ...when(container === undefined, () => ({
                ...when(explains, () => explain(args, "Analyze", "Not analyzed")),
                ...syncJob("Analyze", "ProcessingJob", {
                    arguments: createAnalysisJob(args),
                    assign: { analysis },
                    waiting: args,
                    variables,
                    next: "Analyzed",
                    failed: "Not analyzed",
                }),
            })),
            ...when(container, (container) => byContainer({ ...args, container })),
            Analyzed: { Type: "Pass", Output: "{% $analysis %}", End: true },
            ...failWith("Not analyzed", variables.failure),
        },
    });
}

/** Model Monitor's own container judges by one baseline at a time, and reads other files than the analyzer. */
function byContainer(args: JudgementArgs & { readonly container: string }) {
    return part("Write plain rows", {
        ...syncJob("Write plain rows", "ProcessingJob", {
            arguments: createPlainRows(args),
            waiting: args,
            variables: analysisVariables,
            next: "By each version",
            failed: "Not analyzed",
        }),
        "By each version": {
            Type: "Map",
            Comment: "By the baseline of each version that serves",
            Items: numberedVersions,
            MaxConcurrency: 2,
            ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...ofVersion(args) },
            Catch: failed("By each version", "Not analyzed", analysisVariables.failure),
            Next: "Analyzed",
        },
    });
}

function ofVersion(args: JudgementArgs & { readonly container: string }) {
    const variables = versionVariables;
    return states({
        StartAt: "Name the version",
        States: {
            "Name the version": {
                Type: "Pass",
                Assign: { version: "{% $states.input %}", [variables.tries]: 0 },
                Next: "Analyze by the container",
            },
            ...syncJob("Analyze by the container", "ProcessingJob", {
                arguments: createContainerAnalysis(args),
                waiting: args,
                variables,
                next: "Judged",
                failed: "Not judged",
            }),
            Judged: { Type: "Pass", Output: "{% $version.algorithm %}", End: true },
            ...failWith("Not judged", variables.failure),
        },
    });
}
