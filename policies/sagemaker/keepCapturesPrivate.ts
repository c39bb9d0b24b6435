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
import { blockPublicAccess } from "../s3/blockPublicAccess";

const missing = "no BucketPublicAccessBlock names this bucket; add one with all four settings true.";
const at = `${capturePath}.DestinationS3Uri`;
const blocked = {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
};
const block = (change: object = {}) => bucketPart("PublicAccessBlock", { ...blocked, ...change });

export const keepCapturesPrivate: Rule = {
    id: "sagemaker/keepCapturesPrivate",
    group: "data-capture",
    description: "Every bucket of captures blocks public access.",
    cause: "The bucket that captures go to has no BucketPublicAccessBlock, or one that does not block all four ways.",
    explanation:
        "One wrong policy or ACL makes a bucket public. The block holds against every later mistake, in the stack or in " +
        "the console.",
    remedy: "Add an aws.s3.BucketPublicAccessBlock with all four settings true.",
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    severity: "critical",
    standards: [
        "Security Hub S3.8",
        "CIS AWS 3.0.0 2.1.4",
        "NIST 800-53 AC-3",
        "cdk-nag AwsSolutions-S2",
        ...["53", "54", "55", "56"].map((number) => `Checkov CKV_AWS_${number}`),
    ],
    scope: "stack",
    judge: judgeCaptureBucket(() => blockPublicAccess.judge),
    examples: {
        good: [
            good("all four", bucket, block(), capturingCall()),
            good(
                "a bucket whose name is not known yet",
                { ...bucket, props: {} },
                bucketPart("PublicAccessBlock", { bucket: unknownText, ...blocked }, { bucket: ["captures"] }),
                capturing({ destinationS3Uri: unknownText }, { dataCaptureConfig: ["captures"] }),
            ),
        ],
        bad: [
            told("a bucket alone", `${at} > captures.bucket: ${missing}`, bucket, capturingCall()),
            told(
                "three of four",
                "dataCaptureConfig.destinationS3Uri > part.blockPublicPolicy: it is not true; set it.",
                bucket,
                block({ blockPublicPolicy: false }),
                capturing(),
            ),
        ],
        unknown: [
            told(
                "a setting that is not known",
                `${at} > part.ignorePublicAcls: undetermined: it is not known before the deployment.`,
                bucket,
                block({ ignorePublicAcls: unknownText }),
                capturingCall(),
            ),
            told(
                "a place that only the running state machine knows",
                `${at}: undetermined: it is not known before the deployment.`,
                bucket,
                block(),
                capturingCall({ DestinationS3Uri: "{% $captures %}" }),
            ),
        ],
    },
};
