import { serviceErrors } from "./serviceErrors";
import { type Catch, type Part, part, retryThrottling } from "./states";
import { rejectedByProperty } from "./versionProperties";

/**
 * Nobody is to take the version (`$packageArn`) for one that serves: its deployment failed, as `$failure` tells.
 * @param onFailure what to do where the registry does not take it; by default nothing: it is to change no failure
 */
export function rejectVersion<const Name extends string, const Next extends string, const Failed extends string = Next>(
    name: Name,
    next: Next,
    onFailure?: readonly Catch<Failed>[],
): Part<Name, Next | Failed> {
    return part(name as string, {
        [name]: {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:sagemaker:updateModelPackage",
            Arguments: {
                ModelPackageArn: "{% $packageArn %}",
                ModelApprovalStatus: "Rejected",
                ApprovalDescription: approvalDescription("'The deployment failed: ' & $failure.cause"),
                // Whoever settles the deployment tells its rejection from a person's by it.
                CustomerMetadataProperties: { [rejectedByProperty]: "{% $states.context.Execution.Id %}" },
            },
            Retry: retryThrottling(...serviceErrors.sageMaker),
            Catch: onFailure ?? [{ ErrorEquals: ["States.ALL"], Next: next }],
            Next: next,
        },
    });
}

/** An expression as the registry takes it: one line of 1,024 characters at most. */
export function approvalDescription(text: string): string {
    return `{% $substring($replace(${text}, /\\s+/, ' '), 0, 1024) %}`;
}
