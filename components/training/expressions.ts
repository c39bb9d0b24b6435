import type { Catch, Json } from "../shared/asl";
import type { TrainingDefinitionArgs } from "./definition";

/**
 * What a run is called, which version of which object it trains on (`source`, as CopyObject takes it), and where it
 * leaves its files. In an event of S3 the key is plain text, and a bucket without versions tells no version.
 */
export function nameRun(args: TrainingDefinitionArgs): string {
    return jsonata(`(
        $start := $states.context.Execution.StartTime;
        $id := $join($split($substring($start, 0, 10), '-'), '') & '-' & $join($split($substring($start, 11, 8), ':'), '')
            & '-' & $substring($hash($states.context.Execution.Id, 'SHA-256'), 0, 8);
        $object := $states.input.detail.object;
        $path := $split($object.key, '/');
        $encoded := $join($map($path, function($part) { $encodeUrlComponent($part) }), '/');
        $version := $lookup($object, 'version-id');
        $folder := '${args.runsPrefix}' & $id;
        {
            'id': $id,
            'name': '${args.endpointName}-' & $id,
            'location': 's3://${args.artifactBucket}/' & $folder,
            'source': $states.input.detail.bucket.name & '/' & $encoded
                & ($exists($version) ? '?versionId=' & $encodeUrlComponent($version) : ''),
            'data': $folder & '/input/' & $path[-1]
        }
    )`);
}

/** The champion's value of the gate's metric; null where it was measured by another one. */
export function previousBest(metric: string): string {
    return jsonata(`(
        $best := $lookup($parse($states.result.Parameter.Value), ${metric});
        $exists($best) ? $best : null
    )`);
}

/** What `champion/` holds, in the order of writing. */
export function championParameters(args: TrainingDefinitionArgs): Json {
    const values = {
        transform: "{% $run.location & '/transform/transform.json' %}",
        metrics: "{% $string($metrics) %}",
        "model-name": "{% $run.name %}",
        "endpoint-config-name": "{% $run.name %}",
        "endpoint-name": args.endpointName,
    };
    return Object.entries(values).map(([name, value]) => ({ name: `${args.parameterPrefix}/champion/${name}`, value }));
}

/** The output of a run that was judged. */
export function verdict(args: TrainingDefinitionArgs, outcome: "promoted" | "rejected"): Json {
    const { metric, threshold, margin = 0 } = args.definition.gate;
    const promoted = outcome === "promoted";
    const text = (variable: string) => `$string($round(${variable}, 4))`;
    const measured = `'${metric} ' & ${text("$value")}`;
    const reason = promoted
        ? `${measured} & ' is within ${threshold} and ' & ($previousBest = null ? 'there was no previous best' : 'better than the previous best ' & ${text("$previousBest")})`
        : `${measured} & ($value > ${threshold} ? ' is above the threshold ${threshold}' : ' is not better than the previous best ' & ${text("$previousBest")} & '${margin > 0 ? ` by more than ${margin}` : ""}')`;
    return {
        verdict: outcome,
        reason: `{% ${reason} %}`,
        model: args.model,
        algorithm: args.algorithm,
        metric: { name: metric, value: "{% $value %}", threshold, previousBest: "{% $previousBest %}" },
        metrics: "{% $metrics %}",
        modelName: "{% $run.name %}",
        endpointName: promoted ? args.endpointName : null,
        endpointConfigName: promoted ? "{% $run.name %}" : null,
        transform: "{% $run.location & '/transform/transform.json' %}",
    };
}

/**
 * Where any error of a state leads. What a job says of itself is in the JSON that a `.sync` state leaves as the cause:
 * its own message, else SageMaker's reason.
 */
export function failed(state: string): Catch<"Run failed">[] {
    const cause = jsonata(`(
        $cause := $exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : 'no cause was given';
        $job := $substring($cause, 0, 1) = '{' ? $parse($cause) : {};
        $exists($job.ExitMessage) ? $job.ExitMessage
            : $exists($job.FailureReason) ? $job.FailureReason
            : $exists($job.errorMessage) ? $job.errorMessage
            : $cause
    )`);
    return [
        {
            ErrorEquals: ["States.ALL"],
            Assign: { failure: { state, error: "{% $states.errorOutput.Error %}", cause } },
            Next: "Run failed",
        },
    ];
}

/** An expression written over several lines, as one. */
function jsonata(expression: string): string {
    return `{% ${expression.replace(/\s+/g, " ").trim()} %}`;
}
