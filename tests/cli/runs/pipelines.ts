import type { PipelineOutputs } from "../../../contracts/outputs";

/** A pipeline of which everything is called by one name. */
export const pipeline = (name: string, approval?: "automatic" | "manual"): PipelineOutputs => ({
    stateMachineArn: `arn:${name}`,
    endpointName: name,
    modelPackageGroupName: name,
    parameterPrefix: `/${name}`,
    approval,
});
