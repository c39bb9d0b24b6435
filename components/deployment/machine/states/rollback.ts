import { type ChampionParameter, championParameter, championParameters } from "../../../../contracts/parameters";
import { failed } from "../../../asl/failures";
import { asExpression, jsonata } from "../../../asl/jsonata";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling } from "../../../asl/states";
import { notJudged } from "../../../asl/verdict";
import { readProperties } from "../../../asl/versionProperties";
import type { DeploymentDefinitionArgs } from "../args";

const retry = retryThrottling(...serviceErrors.sageMaker);
const failing = (state: string) => failed(state, "Deployment failed");

/** Where a rollback ends of a version that somebody has approved again meanwhile. */
export function wantedAgain(args: DeploymentDefinitionArgs) {
    return part("The version is not rejected", {
        "The version is not rejected": {
            Type: "Pass",
            Output: notJudged(args, "duplicate", "$packageArn & ' is ' & $approvalStatus & ' by now'"),
            End: true,
        },
    });
}

/**
 * A version that serves was rejected: the last one that has served before and is still approved comes back, which from
 * here on is the version that the execution is about. Where there is none, nobody is sent to the endpoint any more.
 * @param serves where the execution goes if that version serves already
 * @param next where it goes to bring it into service
 */
export function rollBack<const Serves extends string, const Next extends string>(
    args: DeploymentDefinitionArgs,
    serves: Serves,
    next: Next,
) {
    return part("The version is to go", {
        "The version is to go": {
            Type: "Pass",
            Assign: {
                rejected: { arn: "{% $packageArn %}", modelName: "{% $modelName %}" },
                pageToken: null,
            },
            Next: "Find the version before",
        },
        "Find the version before": {
            Type: "Task",
            Comment: "A page may have no approved version though a later one has: AWS does not say when it filters",
            Resource: "arn:aws:states:::aws-sdk:sagemaker:listModelPackages",
            Arguments: approvedVersions(args),
            Assign: {
                candidates: "{% [$states.result.ModelPackageSummaryList.ModelPackageArn[$ != $rejected.arn]] %}",
                pageToken: "{% $exists($states.result.NextToken) ? $states.result.NextToken : null %}",
            },
            Retry: retry,
            Catch: failing("Find the version before"),
            Next: "Is there another version?",
        },
        "Is there another version?": {
            Type: "Choice",
            Choices: [
                { Condition: "{% $count($candidates) > 0 %}", Next: "Look at the version before" },
                { Condition: "{% $pageToken != null %}", Next: "Find the version before" },
            ],
            Default: "Withdraw the champion",
        },
        "Look at the version before": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:sagemaker:describeModelPackage",
            Arguments: { ModelPackageName: "{% $candidates[0] %}" },
            Assign: {
                packageArn: "{% $candidates[0] %}",
                candidates: "{% [$filter($candidates, function($arn, $index) { $index > 0 })] %}",
                approvalStatus: "{% $states.result.ModelApprovalStatus %}",
                ...readProperties(),
            },
            Retry: retry,
            Catch: failing("Look at the version before"),
            Next: "Has it served before?",
        },
        "Has it served before?": {
            Type: "Choice",
            Choices: [
                {
                    Condition: "{% $deployed and $approvalStatus = 'Approved' and $count($lacking) = 0 %}",
                    Next: "Does the version before serve?",
                },
            ],
            Default: "Is there another version?",
        },
        "Does the version before serve?": {
            Type: "Choice",
            Comment: "A rollback that ended badly may have come so far",
            Choices: [
                {
                    Condition: "{% $served = $modelName %}",
                    Assign: { configuration: "{% $servedConfiguration %}" },
                    Next: serves,
                },
            ],
            Default: next,
        },
        "Withdraw the champion": {
            Type: "Task",
            Comment:
                "Real time, batches and the gate then have no model of this algorithm; the endpoint stays as it is",
            Resource: "arn:aws:states:::aws-sdk:ssm:deleteParameters",
            Arguments: {
                Names: championParameters.map((name: ChampionParameter) =>
                    championParameter(args.parameterPrefix, name),
                ),
            },
            Assign: {
                verdict: notJudged(args, "withdrawn", withdrawn, { modelPackageArn: "{% $rejected.arn %}" }),
            },
            Retry: retryThrottling(...serviceErrors.ssm),
            Catch: failing("Withdraw the champion"),
            Next: "Verdict told",
        },
    });
}

const withdrawn =
    "$rejected.modelName & ' was rejected, and no version that served before it is approved: there is none to come back'";

/** A page of the group's approved versions, newest first: the first page has no token, not even an empty one. */
function approvedVersions({ modelPackageGroup }: DeploymentDefinitionArgs) {
    return jsonata(`$merge([
        ${asExpression({
            ModelPackageGroupName: modelPackageGroup,
            ModelApprovalStatus: "Approved",
            SortBy: "CreationTime",
            SortOrder: "Descending",
            MaxResults: 100,
        })},
        $pageToken = null ? {} : {'NextToken': $pageToken}
    ])`);
}
