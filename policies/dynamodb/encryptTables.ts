import { good, keyArn, made, told } from "../engine/examples";
import { fields, isTrue, ownKey } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const tableType = "aws:dynamodb/table:Table";
const table = (serverSideEncryption?: object) => made(tableType, "ledger", { name: "ledger", serverSideEncryption });
const at = "serverSideEncryption";

export const encryptTables: Rule = {
    id: "dynamodb/encryptTables",
    group: "encryption",
    description: "Every table is encrypted with a key of ours.",
    cause: "A table's serverSideEncryption is not enabled, or names no key of the account's own.",
    explanation:
        "DynamoDB encrypts with a key of its own, which nobody can restrict or audit. With a KMS key the key's policy decides " +
        "who reads, and CloudTrail tells who did.",
    remedy: "Set serverSideEncryption with enabled true and kmsKeyArn.",
    docs: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html",
    severity: "medium",
    standards: ["NIST 800-53 SC-28", "Checkov CKV_AWS_119"],
    scope: "resource",
    remediation: ({ key }) =>
        key === undefined ? undefined : { serverSideEncryption: { enabled: true, kmsKeyArn: key } },
    judge: judgeResources(
        tableType,
        fields({ "serverSideEncryption.enabled": isTrue(), "serverSideEncryption.kmsKeyArn": ownKey() }),
    ),
    examples: {
        good: [good("a table with its own key", table({ enabled: true, kmsKeyArn: keyArn }))],
        bad: [
            told(
                "a table alone",
                [
                    `${at}.enabled: it is not true; set it.`,
                    `${at}.kmsKeyArn: no key is named; name a KMS key of this account.`,
                ],
                table(),
            ),
            told(
                "the key that AWS manages",
                `${at}.kmsKeyArn: no key is named; name a KMS key of this account.`,
                table({ enabled: true }),
            ),
        ],
        unknown: [
            told(
                "a key that is not known",
                `${at}.kmsKeyArn: undetermined: it is not known before the deployment.`,
                table({ enabled: true, kmsKeyArn: unknownText }),
            ),
        ],
    },
};
