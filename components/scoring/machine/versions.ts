import { failed, failWith } from "../../asl/failures";
import { asExpression, jsonata } from "../../asl/jsonata";
import { serviceErrors } from "../../asl/serviceErrors";
import { type Definition, retryThrottling, states } from "../../asl/states";

/** What a transform job may be asked in: the formats that jobs/preprocess/score.py writes. */
const formats = ["text/csv", "application/jsonlines"];

/**
 * The version of one algorithm that serves, with what its metadata says of how to use it. A deployment writes which one
 * it is (contracts/parameters.ts): real time and the gate read it there as well, so that all speak of the same one.
 *
 * The input is one of the Map's items, `{ index, algorithm, parameter }`. The output has a `modelPackageArn` of null where
 * no version serves, else `modelName`, `transform`, `batchFormat`, `artifact`, and
 * `rmse`, its error on test rows; null for a version of long ago. `baseline` and `attribution` (the kind of model that its
 * run has explained) are null where there is none.
 */
export function versionStates(): Definition {
    return states({
        StartAt: "Find the champion",
        States: {
            "Find the champion": {
                Type: "Task",
                Comment: "A list, since asking for a parameter that is not there is an error like any other",
                Resource: "arn:aws:states:::aws-sdk:ssm:getParameters",
                Arguments: { Names: ["{% $states.input.parameter %}"] },
                Output: champion,
                Retry: retryThrottling(...serviceErrors.ssm),
                Catch: failed("Find the champion", "Version not found out", "lookupFailure"),
                Next: "Does a version serve?",
            },
            "Does a version serve?": {
                Type: "Choice",
                Choices: [{ Condition: "{% $states.input.modelPackageArn != null %}", Next: "Read the version" }],
                Default: "No version serves",
            },
            "No version serves": { Type: "Pass", End: true },
            "Read the version": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:sagemaker:describeModelPackage",
                Arguments: { ModelPackageName: "{% $states.input.modelPackageArn %}" },
                Output: versionRead,
                Retry: retryThrottling(...serviceErrors.sageMaker),
                Catch: failed("Read the version", "Version not found out", "lookupFailure"),
                Next: "Can it score?",
            },
            "Can it score?": {
                Type: "Choice",
                Choices: [{ Condition: `{% $count(${unusable}) = 0 %}`, Next: "It can" }],
                Default: "It cannot",
            },
            "It can": { Type: "Pass", End: true },
            "It cannot": {
                Type: "Fail",
                Error: "UnusableVersion",
                Cause: jsonata(`
                    'The champion of ' & $states.input.algorithm & ', ' & $states.input.modelPackageArn
                    & ', cannot score: its metadata has no usable ' & $join(${unusable}, ', ') & '. Versions that training '
                    & 'registers have all of it. Reject this one (aws sagemaker update-model-package --model-package-arn '
                    & $states.input.modelPackageArn & ' --model-approval-status Rejected), so that the one before it '
                    & 'scores, or approve a newer one; then push the file once more.'
                `),
            },
            ...failWith("Version not found out", "lookupFailure"),
        },
    });
}

/** The item again, with the version that serves; null where there is none. */
const champion = jsonata(`(
    $arn := $states.result.Parameters[0].Value;
    $merge([$states.input, {'modelPackageArn': $exists($arn) ? $arn : null}])
)`);

/** What the version's metadata says, null for what it lacks: anyone may register a version, with other metadata. */
const versionRead = jsonata(`(
    $metadata := $states.result.CustomerMetadataProperties;
    $of := function($name) {( $value := $lookup($metadata, $name); $exists($value) ? $value : null )};
    {
        'index': $states.input.index,
        'algorithm': $states.input.algorithm,
        'modelPackageArn': $states.input.modelPackageArn,
        'modelName': $of('model-name'),
        'transform': $of('transform'),
        'batchFormat': $of('batch-format'),
        'rmse': $of('rmse') = null ? null : $number($of('rmse')),
        'artifact': $states.result.InferenceSpecification.Containers[0].ModelDataUrl,
        'baseline': $of('baseline-location'),
        'attribution': $of('attribution')
    }
)`);

/** The keys of metadata that the version which was read has no usable value of. */
const unusable = `[
    $states.input.modelName = null ? 'model-name',
    $states.input.transform = null ? 'transform',
    $not($states.input.batchFormat in ${asExpression(formats)}) ? 'batch-format'
]`.replace(/\s+/g, " ");
