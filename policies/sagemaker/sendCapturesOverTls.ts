import {
    bucketPart,
    captureBucketExample as bucket,
    capturePath,
    capturing,
    capturingCall,
    judgeCaptureBucket,
} from "../engine/captures";
import { good, told } from "../engine/examples";
import { type Rule, unknownText } from "../engine/rule";
import { requireTls } from "../s3/requireTls";

const missing =
    "no BucketPolicy names this bucket; add one that denies everyone s3:* where aws:SecureTransport is false.";
const refusal =
    "it lets requests without TLS through; deny everyone s3:* on the bucket and its objects where aws:SecureTransport " +
    "is false, and under no other condition.";
const at = `${capturePath}.DestinationS3Uri`;

const denial = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: ["arn:aws:s3:::captures", "arn:aws:s3:::captures/*"],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const policy = (statement: object) => bucketPart("Policy", { policy: JSON.stringify({ Statement: [statement] }) });

export const sendCapturesOverTls: Rule = {
    id: "sagemaker/sendCapturesOverTls",
    group: "data-capture",
    description: "Every bucket of captures is reached over TLS alone.",
    cause: "The policy of the bucket that captures go to does not deny everyone everything without TLS.",
    explanation:
        "S3 answers plain HTTP unless a policy forbids it. Captures are what people sent to the model; nobody on the way " +
        "is to read them.",
    remedy: 'Deny "*" the action s3:* on the bucket and all in it where aws:SecureTransport is false.',
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    severity: "high",
    standards: [
        "Security Hub S3.5",
        "CIS AWS 3.0.0 2.1.1",
        "NIST 800-53 SC-8",
        "cdk-nag AwsSolutions-S10",
        "Checkov CKV_AWS_379",
    ],
    scope: "stack",
    judge: judgeCaptureBucket(() => requireTls.judge),
    examples: {
        good: [
            good("a policy that denies", bucket, policy(denial), capturingCall()),
            // As Security Hub's page on S3.5 words it.
            good("a policy with a boolean", bucket, policy({ ...denial, Principal: { AWS: "*" } }), capturing()),
        ],
        bad: [
            told("a bucket alone", `${at} > captures.bucket: ${missing}`, bucket, capturingCall()),
            told(
                "one action alone",
                `${at} > part.policy: ${refusal}`,
                bucket,
                policy({ ...denial, Action: "s3:GetObject" }),
                capturingCall(),
            ),
            told(
                "the bucket without what is in it",
                `dataCaptureConfig.destinationS3Uri > part.policy: ${refusal}`,
                bucket,
                policy({ ...denial, Resource: "arn:aws:s3:::captures" }),
                capturing(),
            ),
        ],
        unknown: [
            told(
                "a policy that is not known",
                `${at} > part.policy: undetermined: it is not known before the deployment.`,
                bucket,
                bucketPart("Policy", { policy: unknownText }),
                capturingCall(),
            ),
        ],
    },
};
