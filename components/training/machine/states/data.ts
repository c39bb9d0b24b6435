import { manifestEnding } from "../../../../contracts/landing";
import { keepData } from "../../../asl/dataStates";
import { failed } from "../../../asl/failures";
import { serviceErrors } from "../../../asl/serviceErrors";
import { type Definition, part, retryThrottling, retryUntilKeyCounts, states } from "../../../asl/states";
import type { TrainingDefinitionArgs } from "../args";

/** Copies at once, of the 40 iterations that Step Functions runs side by side. */
const copiesAtOnce = 20;

/** The run's own data: the file that landed, or each object that a manifest names. `$objects` counts them. */
export function keepObjects(args: TrainingDefinitionArgs) {
    return {
        ...part("One file or many?", {
            "One file or many?": {
                Type: "Choice",
                Choices: [
                    {
                        Condition: `{% $contains($data.key, /${manifestEnding.replaceAll(".", "\\.")}$/) %}`,
                        Next: "Read the manifest",
                    },
                ],
                Default: "Keep the data",
            },
            "Read the manifest": {
                Type: "Task",
                Resource: "arn:aws:states:::lambda:invoke",
                Arguments: {
                    FunctionName: args.readManifestArn,
                    Payload: {
                        manifest: "{% 's3://' & $data.key %}",
                        version: "{% $data.version %}",
                        location: "{% $run.location %}",
                    },
                },
                Assign: { objects: "{% $count($states.result.Payload.copies) %}" },
                Output: "{% $states.result.Payload %}",
                Retry: retryThrottling(...serviceErrors.lambda),
                Catch: failed("Read the manifest"),
                Next: "Keep the objects",
            },
            "Keep the objects": {
                Type: "Map",
                Items: "{% $states.input.copies %}",
                MaxConcurrency: copiesAtOnce,
                ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...copyStates(args) },
                Output: {},
                Catch: failed("Keep the objects"),
                Next: "Find the key",
            },
        }),
        ...keepData(args),
    };
}

/** What S3 answers is told to nobody: all answers together would be more than Step Functions passes on. */
function copyStates({ artifactBucket }: TrainingDefinitionArgs): Definition {
    return states({
        StartAt: "Keep an object",
        States: {
            "Keep an object": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:s3:copyObject",
                Arguments: {
                    CopySource: "{% $states.input.source %}",
                    Bucket: artifactBucket,
                    Key: "{% $states.input.key %}",
                    TaggingDirective: "REPLACE",
                },
                Output: {},
                Retry: retryUntilKeyCounts(...serviceErrors.s3),
                End: true,
            },
        },
    });
}
