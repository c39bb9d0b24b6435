import { championParameter, championPath } from "../../contracts/parameters";
import type { AlgorithmDefinition } from "../model/model";
import { failed } from "./failures";
import { jsonata } from "./jsonata";
import { batchFormatOf } from "./requests";
import { serviceErrors } from "./serviceErrors";
import { part, retryThrottling } from "./states";

export interface ChampionArgs {
    readonly definition: AlgorithmDefinition;
    /** Parameter Store path under which `champion/` is. */
    readonly parameterPrefix: string;
}

/** What serves now, by Parameter Store; nothing where no model was promoted yet: the first one has no rival. */
export function readChampion<const Next extends string, const Failed extends string>(
    args: ChampionArgs,
    next: Next,
    onFailure: Failed,
) {
    const names = (["model-name", "transform", "batch-format", "endpoint-config-name"] as const).map((parameter) =>
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
                    $configuration := $value('endpoint-config-name');
                    $exists($value('model-name')) and $exists($value('transform'))
                        ? {
                            'modelName': $value('model-name'),
                            'transform': $value('transform'),
                            'format': $exists($format) ? $format : '${batchFormatOf(args.definition)}',
                            'configuration': $exists($configuration) ? $configuration : ''
                        }
                        : null
                )`),
            },
            Retry: retryThrottling(...serviceErrors.ssm),
            Catch: failed("Read the champion", onFailure),
            Next: next,
        },
    });
}
