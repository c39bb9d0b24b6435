import { good, keyArn, made, told } from "../engine/examples";
import { field, fields, isTrue, oneOf, ownKey } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const settingsType = "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings";
const all = {
    connectionPasswordEncryption: { returnConnectionPasswordEncrypted: true, awsKmsKeyId: keyArn },
    encryptionAtRest: { catalogEncryptionMode: "SSE-KMS", sseAwsKmsKeyId: keyArn },
};
const settings = (change: object = {}) =>
    made(settingsType, "catalog", { dataCatalogEncryptionSettings: { ...all, ...change } });
const at = "dataCatalogEncryptionSettings";

export const encryptCatalogs: Rule = {
    id: "glue/encryptCatalogs",
    group: "encryption",
    description: "Every data catalog that is set up encrypts tables and passwords with a key of ours.",
    cause: "Settings of a Glue data catalog do not encrypt its contents, or the passwords of its connections, by a key.",
    explanation:
        "The catalog tells which data there is and how it is reached, passwords of connections included. An account has one " +
        "catalog for all stacks, so one that no stack sets up is not judged.",
    remedy: "Set encryptionAtRest and connectionPasswordEncryption, each with a KMS key.",
    docs: "https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html",
    severity: "medium",
    standards: ["NIST 800-53 SC-28", "Checkov CKV_AWS_94"],
    scope: "resource",
    judge: judgeResources(
        settingsType,
        field(
            "dataCatalogEncryptionSettings",
            fields({
                "encryptionAtRest.catalogEncryptionMode": oneOf(
                    ["SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE"],
                    "set SSE-KMS",
                ),
                "encryptionAtRest.sseAwsKmsKeyId": ownKey(),
                "connectionPasswordEncryption.returnConnectionPasswordEncrypted": isTrue(),
                "connectionPasswordEncryption.awsKmsKeyId": ownKey(),
            }),
        ),
    ),
    examples: {
        good: [good("a catalog that encrypts all", settings())],
        bad: [
            told(
                "tables in the open",
                [
                    `${at}.encryptionAtRest.catalogEncryptionMode: DISABLED is set; set SSE-KMS.`,
                    `${at}.encryptionAtRest.sseAwsKmsKeyId: no key is named; name a KMS key of this account.`,
                ],
                settings({ encryptionAtRest: { catalogEncryptionMode: "DISABLED" } }),
            ),
        ],
        unknown: [
            told(
                "a key that is not known",
                `${at}.encryptionAtRest.sseAwsKmsKeyId: undetermined: it is not known before the deployment.`,
                settings({ encryptionAtRest: { catalogEncryptionMode: "SSE-KMS", sseAwsKmsKeyId: unknownText } }),
            ),
        ],
    },
};
