import { failed, failWith } from "../../asl/failures";
import { asExpression, jsonata } from "../../asl/jsonata";
import { serviceErrors } from "../../asl/serviceErrors";
import { type Definition, retryThrottling, states } from "../../asl/states";

/** What a transform job may be asked in: the formats that jobs/preprocess/score.py writes. */
const formats = ["text/csv", "application/jsonlines"];

/**
 * The newest approved version of one algorithm, with what its metadata says of how to use it.
 *
 * The input is one of the Map's items, `{ index, algorithm, group, nextToken, modelPackageArn }`, the last two null.
 * The output has a `modelPackageArn` of null where no version is approved, else `modelName`, `transform` and
 * `batchFormat`.
 */
export function versionStates(): Definition {
    const retry = retryThrottling(...serviceErrors.sageMaker);
    return states({
        StartAt: "Find the newest version",
        States: {
            "Find the newest version": {
                Type: "Task",
                Comment: "A page may have no approved version though a later one has: AWS does not say when it filters",
                Resource: "arn:aws:states:::aws-sdk:sagemaker:listModelPackages",
                Arguments: listVersions,
                Output: newestOfPage,
                Retry: retry,
                Catch: failed("Find the newest version", "Version not found out", "lookupFailure"),
                Next: "Is a version approved?",
            },
            "Is a version approved?": {
                Type: "Choice",
                Choices: [
                    { Condition: "{% $states.input.modelPackageArn != null %}", Next: "Read the version" },
                    { Condition: "{% $states.input.nextToken != null %}", Next: "Find the newest version" },
                ],
                Default: "No version is approved",
            },
            "No version is approved": { Type: "Pass", End: true },
            "Read the version": {
                Type: "Task",
                Resource: "arn:aws:states:::aws-sdk:sagemaker:describeModelPackage",
                Arguments: { ModelPackageName: "{% $states.input.modelPackageArn %}" },
                Output: versionRead,
                Retry: retry,
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
                    'The newest approved version of ' & $states.input.algorithm & ', ' & $states.input.modelPackageArn
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

/** A page of the group's versions, newest first: the first page has no token, not even an empty one. */
const listVersions = jsonata(`$merge([
    ${asExpression({
        ModelPackageGroupName: "{% $states.input.group %}",
        ModelApprovalStatus: "Approved",
        SortBy: "CreationTime",
        SortOrder: "Descending",
        MaxResults: 100,
    })},
    $states.input.nextToken = null ? {} : {'NextToken': $states.input.nextToken}
])`);

/** The item again, with the page's newest version and the token of the next page; null for what there is not. */
const newestOfPage = jsonata(`(
    $newest := $states.result.ModelPackageSummaryList[0].ModelPackageArn;
    $merge([$states.input, {
        'modelPackageArn': $exists($newest) ? $newest : null,
        'nextToken': $exists($states.result.NextToken) ? $states.result.NextToken : null
    }])
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
        'batchFormat': $of('batch-format')
    }
)`);

/** The keys of metadata that the version which was read has no usable value of. */
const unusable = `[
    $states.input.modelName = null ? 'model-name',
    $states.input.transform = null ? 'transform',
    $not($states.input.batchFormat in ${asExpression(formats)}) ? 'batch-format'
]`.replace(/\s+/g, " ");
