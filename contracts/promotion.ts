/** The property of a version that has the SHA-256 of its artifact, in hexadecimal. */
export const artifactHashProperty = "artifact-sha256";

/** The property of a version that was promoted: the ARN of the version that it is a copy of, in another stage. */
export const promotedFromProperty = "promoted-from";

/** What promotes a version: the input of an execution. SageMaker's event of an approval will do as well. */
export interface PromotionRequest {
    /** The version in the registry of the stage before, a model package. */
    readonly versionArn: string;
}

/** A version of the stage before, as its registry describes it. */
export interface OfferedVersion {
    readonly arn: string;
    /** URI of the image that serves it. */
    readonly image: string;
    /** S3 URI of its artifact. */
    readonly artifact: string;
    /** Its CustomerMetadataProperties. */
    readonly properties: Readonly<Record<string, string>>;
}

/** What functions/promotion/checkVersion.ts is asked. */
export interface CheckRequest {
    readonly version: OfferedVersion;
    /** URI of the image by which this stage serves the algorithm. */
    readonly image: string;
}

/** What is against a version, a sentence each; none: it may be promoted. */
export interface CheckedVersion {
    readonly refusals: readonly string[];
}

/** What functions/promotion/copyVersion.ts is asked. */
export interface CopyRequest {
    readonly version: OfferedVersion;
    /** Where to copy to: an S3 URI without a slash at its end. */
    readonly location: string;
}

/** Where the copies are: S3 URIs. */
export interface CopiedVersion {
    readonly artifact: string;
    readonly transform: string;
    /** A folder without a slash at its end; empty where the version has no baseline. */
    readonly baseline: string;
    /** How the version did on its test rows. */
    readonly statistics: string;
}

/** How a promotion ended that did not fail. */
export interface PromotionOutcome {
    /**
     * `registered`: the copy is a version of this stage's group; `refused`: something is against the version;
     * `superseded`: it is not approved any more; `duplicate`: it was promoted before.
     */
    readonly verdict: "registered" | "refused" | "superseded" | "duplicate";
    /** A sentence. */
    readonly reason: string;
    readonly model: string;
    readonly algorithm: string;
    /** The version of the stage before. */
    readonly versionArn: string;
    /** Of the artifact, in hexadecimal; where it was registered. */
    readonly artifactSha256?: string;
    /** The copy; where it was registered. */
    readonly modelPackageArn?: string;
    /** Whether a person is to approve the copy. */
    readonly approval?: "automatic" | "manual";
}
