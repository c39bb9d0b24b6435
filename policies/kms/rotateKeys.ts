import { good, made, told } from "../engine/examples";
import { field, isTrue, when } from "../engine/fields";
import { type Fields, isObject, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const keyType = "aws:kms/key:Key";
const key = (props: Fields) => made(keyType, "key", props);

export const rotateKeys: Rule = {
    id: "kms/rotateKeys",
    group: "encryption",
    description: "Every key changes its material by itself.",
    cause: "A symmetric key for encryption has enableKeyRotation other than true.",
    explanation:
        "What one key's material protects grows with every year. KMS changes the material and keeps the old one for what it " +
        "encrypted; neither ARNs nor policies change. Asymmetric keys, keys for MACs and imported material cannot rotate so.",
    remedy: "Set enableKeyRotation.",
    docs: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    severity: "medium",
    standards: [
        "Security Hub KMS.4",
        "CIS AWS 3.0.0 3.6",
        "NIST 800-53 SC-12",
        "Checkov CKV_AWS_7",
        "cdk-nag AwsSolutions-KMS5",
    ],
    scope: "resource",
    judge: judgeResources(keyType, when(canRotate, field("enableKeyRotation", isTrue()))),
    examples: {
        good: [
            good("a key that rotates", key({ enableKeyRotation: true })),
            good("a key for signing", key({ keyUsage: "SIGN_VERIFY", customerMasterKeySpec: "ECC_NIST_P256" })),
        ],
        bad: [
            told("a key alone", "enableKeyRotation: it is not true; set it.", key({})),
            told(
                "a key that does not",
                "enableKeyRotation: it is not true; set it.",
                key({ enableKeyRotation: false, customerMasterKeySpec: "SYMMETRIC_DEFAULT" }),
            ),
        ],
        unknown: [
            told(
                "a setting that is not known",
                "enableKeyRotation: undetermined: it is not known before the deployment.",
                key({ enableKeyRotation: unknownText }),
            ),
        ],
    },
};

function canRotate(value: unknown): boolean {
    const { customerMasterKeySpec: spec = "SYMMETRIC_DEFAULT", customKeyStoreId } = isObject(value) ? value : {};
    return (spec === "SYMMETRIC_DEFAULT" || spec === UNKNOWN) && customKeyStoreId === undefined;
}
