import { vpcConfig } from "../../../asl/requests";
import type { Json } from "../../../asl/states";
import type { TrainingRequestArgs } from "./common";

/** The run's SageMaker model: the artifact of `$trainingJob`, served without network. */
export function createModel(args: TrainingRequestArgs): Json {
    return {
        ModelName: "{% $run.name %}",
        ExecutionRoleArn: args.roleArns.serve,
        PrimaryContainer: { Image: args.images.algorithm, ModelDataUrl: "{% $trainingJob.artifact %}" },
        EnableNetworkIsolation: true,
        ...vpcConfig(args),
        Tags: args.tags,
    };
}
