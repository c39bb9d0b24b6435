import { championParameter, championPath } from "../../../../contracts/parameters";
import { failed } from "../../../asl/failures";
import { syncJob } from "../../../asl/jobStates";
import { jsonata } from "../../../asl/jsonata";
import { batchFormatOf } from "../../../asl/requests";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling } from "../../../asl/states";
import type { TrainingDefinitionArgs } from "../definition";
import { createProcessingJob } from "../requests/jobs";
import { unluckyOf } from "./approval";

/** What serves now, by Parameter Store; nothing where no model was promoted yet: the first one has no rival. */
export function readChampion<const Next extends string>(args: TrainingDefinitionArgs, next: Next) {
    const names = (["model-name", "transform", "batch-format"] as const).map((parameter) =>
        championParameter(args.parameterPrefix, parameter),
    );
    return part("Read the champion", {
        "Read the champion": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:ssm:getParameters",
            Arguments: { Names: names },
            Assign: {
                champion: jsonata(`(
                    $parameters := $states.result.Parameters;
                    $value := function($name) { $parameters[Name = '${championPath(args.parameterPrefix)}/' & $name].Value };
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
            Catch: failed("Read the champion", unluckyOf(args)),
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
