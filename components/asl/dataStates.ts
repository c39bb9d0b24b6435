import { failed } from "./failures";
import { serviceErrors } from "./serviceErrors";
import { part, retryUntilKeyCounts } from "./states";

/** The run's own copy of the data (`$run.source`), as `$run.data`; {@link findKey} comes next. */
export function keepData({ artifactBucket }: { readonly artifactBucket: string }) {
    return part("Keep the data", {
        "Keep the data": {
            Type: "Task",
            Comment:
                "The version that landed, so that a file which lands meanwhile under the same name changes nothing. CopyObject takes 5 GB at most",
            Resource: "arn:aws:states:::aws-sdk:s3:copyObject",
            Arguments: {
                CopySource: "{% $run.source %}",
                Bucket: artifactBucket,
                Key: "{% $run.data %}",
                // To keep the tags would take permissions of their own.
                TaggingDirective: "REPLACE",
            },
            Retry: retryUntilKeyCounts(...serviceErrors.s3),
            Catch: failed("Keep the data"),
            Next: "Find the key",
        },
    });
}

/**
 * Assigns `$keyArn`, by which the run's jobs encrypt their disks and outputs.
 * @param keyAlias `alias/...` of the stack's key
 * @param onFailure the state where the run goes if that fails
 */
export function findKey<const Next extends string, const Failed extends string>(
    { keyAlias }: { readonly keyAlias: string },
    next: Next,
    onFailure: Failed,
) {
    return part("Find the key", {
        "Find the key": {
            Type: "Task",
            Comment: "Volumes are encrypted by a key's ARN, which is not known before the key exists",
            Resource: "arn:aws:states:::aws-sdk:kms:describeKey",
            Arguments: { KeyId: keyAlias },
            Assign: { keyArn: "{% $states.result.KeyMetadata.Arn %}" },
            Retry: retryUntilKeyCounts(...serviceErrors.kms),
            Catch: failed("Find the key", onFailure),
            Next: next,
        },
    });
}
