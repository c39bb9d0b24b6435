import { good, keyArn, made, told } from "../engine/examples";
import { field, ownKey } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const groupType = "aws:cloudwatch/logGroup:LogGroup";
const group = (kmsKeyId?: string) => made(groupType, "logs", { name: "/aws/lambda/predict", kmsKeyId });

export const encryptLogs: Rule = {
    id: "cloudwatch/encryptLogs",
    group: "encryption",
    description: "Every log group is encrypted with a key of ours.",
    cause: "A log group has no kmsKeyId.",
    explanation:
        "CloudWatch encrypts with a key of its own, which nobody can restrict or audit. Logs of executions have what states " +
        "were given; with a KMS key the key's policy decides who reads it.",
    remedy: "Set kmsKeyId to the ARN of a key whose policy lets logs.<region>.amazonaws.com use it for this group.",
    docs: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    severity: "medium",
    standards: ["NIST 800-53 AU-9", "NIST 800-53 SC-28", "Checkov CKV_AWS_158"],
    scope: "resource",
    judge: judgeResources(groupType, field("kmsKeyId", ownKey())),
    examples: {
        good: [
            good("a group with its own key", group(keyArn)),
            good(
                "a key of the same stack that is not known yet",
                made("aws:kms/key:Key", "key", {}),
                made(groupType, "logs", { kmsKeyId: unknownText }, { kmsKeyId: ["key"] }),
            ),
        ],
        bad: [told("a group alone", "kmsKeyId: no key is named; name a KMS key of this account.", group())],
        unknown: [
            told(
                "a key that is not known",
                "kmsKeyId: undetermined: it is not known before the deployment.",
                group(unknownText),
            ),
        ],
    },
};
