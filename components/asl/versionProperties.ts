import { noBaseline } from "../../contracts/parameters";
import { baselineFolder, runFiles } from "../../contracts/places";
import { artifactHashProperty, promotedFromProperty } from "../../contracts/promotion";
import type { Explanation } from "../model/attribution";
import { asExpression, jsonata } from "./jsonata";
import { runPath } from "./requests";
import type { Assign } from "./states";

/**
 * What is known of a model version beside what SageMaker keeps of it: its `CustomerMetadataProperties`, which training
 * writes, and deployment and batch scoring read. SageMaker takes 50 of them, of 1 to 256 characters each.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html
 */
const mostProperties = 50;

/** What the names of the properties begin with that have a version's metrics. */
const metricPrefix = "metrics/";

/** The property of a version that has served, which its deployment sets. */
export const deployedProperty = "deployed";

/** The property of a version that an execution has rejected: the execution. */
export const rejectedByProperty = "rejected-by";

export interface PropertyArgs {
    /** The gate's. */
    readonly metric: string;
    readonly batchFormat: string;
    /** Whether the run has left a baseline. */
    readonly monitoring: boolean;
    /** Whether the baseline has an attribution.json, and of what kind of model. */
    readonly attribution?: Explanation;
}

/**
 * The properties of a version, as the states of a training run have found them.
 *
 * Each metric is one, as far as there is room: the gate's comes first, then the others by their names.
 */
export function writeProperties({ metric, batchFormat, monitoring, attribution }: PropertyArgs): string {
    const rival = (figure: string) => `{% $champion = null ? '' : $string($comparison.champion.${figure}) %}`;
    const interval = (end: number) =>
        `{% $comparison.r2Interval = null ? '' : $string($comparison.r2Interval[${end}]) %}`;
    const values = {
        run: "{% $run.id %}",
        "model-name": "{% $modelName %}",
        "training-job": "{% $trainingJob.name %}",
        location: "{% $run.location %}",
        transform: runPath(runFiles.transform),
        // `baseline` is the error of always answering the mean.
        "baseline-location": monitoring ? runPath(baselineFolder) : "",
        // By it a linear version is explained; one of long ago has none.
        attribution: attribution ?? "",
        [artifactHashProperty]: "{% $artifactSha256 %}",
        "batch-format": batchFormat,
        data: propertyText("$data.key"),
        // The text may have been cleaned or cut, so that it no longer tells one key from another.
        "data-key-hash": "{% $data.keyHash %}",
        "data-version": propertyText("$data.version"),
        "data-time": "{% $data.time %}",
        "data-sequencer": "{% $data.sequencer %}",
        metric,
        "metric-value": "{% $string($value) %}",
        rows: "{% $string($comparison.rows) %}",
        rmse: "{% $string($comparison.challenger.rmse) %}",
        mae: "{% $string($comparison.challenger.mae) %}",
        r2: "{% $string($comparison.challenger.r2) %}",
        "r2-low": interval(0),
        "r2-high": interval(1),
        baseline: "{% $string($comparison.baseline) %}",
        combined: "{% $comparison.combined.rule %}",
        "combined-of": "{% $join($comparison.combined.algorithms, ' ') %}",
        "combined-rmse": "{% $string($comparison.combined.rmse) %}",
        "combined-mae": "{% $string($comparison.combined.mae) %}",
        "combined-r2": "{% $string($comparison.combined.r2) %}",
        "champion-rmse": rival("rmse"),
        "champion-mae": rival("mae"),
        // Which model it was compared with, and whether both read a vector alike.
        champion: "{% $comparison.against %}",
        "same-vector": "{% $string($comparison.sameVector) %}",
    };
    const later = [deployedProperty, rejectedByProperty, promotedFromProperty];
    const room = mostProperties - Object.keys(values).length - later.length;
    return jsonata(`(
        $others := $sort($keys($metrics)[$ != '${metric}' and $contains($, /^[A-Za-z0-9 _.:=+@\\/-]{1,100}$/)]);
        $kept := $filter($append(['${metric}'], $others), function($name, $index) { $index < ${room} });
        $sift($merge([
            ${asExpression(values)},
            $kept.{'${metricPrefix}' & $: $string($lookup($metrics, $))}
        ]), function($value) { $value != '' })
    )`);
}

