import { good, keyArn, made, told } from "../engine/examples";
import { field, ownKey } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const topicType = "aws:sns/topic:Topic";
const topic = (kmsMasterKeyId?: string) => made(topicType, "notices", { name: "notices", kmsMasterKeyId });

export const encryptTopics: Rule = {
    id: "sns/encryptTopics",
    group: "encryption",
    description: "Every topic encrypts its messages with a key of ours.",
    cause: "A topic has no kmsMasterKeyId, or the key that AWS manages (alias/aws/sns).",
    explanation:
        "SNS stores messages unencrypted unless it is given a key. The key that AWS manages would do for that, but no other " +
        "service may use it: alarms and events could not publish to the topic.",
    remedy: "Set kmsMasterKeyId, and allow the services that publish kms:Decrypt and kms:GenerateDataKey in the key's policy.",
    docs: "https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html",
    severity: "high",
    standards: ["Security Hub SNS.1", "NIST 800-53 SC-28", "Checkov CKV_AWS_26"],
    scope: "resource",
    remediation: ({ key }) => (key === undefined ? undefined : { kmsMasterKeyId: key }),
    judge: judgeResources(topicType, field("kmsMasterKeyId", ownKey())),
    examples: {
        good: [good("a topic with its own key", topic(keyArn)), good("a key by its alias", topic("alias/notices"))],
        bad: [
            told("a topic alone", "kmsMasterKeyId: no key is named; name a KMS key of this account.", topic()),
            told(
                "the key that AWS manages",
                "kmsMasterKeyId: alias/aws/sns is managed by AWS; name a KMS key of this account.",
                topic("alias/aws/sns"),
            ),
        ],
        unknown: [
            told(
                "a key that is not known",
                "kmsMasterKeyId: undetermined: it is not known before the deployment.",
                topic(unknownText),
            ),
        ],
    },
};
