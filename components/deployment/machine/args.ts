import type { LeaseArgs } from "../../asl/lease";
import type { VerdictArgs } from "../../asl/verdict";
import type { WaitingArgs } from "../../asl/waiting";
import type { AlgorithmDefinition } from "../../model/model";
import type { UpdateRequestArgs } from "./requests/endpoint";

/** Everything that the state machine of one deployment pipeline has to know: names and ARNs, no resources. */
export interface DeploymentDefinitionArgs
    extends UpdateRequestArgs, VerdictArgs, Omit<LeaseArgs, "pollSeconds" | "deploymentName">, WaitingArgs {
    readonly algorithm: string;
    readonly definition: AlgorithmDefinition;
    /** The state machine's own name. */
    readonly stateMachineName: string;
    /** Name of the state machine of training runs. */
    readonly trainingName: string;
    /** The registry's group of the versions. */
    readonly modelPackageGroup: string;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    readonly artifactBucket: string;
    readonly scalingPolicy: string;
    /** Parameter Store path under which to write `champion/`. */
    readonly parameterPrefix: string;
}
