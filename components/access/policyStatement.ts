import type * as aws from "@pulumi/aws";

/** One statement of an IAM document, as resources take it. */
export type PolicyStatement = aws.iam.PolicyStatement;
