import { good, keyArn, made, told } from "../engine/examples";
import { field, ownKey } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const queueType = "aws:sqs/queue:Queue";
const queue = (props: object) => made(queueType, "undelivered", { name: "undelivered", ...props });

export const encryptQueues: Rule = {
    id: "sqs/encryptQueues",
    group: "encryption",
    description: "Every queue encrypts its messages with a key of ours.",
    cause: "A queue has no kmsMasterKeyId, or the key that AWS manages (alias/aws/sqs).",
    explanation:
        "SQS encrypts with a key of its own, which nobody can restrict or audit. With a KMS key the key's policy decides who " +
        "reads messages, events that could not be delivered among them.",
    remedy: "Set kmsMasterKeyId, and allow the services that send kms:Decrypt and kms:GenerateDataKey in the key's policy.",
    docs: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html",
    severity: "medium",
    standards: [
        "Security Hub SQS.1",
        "NIST 800-53 SC-28",
        "Checkov CKV_AWS_27",
        "Checkov CKV2_AWS_73",
        "cdk-nag AwsSolutions-SQS2",
    ],
    scope: "resource",
    // Both at once are refused by SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
    remediation: ({ key }, { props }) =>
        key === undefined || props["sqsManagedSseEnabled"] === true ? undefined : { kmsMasterKeyId: key },
    judge: judgeResources(queueType, field("kmsMasterKeyId", ownKey())),
    examples: {
        good: [good("a queue with its own key", queue({ kmsMasterKeyId: keyArn }))],
        bad: [
            told("a queue alone", "kmsMasterKeyId: no key is named; name a KMS key of this account.", queue({})),
            told(
                "SQS's own key",
                "kmsMasterKeyId: no key is named; name a KMS key of this account.",
                queue({ sqsManagedSseEnabled: true }),
            ),
            told(
                "the key that AWS manages",
                "kmsMasterKeyId: alias/aws/sqs is managed by AWS; name a KMS key of this account.",
                queue({ kmsMasterKeyId: "alias/aws/sqs" }),
            ),
        ],
        unknown: [
            told(
                "a key that is not known",
                "kmsMasterKeyId: undetermined: it is not known before the deployment.",
                queue({ kmsMasterKeyId: unknownText }),
            ),
        ],
    },
};
