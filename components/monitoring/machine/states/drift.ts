import { driftDetected, type DriftRequest, openWindowId } from "../../../../contracts/monitoring";
import { failed } from "../../../asl/failures";
import { jsonata, type Spelled } from "../../../asl/jsonata";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling } from "../../../asl/states";

export interface DriftArgs {
    readonly model: string;
    readonly stateMachineName: string;
    readonly ledgerTable: string;
    readonly evaluateDriftArn: string;
}

/** Tells people and the bus of what drifted, then closes the window: what is told twice is better than what is not told. */
export function evaluateDrift<const Next extends string>(args: DriftArgs, next: Next) {
    return part("Evaluate drift", {
        "Evaluate drift": {
            Type: "Task",
            Resource: "arn:aws:states:::lambda:invoke",
            Arguments: { FunctionName: args.evaluateDriftArn, Payload: { ...driftQuestion, report: "{% $report %}" } },
            Assign: { verdict: "{% $states.result.Payload %}" },
            Retry: retryThrottling(...serviceErrors.lambda),
            Catch: failed("Evaluate drift"),
            Next: "Has it drifted?",
        },
        "Has it drifted?": {
            Type: "Choice",
            Choices: [{ Condition: "{% $verdict.verdict = 'drifted' %}", Next: "Tell of the drift" }],
            Default: "Close the window",
        },
        "Tell of the drift": {
            Type: "Task",
            Resource: "arn:aws:states:::events:putEvents",
            Arguments: {
                Entries: [
                    {
                        Source: driftDetected.source,
                        DetailType: driftDetected.detailType,
                        Detail: {
                            model: args.model,
                            location: "{% $run.location %}",
                            violations: "{% $verdict.violations %}",
                            execution: "{% $states.context.Execution.Id %}",
                        },
                    },
                ],
            },
            Retry: retryThrottling(...serviceErrors.eventBridge),
            Catch: failed("Tell of the drift"),
            Next: "Close the window",
        },
        "Close the window": {
            Type: "Task",
            Comment: "It is judged, and told of; the next run is told by whom",
            Resource: "arn:aws:states:::dynamodb:putItem",
            Arguments: {
                TableName: args.ledgerTable,
                Item: { id: { S: openWindowId(args.stateMachineName) }, judged: { S: judgedNow } },
            },
            Retry: retryThrottling(...serviceErrors.dynamoDb),
            Catch: failed("Close the window"),
            Next: next,
        },
    });
}

/** By judgement, where the run that judged last has left its files: this one, or one before. */
const judgedNow = jsonata("$string($merge([$judged, $judgements.{name: $run.location & '/' & name}]))");

/** What functions/monitoring/evaluateDrift.ts is asked, but for the report. */
export const driftQuestion = {
    runId: "{% $run.id %}",
    location: "{% $run.location %}",
    window: "{% $run.window %}",
    counts: "{% $counts %}",
    judgements: "{% [$judgements.name] %}",
    models: "{% $models %}",
    executionArn: "{% $states.context.Execution.Id %}",
    startedAt: "{% $states.context.Execution.StartTime %}",
} as const satisfies Spelled<Omit<DriftRequest, "report">>;
