import { part, retryThrottling } from "../../shared/asl";
import { failed } from "../../shared/failures";
import { syncJob } from "../../shared/jobStates";
import { jsonata } from "../../shared/jsonata";
import { serviceErrors } from "../../shared/serviceErrors";
import type { TrainingDefinitionArgs } from "../definition";
import { createProcessingJob } from "../requests/jobs";
import { batchFormatOf } from "../../shared/requests";

/** What serves now, by Parameter Store; nothing where no model was promoted yet: the first one has no rival. */
export function readChampion<const Next extends string>(args: TrainingDefinitionArgs, next: Next) {
    const parameter = (name: string) => `${args.parameterPrefix}/champion/${name}`;
    return part("Read the champion", {
        "Read the champion": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:ssm:getParameters",
            Arguments: { Names: ["model-name", "transform", "batch-format"].map(parameter) },
            Assign: {
                champion: jsonata(`(
                    $parameters := $states.result.Parameters;
                    $value := function($name) { $parameters[Name = '${parameter("")}' & $name].Value };
                    $format := $value('batch-format');
                    $exists($value('model-name')) and $exists($value('transform'))
                        ? {
                            'modelName': $value('model-name'),
                            'transform': $value('transform'),
                            'format': $exists($format) ? $format : '${batchFormatOf(args.definition)}'
                        }
                        : null
                )`),
            },
            Retry: retryThrottling(...serviceErrors.ssm),
            Catch: failed("Read the champion"),
            Next: next,
        },
    });
}

/** The run's own copy of the data. */
export function keepData(args: TrainingDefinitionArgs) {
    return part("Keep the data", {
        "Keep the data": {
            Type: "Task",
            Comment:
                "The version that landed, so that a file which lands meanwhile under the same name changes nothing. CopyObject takes 5 GB at most",
            Resource: "arn:aws:states:::aws-sdk:s3:copyObject",
            Arguments: {
                CopySource: "{% $run.source %}",
                Bucket: args.artifactBucket,
                Key: "{% $run.data %}",
                // To keep the tags would take permissions of their own.
                TaggingDirective: "REPLACE",
            },
            Retry: retryThrottling(...serviceErrors.s3),
            Catch: failed("Keep the data"),
            Next: "Find the key",
        },
    });
}

/** Assigns `$keyArn`, by which the run's jobs encrypt their disks and outputs. */
export function findKey<const Next extends string>(args: TrainingDefinitionArgs, next: Next) {
    return part("Find the key", {
        "Find the key": {
            Type: "Task",
            Comment: "Volumes are encrypted by a key's ARN, which is not known before the key exists",
            Resource: "arn:aws:states:::aws-sdk:kms:describeKey",
            Arguments: { KeyId: args.keyAlias },
            Assign: { keyArn: "{% $states.result.KeyMetadata.Arn %}" },
            Retry: retryThrottling(...serviceErrors.kms),
            Catch: failed("Find the key"),
            Next: next,
        },
    });
}

/** Rows become vectors; the champion's own encoding of the test rows is among them. */
export function preprocess<const Next extends string>(args: TrainingDefinitionArgs, next: Next) {
    return syncJob("Pre-process", "ProcessingJob", {
        arguments: createProcessingJob(args),
        capacityRetrySeconds: args.capacityRetrySeconds,
        next,
        failed: "Run failed",
    });
}
