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
