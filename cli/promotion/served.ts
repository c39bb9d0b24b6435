import { DescribeModelPackageCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { ModelOutputs } from "../../contracts/outputs";
import { sha256Of } from "../../functions/shared/digest";
import { connectReader } from "../../functions/shared/objects";
import { pipelineOf } from "../runs/approval";
import { servingVersion } from "../runs/rejection";
import { CommandError } from "../terminal/errors";

/** A version that serves, as it lies there. */
export interface ServedArtifact {
    /** The version's ARN. */
    readonly version: string;
    /** Of the artifact's bytes as they are now, in hexadecimal. */
    readonly sha256: string;
    /** ARN of the execution that registered the version. */
    readonly registeredBy: string;
}

/** A version that was promoted, at both stages. */
export interface PromotedVersion {
    readonly algorithm: string;
    readonly version: string;
    readonly copy: string;
    /** The execution that brought it. */
    readonly promotion: string;
    /** The execution by which it serves. */
    readonly deployment: string;
    /** Of both artifacts, in hexadecimal. */
    readonly artifactSha256: string;
}

/** What serves by an algorithm in the account that was entered, its artifact read to its last byte. */
export async function servedArtifact(outputs: ModelOutputs, algorithm: string): Promise<ServedArtifact> {
    const serving = await servingVersion(pipelineOf(outputs, algorithm));
    if (serving === undefined) throw new CommandError(`Nothing serves by ${algorithm} at ${outputs.stage}.`);
    const found = await new SageMakerClient({}).send(
        new DescribeModelPackageCommand({ ModelPackageName: serving.arn }),
    );
    const artifact = found.InferenceSpecification?.Containers?.[0]?.ModelDataUrl ?? "";
    return {
        version: serving.arn,
        sha256: await sha256Of(await connectReader(), artifact),
        registeredBy: found.MetadataProperties?.GeneratedBy ?? "",
    };
}
