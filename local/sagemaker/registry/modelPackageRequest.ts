import type {
    CreateModelPackageInput,
    ListModelPackagesInput,
    UpdateModelPackageInput,
} from "@aws-sdk/client-sagemaker";
import { refuseMembers, requireMembers } from "../core/checks";
import { invalid, unsupported } from "../core/errors";

/** Members that are recorded and described, and mean nothing to the local stage. */
const recorded = ["Domain", "Task", "DriftCheckBaselines", "SkipModelValidation"];

/** Refuses what SageMaker refuses beyond its service model, and by name what the local stage does not do. */
export function checkCreation(input: CreateModelPackageInput): void {
    if (input.ModelPackageName !== undefined && input.ModelPackageGroupName !== undefined) {
        throw invalid(
            "Both ModelPackageName and ModelPackageGroupName are provided in the input. Cannot determine which one " +
                "to use.",
        );
    }
    if (input.ModelPackageGroupName === undefined) {
        throw input.ModelPackageName === undefined
            ? invalid("Missing ARN.")
            : unsupported("a model package without a group", "Name its ModelPackageGroupName.");
    }
    if (input.Tags?.length) {
        // A version has the tags of its group; "you cannot supply a tag argument" (API reference, CreateModelPackage).
        throw invalid("Tags cannot be supplied for a versioned model package, which uses the tags of its group.");
    }
    refuseMembers("CreateModelPackage", input, [
        "ModelPackageGroupName",
        "ModelPackageDescription",
        "InferenceSpecification",
        "ModelApprovalStatus",
        "MetadataProperties",
        "ModelMetrics",
        "CustomerMetadataProperties",
        "ClientToken",
        ...recorded,
    ]);
    requireMembers(input, ["InferenceSpecification"]);
    const containers = input.InferenceSpecification!.Containers!;
    if (containers.length > 1) {
        throw unsupported("more than one container in InferenceSpecification.Containers");
    }
    refuseMembers("CreateModelPackage", containers[0]!, [
        "ContainerHostname",
        "Image",
        "ImageDigest",
        "ModelDataUrl",
        "Environment",
        "Framework",
        "FrameworkVersion",
        "NearestModelName",
    ]);
    requireMembers(containers[0]!, ["Image"], "inferenceSpecification.containers.1.member.");
}

export function checkUpdate(input: UpdateModelPackageInput): void {
    refuseMembers("UpdateModelPackage", input, [
        "ModelPackageArn",
        "ModelApprovalStatus",
        "ApprovalDescription",
        "CustomerMetadataProperties",
        "CustomerMetadataPropertiesToRemove",
        "ClientToken",
    ]);
}

export function checkListing(input: ListModelPackagesInput): void {
    if (input.ModelPackageGroupName !== undefined && input.ModelPackageType === "Unversioned") {
        throw invalid("ModelPackageType Unversioned cannot be combined with ModelPackageGroupName.");
    }
}
