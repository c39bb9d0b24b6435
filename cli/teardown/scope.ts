import { ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { ModelOutputs } from "../../contracts/outputs";

/** Whose runs are swept: of a whole stack, or, without its scoring and its monitor, of some of its pipelines. */
export type SweepScope = Pick<ModelOutputs, "model" | "pipelines"> &
    Partial<Pick<ModelOutputs, "scoring" | "monitoring">>;

/** The clients that a sweep needs. */
export interface SweepClients {
    readonly sagemaker: SageMakerClient;
    readonly ssm: SSMClient;
    readonly sfn: SFNClient;
    readonly scaling: ApplicationAutoScalingClient;
    readonly cloudwatch: CloudWatchClient;
}

/** The clients of the account that the environment leads to. */
export function sweepClients(): SweepClients {
    return {
        sagemaker: new SageMakerClient({}),
        ssm: new SSMClient({}),
        sfn: new SFNClient({}),
        scaling: new ApplicationAutoScalingClient({}),
        cloudwatch: new CloudWatchClient({}),
    };
}
