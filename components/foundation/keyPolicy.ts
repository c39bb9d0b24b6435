import { type Scope, arnOf } from "../shared/scope";

/**
 * Who may use the stack's key. The account's IAM policies decide for its own principals; services that act by
 * themselves are named here, each for this account's resources only. Without that an encrypted topic or queue stays
 * silent, and CloudWatch refuses an encrypted log group.
 */
export function keyPolicy(scope: Scope): object {
    const ownAccount = { StringEquals: { "aws:SourceAccount": scope.accountId } };
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "AccountDecides",
                Effect: "Allow",
                Principal: { AWS: `arn:${scope.partition}:iam::${scope.accountId}:root` },
                Action: "kms:*",
                Resource: "*",
            },
            {
                Sid: "EventsAndAlarmsPublish",
                Effect: "Allow",
                Principal: { Service: ["events.amazonaws.com", "cloudwatch.amazonaws.com", "sns.amazonaws.com"] },
                Action: ["kms:Decrypt", "kms:GenerateDataKey"],
                Resource: "*",
                Condition: ownAccount,
            },
            {
                Sid: "LogsEncrypt",
                Effect: "Allow",
                Principal: { Service: `logs.${scope.region}.amazonaws.com` },
                Action: [
                    "kms:Encrypt",
                    "kms:Decrypt",
                    "kms:ReEncryptFrom",
                    "kms:ReEncryptTo",
                    "kms:GenerateDataKey",
                    "kms:DescribeKey",
                ],
                Resource: "*",
                // CloudWatch Logs tells which group it encrypts, not on whose behalf it comes.
                Condition: {
                    ArnLike: { "kms:EncryptionContext:aws:logs:arn": arnOf(scope, "logs", "log-group:*") },
                },
            },
        ],
    };
}
