/** Where jobs and models run: one without it runs in SageMaker's own network. */
export interface JobNetwork {
    readonly subnetIds: readonly string[];
    readonly securityGroupIds: readonly string[];
}
