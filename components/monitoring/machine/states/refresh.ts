import { executionLine } from "../../../../contracts/notices";
import { failed } from "../../../asl/failures";
import { asExpression, jsonata } from "../../../asl/jsonata";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling } from "../../../asl/states";

/** What of QuickSight is refreshed. */
export interface RefreshArgs {
    readonly model: string;
    /** The account that has the data sets. */
    readonly accountId: string;
    /** The ids of SPICE data sets. */
    readonly dataSets: readonly string[];
    /** The topic that tells people. */
    readonly topicArn: string;
}

/**
 * Asks SPICE to import what the run has found, and does not wait for it. SPICE takes 32 refreshes of a data set in 24
 * hours; one that is refused is told, in the run's output and to people, and the run is none the worse for it. Assigns
 * `$refreshes`: by data set what became of it.
 */
export function refreshDataSets<const Next extends string>(args: RefreshArgs, next: Next) {
    return part("Refresh QuickSight", {
        "Refresh QuickSight": { Type: "Pass", Assign: { refreshes: [] }, Next: "Refresh the data set" },
        "Refresh the data set": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:quicksight:createIngestion",
            Arguments: {
                AwsAccountId: args.accountId,
                DataSetId: `{% ${dataSet(args)} %}`,
                IngestionId: "{% $run.id %}",
                IngestionType: "FULL_REFRESH",
            },
            Assign: { refreshes: noted(args, "'status': 'asked for', 'ingestion': $run.id") },
            Retry: retryThrottling(...serviceErrors.quickSight),
            Catch: failed("Refresh the data set", "Refresh refused", "refusal"),
            Next: "Are all refreshed?",
        },
        "Refresh refused": {
            Type: "Pass",
            Comment: "A result like any other",
            Assign: {
                refreshes: noted(args, "'status': 'refused', 'reason': $refusal.error & ': ' & $refusal.cause"),
            },
            Next: "Are all refreshed?",
        },
        "Are all refreshed?": {
            Type: "Choice",
            Choices: [
                {
                    Condition: `{% $count($refreshes) < ${args.dataSets.length} %}`,
                    Next: "Refresh the data set",
                },
                { Condition: "{% 'refused' in $refreshes.status %}", Next: "Tell of the refusal" },
            ],
            Default: next,
        },
        "Tell of the refusal": {
            Type: "Task",
            Comment: "That nobody could be told changes nothing",
            Resource: "arn:aws:states:::aws-sdk:sns:publish",
            Arguments: notice(args),
            Retry: retryThrottling(...serviceErrors.sns),
            Catch: [{ ErrorEquals: ["States.ALL"], Next: next }],
            Next: next,
        },
    });
}

/** The data set whose turn it is: as many have had theirs as are noted. */
function dataSet({ dataSets }: RefreshArgs): string {
    return `${asExpression(dataSets)}[$count($refreshes)]`;
}

function noted(args: RefreshArgs, what: string): string {
    return `{% $append($refreshes, [{'dataSet': ${dataSet(args)}, ${what}}]) %}`;
}

function notice({ model, topicArn }: RefreshArgs) {
    const attribute = (StringValue: string) => ({ DataType: "String", StringValue });
    return {
        TopicArn: topicArn,
        Subject: `[drivetrain] ${model}: QuickSight not refreshed`.slice(0, 100),
        Message: jsonata(`$join($append($append([
            'A monitoring run of ${model} ended, and QuickSight did not take all of its figures.', ''],
            [$refreshes[status = 'refused'].(dataSet & ': ' & reason)]),
            ['', 'What to do: nothing if it passes; the next run asks again. SPICE takes 32 refreshes of a data set in 24 '
                & 'hours: where runs are more frequent, give the monitor another schedule.',
            '', 'Model: ${model}', '${executionLine("")}' & $states.context.Execution.Id]
        ), '\\n')`),
        MessageAttributes: { model: attribute(model), outcome: attribute("not refreshed") },
    };
}
