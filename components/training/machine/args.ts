import type { LeaseArgs } from "../../asl/lease";
import type { VerdictArgs } from "../../asl/verdict";
import type { WaitingArgs } from "../../asl/waiting";
import type { AlgorithmDefinition } from "../../model/model";
import type { RegistryRequestArgs } from "./requests/registry";

/** Everything that the state machine of one training pipeline has to know: names and ARNs, no resources. */
export interface TrainingDefinitionArgs extends RegistryRequestArgs, VerdictArgs, LeaseArgs, WaitingArgs {
    readonly algorithm: string;
    readonly definition: AlgorithmDefinition;
    /** The state machine's own name, which its claims bear. */
    readonly stateMachineName: string;
    /** The state machine that deploys a version. */
    readonly deploymentArn: string;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    readonly readManifestArn: string;
    readonly queryTrainingResultsArn: string;
    readonly compareModelsArn: string;
    readonly digestArtifactArn: string;
    /** What the names of tuning jobs begin with. */
    readonly tuningPrefix: string;
    /** Parameter Store path under which to write `candidate/`, and to find `champion/`. */
    readonly parameterPrefix: string;
}
