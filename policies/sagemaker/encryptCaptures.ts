import { capturePath, capturing, capturingCall, judgeCaptures } from "../engine/captures";
import { good, made, told } from "../engine/examples";
import { field, ownKey } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";

const remedy = "name the KMS key that captures are encrypted with";

export const encryptCaptures: Rule = {
    id: "sagemaker/encryptCaptures",
    group: "data-capture",
    description: "Every capture is encrypted with a key of ours.",
    cause: "The data capture of an endpoint configuration names no KMS key, or one that AWS manages.",
    explanation:
        "Captures are what people sent to the model: often the most personal data of the whole system. With a key of its " +
        "own the key's policy says who reads them, whatever a bucket's policy allows.",
    remedy: "Set kmsKeyId of the data capture to a key of this account.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataCaptureConfig.html",
    severity: "high",
    standards: ["NIST 800-53 SC-28"],
    scope: "resource",
    judge: judgeCaptures(field("kmsKeyId", ownKey(remedy))),
    examples: {
        good: [
            good("a key of the account", capturing()),
            good("a key by its alias", capturingCall({ KmsKeyId: "alias/drivetrain" })),
            good(
                "a key of the same stack that is not known yet",
                made("aws:kms/key:Key", "key", {}),
                capturing({ kmsKeyId: unknownText }, { dataCaptureConfig: ["key"] }),
            ),
        ],
        bad: [
            told(
                "no key",
                `dataCaptureConfig.kmsKeyId: no key is named; ${remedy}.`,
                capturing({ kmsKeyId: undefined }),
            ),
            told(
                "the key that AWS manages",
                `${capturePath}.KmsKeyId: alias/aws/s3 is managed by AWS; ${remedy}.`,
                capturingCall({ KmsKeyId: "alias/aws/s3" }),
            ),
        ],
        unknown: [
            told(
                "a key that only the running state machine knows",
                `${capturePath}.KmsKeyId: undetermined: it is not known before the deployment.`,
                capturingCall({ KmsKeyId: "{% $states.input.key %}" }),
            ),
            told(
                "such a key in a definition that is made from a key, too",
                `${capturePath}.KmsKeyId: undetermined: it is not known before the deployment.`,
                made("aws:kms/key:Key", "key", {}),
                { ...capturingCall({ KmsKeyId: "{% $states.input.key %}" }), dependsOn: { definition: ["key"] } },
            ),
        ],
    },
};
