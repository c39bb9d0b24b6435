import { good, made, told } from "../engine/examples";
import { judgePolicyTls } from "../engine/policyTls";
import { type Rule, unknownText } from "../engine/rule";

const url = "https://sqs.us-east-1.amazonaws.com/111111111111/undelivered";
const queue = made("aws:sqs/queue:Queue", "undelivered", { name: "undelivered" });
const policy = (document: unknown, queueUrl = url) =>
    made("aws:sqs/queuePolicy:QueuePolicy", "undelivered-policy", {
        queueUrl,
        policy: typeof document === "string" ? document : JSON.stringify(document),
    });
const denied = {
    Effect: "Deny",
    Principal: { AWS: "*" },
    Action: "sqs:*",
    Resource: "arn:aws:sqs:us-east-1:111111111111:undelivered",
    Condition: { Bool: { "aws:SecureTransport": false } },
};
const missing = "no QueuePolicy names it; add one that denies everyone sqs:* where aws:SecureTransport is false.";
const open =
    "it lets requests without TLS through; deny everyone sqs:* where aws:SecureTransport is false, and under no other " +
    "condition.";

export const requireTls: Rule = {
    id: "sqs/requireTls",
    group: "network",
    description: "Every queue is reached over TLS only.",
    cause: "A queue has no policy, or one without a statement that denies everyone sqs:* where aws:SecureTransport is false.",
    explanation:
        "SQS answers plain HTTP, too. A client that is misconfigured would send messages and signed requests in the open, " +
        "and nothing would tell.",
    remedy:
        'Add an aws.sqs.QueuePolicy with a Deny for Principal "*" and Action "sqs:*", under the condition Bool ' +
        '{"aws:SecureTransport": "false"}.',
    docs: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
    severity: "medium",
    standards: ["NIST 800-53 SC-8", "cdk-nag AwsSolutions-SQS4"],
    scope: "stack",
    judge: judgePolicyTls({
        whole: "aws:sqs/queue:Queue",
        part: { type: "aws:sqs/queuePolicy:QueuePolicy", names: "queueUrl" },
        action: "sqs:*",
        ...{ missing, open },
    }),
    examples: {
        good: [
            good("a queue that answers TLS alone", queue, policy({ Statement: [denied] })),
            good(
                "a queue of an emulator, by its address",
                queue,
                policy({ Statement: [denied] }, "http://localhost:4566/111111111111/undelivered"),
            ),
            good("a policy of the queue's own", { ...queue, props: { ...queue.props, policy: { Statement: denied } } }),
            good("a policy made of a queue that is not known yet", queue, {
                ...policy({ Statement: [denied] }, unknownText),
                dependsOn: { queueUrl: ["undelivered"] },
            }),
        ],
        bad: [
            told("a queue alone", `policy: ${missing}`, queue),
            told(
                "a policy that allows alone",
                `undelivered-policy.policy: ${open}`,
                queue,
                policy({ Statement: [{ ...denied, Effect: "Allow", Action: "sqs:SendMessage" }] }),
            ),
            told("another queue's policy", `policy: ${missing}`, queue, policy({ Statement: [denied] }, `${url}-too`)),
        ],
        unknown: [
            told(
                "a policy that is not known",
                "undelivered-policy.policy: undetermined: it is not known before the deployment.",
                queue,
                policy(unknownText),
            ),
        ],
    },
};
