import type { JobNetwork } from "../../../access/jobNetwork";
import type { Explanation } from "../../../model/attribution";
import type { AlgorithmDefinition } from "../../../model/model";

/** What the requests to SageMaker are made of. */
export interface TrainingRequestArgs {
    readonly definition: AlgorithmDefinition;
    readonly artifactBucket: string;
    /** Where runs leave their files in the artifact bucket, with a slash at its end. */
    readonly runsPrefix: string;
    /** Where the pre-processing code is: `code/` and `model/` below it. An S3 location with a slash at its end. */
    readonly codeLocation: string;
    readonly images: { readonly preprocess: string; readonly algorithm: string };
    /** The image of Model Monitor's own container, where that makes the baselines. */
    readonly container?: string;
    readonly roleArns: Readonly<Record<"preprocess" | "train" | "serve" | "baseline", string>>;
    /** What baselines tell of what each feature adds to answers; absent: nothing. */
    readonly attribution?: Explanation;
    /** Where jobs and models run; absent: in SageMaker's own network. */
    readonly network?: JobNetwork;
    /** On everything that a run makes, so that its cost can be told. */
    readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}
