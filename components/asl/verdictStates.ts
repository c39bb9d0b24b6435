import { runFiles, s3Uri } from "../../contracts/places";
import { serviceErrors } from "./serviceErrors";
import { part, retryThrottling } from "./states";

/**
 * What every judged run leaves: its verdict, with both figures, as a file in the run's folder. A version's deployment
 * has the folder of the run that trained it, where "promoted" comes after "pending".
 */
export function storeVerdict<const Next extends string>(
    { artifactBucket }: { readonly artifactBucket: string },
    next: Next,
) {
    return part("Store the verdict", {
        "Store the verdict": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:s3:putObject",
            Arguments: {
                Bucket: artifactBucket,
                Key: `{% $substringAfter($run.location, '${s3Uri(artifactBucket)}') & '/${runFiles.verdict}' %}`,
                ContentType: "application/json",
                // An object, which Step Functions writes as JSON: a text of JSON would become a JSON text in quotes.
                Body: "{% $verdict %}",
            },
            Retry: retryThrottling(...serviceErrors.s3),
            // A file that is missing makes no failure of a model that serves, or of one that was refused.
            Catch: [{ ErrorEquals: ["States.ALL"], Next: next }],
            Next: next,
        },
    });
}

/** Where every execution ends that came to a verdict: its output. */
export function tellVerdict() {
    return part("Verdict told", {
        "Verdict told": { Type: "Pass", Output: "{% $verdict %}", End: true },
    });
}
