import { noBaseline } from "../../../../contracts/parameters";
import { failed } from "../../../asl/failures";
import { asExpression, jsonata } from "../../../asl/jsonata";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling } from "../../../asl/states";

/** Names of the parameters that a deployment writes of its version. */
export interface ChampionParameters {
    readonly modelPackageArn: string;
    readonly baseline: string;
    readonly transform: string;
}

/** A version that serves, as its deployment has named what it needs. */
export interface Champion extends ChampionParameters {
    /** Name of its endpoint. */
    readonly endpoint: string;
}

/**
 * Assigns `$models`, the versions that serve and have a baseline: `{ algorithm, endpoint, modelPackageArn, transform,
 * baseline }`.
 */
export function findVersions<const Next extends string>(
    { champions }: { readonly champions: Readonly<Record<string, Champion>> },
    next: Next,
) {
    const read = (parameter: keyof ChampionParameters, comment: string) => ({
        Type: "Task" as const,
        Comment: comment,
        // A list, since asking for a parameter that is not there is an error like any other.
        Resource: "arn:aws:states:::aws-sdk:ssm:getParameters",
        Arguments: { Names: Object.values(champions).map((names) => names[parameter]) },
        Retry: retryThrottling(...serviceErrors.ssm),
    });
    return part("Find the versions", {
        "Find the versions": {
            ...read("modelPackageArn", "Which version of each algorithm serves"),
            Assign: { found: `{% ${values} %}` },
            Catch: failed("Find the versions"),
            Next: "Find their transforms",
        },
        "Find their transforms": {
            ...read("transform", "By which captures without their raw rows are decoded"),
            Assign: { found: `{% $append($found, ${values}) %}` },
            Catch: failed("Find their transforms"),
            Next: "Find their baselines",
        },
        "Find their baselines": {
            ...read("baseline", "A version of long ago has none"),
            Assign: { models: versions(champions) },
            Catch: failed("Find their baselines"),
            Next: next,
        },
    });
}

const values = "[$states.result.Parameters.{'name': Name, 'value': Value}]";

function versions(champions: Readonly<Record<string, Champion>>): string {
    const items = Object.entries(champions).map(([algorithm, names]) => ({ algorithm, ...names }));
    return jsonata(`(
        $all := $append($found, ${values});
        $valueOf := function($name) { $filter($all, function($one) { $one.name = $name })[0].value };
        [${asExpression(items)}.{
            'algorithm': algorithm,
            'endpoint': endpoint,
            'modelPackageArn': $valueOf(modelPackageArn),
            'transform': $valueOf(transform),
            'baseline': $valueOf(baseline)
        }[$exists(modelPackageArn) and $exists(transform) and $exists(baseline) and baseline != '${noBaseline}']]
    )`);
}
