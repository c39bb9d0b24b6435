import assert from "node:assert/strict";
import { createModel } from "../../../../../components/training/machine/requests/model";
import { definitionArgs } from "../../definitionArgs";
import { network } from "../../pipelineArgs";

const tags = [{ Key: "drivetrain:model", Value: "used-cars" }];

describe("the request for a model", () => {
    it("takes the training job's artifact, isolated, in the network", () => {
        assert.deepEqual(createModel(definitionArgs({}, { network })), {
            ModelName: "{% $run.name %}",
            ExecutionRoleArn: "arn:aws:iam::111111111111:role/drivetrain-local-used-cars-xgboost-serve",
            PrimaryContainer: {
                Image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                ModelDataUrl: "{% $trainingJob.artifact %}",
            },
            EnableNetworkIsolation: true,
            VpcConfig: { Subnets: network.subnetIds, SecurityGroupIds: network.securityGroupIds },
            Tags: tags,
        });
    });
});
