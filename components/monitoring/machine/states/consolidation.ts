import { openWindowId, windowFiles } from "../../../../contracts/monitoring";
import { s3Uri } from "../../../../contracts/places";
import { failed } from "../../../asl/failures";
import { jsonata } from "../../../asl/jsonata";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling } from "../../../asl/states";

export interface ConsolidationArgs {
    readonly stateMachineName: string;
    readonly captureBucket: string;
    readonly ledgerTable: string;
    /** Name of the Glue job. */
    readonly consolidation: string;
}

/** What differs from run to run; the job's own arguments tell the rest. None may be empty. */
const jobArguments = jsonata(`$merge([
    {
        '--run_id': $run.id,
        '--endpoints': $string($merge([$models.{endpoint: {'algorithm': algorithm, 'transform': transform}}]))
    },
    $open = '' ? {} : {'--carry_over': $open},
    $begun = '' ? {} : {'--begun': $begun}
])`);

/** This window, and before it those of runs that came no further, the newest first. */
const begunNow = "{% $begun = '' ? $run.window : $run.window & ',' & $begun %}";

/** What the report tells of the job run; it has no member for what Glue does not say. */
const jobRun = jsonata(`{
    'name': $states.result.JobName,
    'run': $states.result.Id,
    'seconds': $states.result.ExecutionTime
}`);

/** Brings together what is new, and assigns `$counts`; `$judged` has the runs that judged before. */
export function consolidate<const Next extends string>(args: ConsolidationArgs, next: Next) {
    const { ledgerTable: TableName, captureBucket, stateMachineName } = args;
    const Key = { id: { S: openWindowId(stateMachineName) } };
    return part("Read the open window", {
        "Read the open window": {
            Type: "Task",
            Comment: "Rows that an earlier run consolidated and did not come to judge, and who judged before",
            Resource: "arn:aws:states:::dynamodb:getItem",
            Arguments: { TableName, Key, ConsistentRead: true },
            Assign: {
                open: "{% $exists($states.result.Item.location.S) ? $states.result.Item.location.S : '' %}",
                begun: "{% $exists($states.result.Item.begun.S) ? $states.result.Item.begun.S : '' %}",
                judged: "{% $exists($states.result.Item.judged.S) ? $parse($states.result.Item.judged.S) : {} %}",
            },
            Retry: retryThrottling(...serviceErrors.dynamoDb),
            Catch: failed("Read the open window"),
            Next: "Begin the window",
        },
        "Begin the window": {
            Type: "Task",
            Comment: "Whatever ends this run from here on, the next one knows where its rows may be",
            Resource: "arn:aws:states:::dynamodb:updateItem",
            Arguments: {
                ...{ TableName, Key },
                UpdateExpression: "SET begun = :windows",
                ExpressionAttributeValues: { ":windows": { S: begunNow } },
            },
            Retry: retryThrottling(...serviceErrors.dynamoDb),
            Catch: failed("Begin the window"),
            Next: "Consolidate",
        },
        Consolidate: {
            Type: "Task",
            // https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html
            Resource: "arn:aws:states:::glue:startJobRun.sync",
            Arguments: {
                JobName: args.consolidation,
                Arguments: jobArguments,
            },
            Assign: { consolidation: jobRun },
            Retry: retryThrottling(...serviceErrors.glueJobs),
            Catch: failed("Consolidate"),
            Next: "Evaluate payload",
        },
        "Evaluate payload": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:s3:getObject",
            Arguments: {
                Bucket: captureBucket,
                Key: `{% $substringAfter($run.window, '${s3Uri(captureBucket)}') & '${windowFiles.counts}' %}`,
            },
            Assign: { counts: "{% $parse($states.result.Body) %}" },
            Retry: retryThrottling(...serviceErrors.s3),
            Catch: failed("Evaluate payload"),
            Next: next,
        },
    });
}
