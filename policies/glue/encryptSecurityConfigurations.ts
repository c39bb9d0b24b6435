import { good, keyArn, made, told } from "../engine/examples";
import { field, fields, oneOf, ownKey } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const configurationType = "aws:glue/securityConfiguration:SecurityConfiguration";
const all = {
    cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS", kmsKeyArn: keyArn },
    jobBookmarksEncryption: { jobBookmarksEncryptionMode: "CSE-KMS", kmsKeyArn: keyArn },
    s3Encryption: { s3EncryptionMode: "SSE-KMS", kmsKeyArn: keyArn },
};
const configuration = (change: object = {}) =>
    made(configurationType, "own-keys", { encryptionConfiguration: { ...all, ...change } });
const at = "encryptionConfiguration";

export const encryptSecurityConfigurations: Rule = {
    id: "glue/encryptSecurityConfigurations",
    group: "encryption",
    description: "Every security configuration of Glue encrypts files, logs and bookmarks with a key of ours.",
    cause: "A security configuration leaves one of its three encryptions disabled, or names no key for it.",
    explanation:
        "Jobs name a security configuration to be encrypted; one that has modes turned off would keep that promise in name " +
        "only. Bookmarks and logs tell which data was read, and sometimes data itself.",
    remedy: "Set SSE-KMS for logs and files, CSE-KMS for bookmarks, and kmsKeyArn in all three.",
    docs: "https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html",
    severity: "medium",
    standards: ["NIST 800-53 SC-28", "Checkov CKV_AWS_99", "cdk-nag AwsSolutions-GL1", "cdk-nag AwsSolutions-GL3"],
    scope: "resource",
    judge: judgeResources(
        configurationType,
        field(
            "encryptionConfiguration",
            fields({
                "cloudwatchEncryption.cloudwatchEncryptionMode": oneOf(["SSE-KMS"]),
                "cloudwatchEncryption.kmsKeyArn": ownKey(),
                "jobBookmarksEncryption.jobBookmarksEncryptionMode": oneOf(["CSE-KMS"]),
                "jobBookmarksEncryption.kmsKeyArn": ownKey(),
                "s3Encryption.s3EncryptionMode": oneOf(["SSE-KMS"]),
                "s3Encryption.kmsKeyArn": ownKey(),
            }),
        ),
    ),
    examples: {
        good: [good("a configuration that encrypts all", configuration())],
        bad: [
            told(
                "logs in the open, and files by S3's own key",
                [
                    `${at}.cloudwatchEncryption.cloudwatchEncryptionMode: DISABLED is set; set SSE-KMS.`,
                    `${at}.cloudwatchEncryption.kmsKeyArn: no key is named; name a KMS key of this account.`,
                    `${at}.s3Encryption.s3EncryptionMode: SSE-S3 is set; set SSE-KMS.`,
                    `${at}.s3Encryption.kmsKeyArn: no key is named; name a KMS key of this account.`,
                ],
                configuration({
                    cloudwatchEncryption: { cloudwatchEncryptionMode: "DISABLED" },
                    s3Encryption: { s3EncryptionMode: "SSE-S3" },
                }),
            ),
        ],
        unknown: [
            told(
                "a key that is not known",
                `${at}.s3Encryption.kmsKeyArn: undetermined: it is not known before the deployment.`,
                configuration({ s3Encryption: { s3EncryptionMode: "SSE-KMS", kmsKeyArn: unknownText } }),
            ),
        ],
    },
};
