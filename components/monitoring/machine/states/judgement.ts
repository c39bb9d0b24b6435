import { openWindowId } from "../../../../contracts/monitoring";
import { failed, failWith } from "../../../asl/failures";
import { syncJob } from "../../../asl/jobStates";
import { jsonata } from "../../../asl/jsonata";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling, states } from "../../../asl/states";
import type { WaitingArgs } from "../../../asl/waiting";
import { analysisVariables, createAnalysisJob, type MonitorRequestArgs } from "../requests";

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
            Catch: failed("Judge"),
            Next: next,
        },
    });
}

const judgements = jsonata(`[
    $counts.rows > 0 ? {'index': 0, 'name': 'data-quality'},
    $counts.labelled > 0 ? {'index': 1, 'name': 'model-quality'}
]`);

function judgement(args: JudgementArgs) {
    const variables = analysisVariables;
    return states({
        StartAt: "Name the judgement",
        States: {
            "Name the judgement": {
                Type: "Pass",
                Assign: { judgement: "{% $states.input %}", [variables.tries]: 0 },
                Next: "Analyze",
            },
            ...syncJob("Analyze", "ProcessingJob", {
                arguments: createAnalysisJob(args),
                waiting: args,
                variables,
                next: "Analyzed",
                failed: "Not analyzed",
            }),
            Analyzed: { Type: "Pass", Output: "{% $judgement.name %}", End: true },
            ...failWith("Not analyzed", variables.failure),
        },
    });
}
