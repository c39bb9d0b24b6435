import { judgePublic, publicExamples } from "../engine/openness";
import type { Rule } from "../engine/rule";

export const forbidPublicBuckets: Rule = {
    id: "s3/forbidPublicBuckets",
    group: "iam",
    description: "Buckets name who may read and write.",
    cause: "A bucket's or access point's policy has the principal * (or a wildcard for accounts), or NotPrincipal, without a condition on where a request comes from.",
    explanation:
        "Training data, models and captured requests are what others would pay for. A public access block stops such a policy only as long as nobody takes it off.",
    remedy: "Name the principals, or add a condition on aws:SourceArn or aws:PrincipalOrgID.",
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    severity: "critical",
    standards: ["Security Hub S3.2", "Security Hub S3.3", "NIST 800-53 AC-3", "Checkov CKV_AWS_70"],
    scope: "resource",
    judge: judgePublic((type) =>
        /^aws:s3(control)?\/(bucketV2|bucket|bucketPolicy|accessPoint|accessPointPolicy):/.test(type),
    ),
    // The condition: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    examples: publicExamples("aws:s3/bucketPolicy:BucketPolicy", "s3:GetObject", {
        StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
    }),
};
