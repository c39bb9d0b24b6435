import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const violating = new pulumi.Config().requireBoolean("violating");

const key = new aws.kms.Key("key", { enableKeyRotation: true });
const bucket = new aws.s3.Bucket("data", { bucket: "data" });

if (!violating) {
    new aws.s3.BucketServerSideEncryptionConfiguration("encryption", {
        bucket: bucket.id,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn } }],
    });
    new aws.s3.BucketLifecycleConfiguration("retention", {
        bucket: bucket.bucket,
        rules: [{ id: "retention", status: "Enabled", expiration: { days: 90 } }],
    });
    new aws.s3.BucketPublicAccessBlock("private", {
        bucket: bucket.bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
    });
    new aws.s3.BucketPolicy("tls", {
        bucket: bucket.bucket,
        policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: ["arn:aws:s3:::data", "arn:aws:s3:::data/*"],
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ],
        }),
    });
}

if (!violating) {
    new aws.sagemaker.DataQualityJobDefinition("monitor", {
        dataQualityAppSpecification: {
            imageUri: "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer",
        },
        dataQualityBaselineConfig: { constraintsResource: { s3Uri: "s3://data/baseline/constraints.json" } },
        dataQualityJobInput: {
            batchTransformInput: {
                dataCapturedDestinationS3Uri: "s3://data/cars/",
                datasetFormat: { csv: { header: false } },
            },
        },
        dataQualityJobOutputConfig: {
            kmsKeyId: key.arn,
            monitoringOutputs: { s3Output: { s3Uri: "s3://data/reports/" } },
        },
        jobResources: {
            clusterConfig: {
                instanceCount: 1,
                instanceType: "ml.m5.large",
                volumeSizeInGb: 20,
                volumeKmsKeyId: key.arn,
            },
        },
        networkConfig: { enableNetworkIsolation: true },
        stoppingCondition: { maxRuntimeInSeconds: 3600 },
        roleArn: "arn:aws:iam::111111111111:role/monitor",
    });
}

const document = (action: string, resource: pulumi.Input<string>) =>
    pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
    });

new aws.iam.RolePolicy("known", {
    role: "reader",
    policy: document(violating ? "s3:*" : "s3:GetObject", "arn:aws:s3:::data/*"),
});
new aws.iam.RolePolicy("unknown", { role: "reader", policy: document("s3:*", key.arn) });

new aws.sagemaker.EndpointConfiguration("configuration", {
    productionVariants: [{ modelName: "cars", instanceType: "ml.t2.medium" }],
    kmsKeyArn: key.arn,
    dataCaptureConfig: {
        enableCapture: !violating,
        initialSamplingPercentage: 100,
        destinationS3Uri: "s3://data/cars/",
        kmsKeyId: key.arn,
        captureOptions: [{ captureMode: "Input" }, { captureMode: "Output" }],
        captureContentTypeHeader: { csvContentTypes: ["text/csv"], jsonContentTypes: ["application/json"] },
    },
});