/** Without these a version cannot be deployed, or nobody could tell how good it is. */
const needed = ["model-name", "location", "metric-value", "rows", "rmse", "mae"];

/**
 * The properties of a described version, as the states of a training run would have left them; `$lacking` has the names
 * of those that are missing.
 */
export function readProperties(): Assign {
    const property = (name: string) => `$lookup($states.result.CustomerMetadataProperties, '${name}')`;
    const text = (name: string) => `($exists(${property(name)}) ? ${property(name)} : '')`;
    const number = (name: string) => `($exists(${property(name)}) ? $number(${property(name)}) : 0)`;
    const quality = (prefix: string) => `{'rmse': ${number(`${prefix}rmse`)}, 'mae': ${number(`${prefix}mae`)}}`;
    const known = (name: string) => `($exists(${property(name)}) ? $number(${property(name)}) : null)`;
    return {
        lacking: jsonata(`[$filter(${JSON.stringify(needed)}, function($name) {
            $not($exists($lookup($states.result.CustomerMetadataProperties, $name)))
        })]`),
        modelName: `{% ${text("model-name")} %}`,
        run: `{% {'location': ${text("location")}} %}`,
        data: {
            key: `{% ${text("data")} %}`,
            keyHash: `{% ${text("data-key-hash")} %}`,
            version: `{% ${text("data-version")} %}`,
            time: `{% ${text("data-time")} %}`,
            sequencer: `{% ${text("data-sequencer")} %}`,
        },
        value: `{% ${number("metric-value")} %}`,
        metrics: jsonata(`$merge([
            {${text("metric")}: ${number("metric-value")}},
            $each($states.result.CustomerMetadataProperties, function($value, $name) {
                $substring($name, 0, ${metricPrefix.length}) = '${metricPrefix}'
                    ? {$substring($name, ${metricPrefix.length}): $number($value)}
                    : {}
            })
        ])`),
        comparison: {
            rows: `{% ${number("rows")} %}`,
            challenger: `{% $merge([${quality("")}, {'r2': ${known("r2")}}]) %}`,
            champion: `{% $exists(${property("champion-rmse")}) ? ${quality("champion-")} : null %}`,
            baseline: `{% ${known("baseline")} %}`,
            r2Interval: `{% $exists(${property("r2-low")}) ? [${known("r2-low")}, ${known("r2-high")}] : null %}`,
            combined: jsonata(`$exists(${property("combined-rmse")})
                ? {
                    'rule': ${text("combined")},
                    'algorithms': [$split(${text("combined-of")}, ' ')],
                    'rmse': ${known("combined-rmse")},
                    'mae': ${known("combined-mae")},
                    'r2': ${known("combined-r2")}
                }
                : null`),
            sameVector: `{% ${text("same-vector")} = 'true' %}`,
            against: `{% ${text("champion")} %}`,
        },
        baselineLocation: `{% ${text("baseline-location")} = '' ? '${noBaseline}' : ${text("baseline-location")} %}`,
        deployed: `{% ${text(deployedProperty)} = 'true' %}`,
        rejectedBy: `{% ${text(rejectedByProperty)} %}`,
        promotedFrom: `{% ${text(promotedFromProperty)} %}`,
    };
}

function propertyText(expression: string): string {
    return `{% ${propertyTextOf(expression)} %}`;
}

/** A text as a property's value may be, as a part of an expression: S3 allows characters that the registry refuses. */
export function propertyTextOf(expression: string): string {
    return `$substring($replace(${expression}, /[^A-Za-z0-9 _.:=+@\\/-]/, '_'), 0, 256)`;
}
