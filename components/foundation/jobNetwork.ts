import * as pulumi from "@pulumi/pulumi";
import type { JobNetwork } from "../access/jobNetwork";
import type { Network } from "./Network";

/** Where jobs and models are to run: a `Network` of this program, or what another one tells of its own. */
export type NetworkSource = Network | pulumi.Input<JobNetwork | undefined>;

/** A network as pipelines take it. */
export interface UsableNetwork {
    readonly network: pulumi.Output<JobNetwork | undefined>;
    /** What must exist before a run can start. */
    readonly ready: readonly pulumi.Resource[];
}

/** Subnets and security groups of a network, and what to wait for where this program makes it. */
export function networkOf(source: NetworkSource): UsableNetwork {
    if (!pulumi.ComponentResource.isInstance(source)) return { network: pulumi.output(source), ready: [] };
    const { subnetIds, securityGroupIds } = source;
    return { network: pulumi.output({ subnetIds, securityGroupIds }), ready: [source] };
}
