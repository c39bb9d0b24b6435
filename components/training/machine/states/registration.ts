import { failed } from "../../../asl/failures";
import { serviceErrors } from "../../../asl/serviceErrors";
import { part, retryThrottling } from "../../../asl/states";
import { judged } from "../../../asl/verdict";
import type { TrainingDefinitionArgs } from "../args";
import { createModelPackage } from "../requests/registry";

/** The accepted model becomes a version of its group, which tells its artifact's digest. */
export function register<const Next extends string>(args: TrainingDefinitionArgs, next: Next) {
    return part("Digest the artifact", {
        "Digest the artifact": {
            Type: "Task",
            Resource: "arn:aws:states:::lambda:invoke",
            Arguments: {
                FunctionName: args.digestArtifactArn,
                Payload: { artifact: "{% $trainingJob.artifact %}" },
            },
            Assign: { artifactSha256: "{% $states.result.Payload.sha256 %}" },
            Retry: retryThrottling(...serviceErrors.lambda),
            Catch: failed("Digest the artifact"),
            Next: "Register the model",
        },
        "Register the model": {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:sagemaker:createModelPackage",
            Arguments: createModelPackage(args),
            Assign: { packageArn: "{% $states.result.ModelPackageArn %}" },
            Retry: retryThrottling(...serviceErrors.sageMaker),
            Catch: failed("Register the model"),
            Next: next,
        },
    });
}

/** Where the run ends that has registered a version for a person to approve: verdict "pending". */
export function awaitApproval(args: TrainingDefinitionArgs) {
    return part("Approval pending", {
        "Approval pending": {
            Type: "Pass",
            Comment: "A person approves or rejects the version; its approval starts its deployment",
            Assign: { verdict: judged(args, "pending") },
            Next: "Store the verdict",
        },
    });
}
