import { judgePublic, publicExamples } from "../engine/openness";
import type { Rule } from "../engine/rule";

export const forbidPublicQueues: Rule = {
    id: "sqs/forbidPublicQueues",
    group: "iam",
    description: "Queues name who may send and receive.",
    cause: "A queue's policy has the principal * (or a wildcard for accounts), or NotPrincipal, without a condition on where a request comes from.",
    explanation:
        "Whoever may receive takes messages away, and whoever may send makes us work on theirs, from any account.",
    remedy: "Name the principals, or add a condition on aws:SourceArn or aws:PrincipalOrgID.",
    docs: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
    severity: "critical",
    standards: ["Security Hub SQS.3", "NIST 800-53 AC-3", "Checkov CKV_AWS_168"],
    scope: "resource",
    judge: judgePublic((type) => /^aws:sqs\/queue(Policy)?:/.test(type)),
    // The condition: https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
    examples: publicExamples("aws:sqs/queuePolicy:QueuePolicy", "sqs:SendMessage", {
        ArnEquals: { "aws:SourceArn": "arn:aws:sns:us-east-1:111111111111:notices" },
    }),
};
