import type { JobNetwork } from "../../access/jobNetwork";
import type { AlgorithmDefinition } from "../../model/model";

/** Everything that the state machine of a promotion has to know: names and ARNs, no resources. */
export interface PromotionDefinitionArgs {
    readonly model: string;
    readonly algorithm: string;
    readonly definition: AlgorithmDefinition;
    /** The stage before. */
    readonly from: string;
    /** What the ARNs of its versions begin with, a number follows. */
    readonly offeredStart: string;
    readonly stateMachineName: string;
    /** What the names of copied models begin with. */
    readonly endpointName: string;
    readonly modelPackageGroup: string;
    readonly artifactBucket: string;
    /** Prefix of the artifact bucket that runs leave their files under, with a slash at its end. */
    readonly runsPrefix: string;
    readonly ledgerTable: string;
    /** URI of the image by which this stage serves the algorithm. */
    readonly image: string;
    readonly serveRoleArn: string;
    readonly network?: JobNetwork;
    readonly checkVersionArn: string;
    readonly copyVersionArn: string;
    /** Whether a copy serves at once or waits for a person. */
    readonly approval: "automatic" | "manual";
    readonly timeoutSeconds: number;
    readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}
