import { arnOf, type Scope } from "../access/scope";

/**
 * Who may use the stack's key. The account's IAM policies decide for its own principals; services that act by
 * themselves are named here, each for this account's resources only. Without that an encrypted topic or queue stays
 * silent, and CloudWatch refuses an encrypted log group.
 *
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 *
 * @param shared statements for other accounts
 */
export function keyPolicy(scope: Scope, shared: readonly object[] = []): object {
    const useForMessages = ["kms:Decrypt", "kms:GenerateDataKey"];
    return {
        Version: "2012-10-17",
        Statement: [
            accountDecides(scope),
            {
                Sid: "AlarmsPublish",
                Effect: "Allow",
                Principal: { Service: "cloudwatch.amazonaws.com" },
                Action: useForMessages,
                Resource: "*",
                Condition: { StringEquals: { "aws:SourceAccount": scope.accountId } },
            },
            {
                Sid: "UndeliveredEventsWait",
                Effect: "Allow",
                Principal: { Service: "events.amazonaws.com" },
                Action: useForMessages,
                Resource: "*",
                // No page of AWS's says that EventBridge tells the key on whose behalf it comes; SQS names the queue.
                Condition: {
                    ArnLike: { "kms:EncryptionContext:aws:sqs:arn": arnOf(scope, "sqs", `${scope.prefix}-*`) },
                },
            },
            logsEncrypt(scope),
            ...shared,
        ],
    };
}

/** Who may use a key that encrypts logs alone: no more than that. */
export function logKeyPolicy(scope: Scope): object {
    return { Version: "2012-10-17", Statement: [accountDecides(scope), logsEncrypt(scope)] };
}

function accountDecides(scope: Scope): object {
    return {
        Sid: "AccountDecides",
        Effect: "Allow",
        Principal: { AWS: `arn:${scope.partition}:iam::${scope.accountId}:root` },
        Action: "kms:*",
        Resource: "*",
    };
}

function logsEncrypt(scope: Scope): object {
    return {
        Sid: "LogsEncrypt",
        Effect: "Allow",
        Principal: { Service: `logs.${scope.region}.amazonaws.com` },
        Action: [
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo",
            // `kms:GenerateDataKey*` in AWS's page, as far as it is about symmetric keys.
            "kms:GenerateDataKey",
            "kms:GenerateDataKeyWithoutPlaintext",
            "kms:DescribeKey",
        ],
        Resource: "*",
        // CloudWatch Logs tells which group it encrypts, not on whose behalf it comes.
        Condition: {
            ArnLike: { "kms:EncryptionContext:aws:logs:arn": arnOf(scope, "logs", "log-group:*") },
        },
    };
}
