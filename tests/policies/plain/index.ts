import * as aws from "@pulumi/aws";

// As somebody writes it who wants a model served by tonight.
new aws.s3.Bucket("data");

const role = new aws.iam.Role("training", {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "states.amazonaws.com" }),
    inlinePolicies: [
        {
            name: "all",
            policy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
            }),
        },
    ],
});

new aws.sagemaker.EndpointConfiguration("prices", {
    productionVariants: [
        { variantName: "all", modelName: "prices", instanceType: "ml.m5.large", initialInstanceCount: 1 },
    ],
});

new aws.sfn.StateMachine("training", {
    roleArn: role.arn,
    definition: JSON.stringify({
        StartAt: "Train",
        States: {
            Train: {
                Type: "Task",
                Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
                Parameters: {
                    "TrainingJobName.$": "$.name",
                    RoleArn: "arn:aws:iam::111111111111:role/training",
                    AlgorithmSpecification: {
                        TrainingImage: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
                        TrainingInputMode: "File",
                    },
                    OutputDataConfig: { S3OutputPath: "s3://data/models/" },
                    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 10 },
                    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
                },
                End: true,
            },
        },
    }),
});
