import { deputy, judgeDeputies } from "../engine/deputies";
import { good, made, told } from "../engine/examples";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAllows } from "../engine/statements";
import { tellsSourceTo } from "../reading/serviceSources";

const topic = (Service: unknown, Condition?: unknown) =>
    made("aws:sns/topicPolicy:TopicPolicy", "notices", {
        policy: {
            Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: "*", Principal: { Service }, Condition }],
        },
    });
const at = "policy.Statement[0].Principal.Service";

export const guardServiceAccess: Rule = {
    id: "iam/guardServiceAccess",
    group: "iam",
    description:
        "Services use a topic, queue, bucket or key for the own account alone, where they tell whom they come from.",
    cause:
        "The policy of a resource allows something to a service that sends aws:SourceAccount and aws:SourceArn there, such " +
        "as S3 or CloudWatch, without a condition on either.",
    explanation:
        "Anybody's bucket or alarm can make such a service act on our resource: the confused deputy. EventBridge is let " +
        "alone on topics, since SNS does not take conditions for it, and so is what AWS's guides give without: keys for " +
        "events of S3, CloudWatch and EventBridge, and groups of logs for a rule. What is encrypted tells a key's source " +
        "as well.",
    remedy: 'Add Condition {"StringEquals": {"aws:SourceAccount": "<account>"}} to the statement.',
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    severity: "medium",
    standards: ["NIST 800-53 AC-3"],
    scope: "resource",
    judge: judgeAllows(
        (statement, { type }) => judgeDeputies(statement, (service) => tellsSourceTo(service, type)),
        (type) => !type.startsWith("aws:iam/"),
    ),
    examples: {
        good: [
            // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
            good(
                "alarms of one account",
                topic("cloudwatch.amazonaws.com", { StringEquals: { "aws:SourceAccount": "111111111111" } }),
            ),
            // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html
            good("EventBridge on a topic, where no condition works", topic("events.amazonaws.com")),
            // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
            good(
                "a key by what is encrypted",
                made("aws:kms/key:Key", "key", {
                    policy: {
                        Statement: {
                            ...{ Effect: "Allow", Action: "kms:Decrypt", Resource: "*" },
                            Principal: { Service: "events.amazonaws.com" },
                            Condition: {
                                StringEquals: {
                                    "kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:us-east-1:111111111111:a",
                                },
                            },
                        },
                    },
                }),
            ),
            good("a service that tells no source", topic("codestar-notifications.amazonaws.com")),
        ],
        bad: [
            told("anybody's alarms", `${at}: ${deputy("cloudwatch.amazonaws.com")}`, topic("cloudwatch.amazonaws.com")),
            told(
                "anybody's buckets, in a list",
                `${at}[1]: ${deputy("s3.amazonaws.com")}`,
                topic(["codestar-notifications.amazonaws.com", "s3.amazonaws.com"]),
            ),
            told("anybody's rules on a queue", `${at}: ${deputy("events.amazonaws.com")}`, {
                ...topic("events.amazonaws.com"),
                type: "aws:sqs/queuePolicy:QueuePolicy",
            }),
        ],
        unknown: [
            told(
                "conditions that are not known",
                `${at}: undetermined: ${deputy("s3.amazonaws.com")}`,
                topic("s3.amazonaws.com", unknownText),
            ),
        ],
    },
};
