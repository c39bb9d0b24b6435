import { good, keyArn, made, told } from "../engine/examples";
import { field, fields, forEach, isMissing, known, oneOf, ownKey } from "../engine/fields";
import { fail, listOf } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const repositoryType = "aws:ecr/repository:Repository";
const repository = (encryptionConfigurations?: unknown) =>
    made(repositoryType, "images", { name: "images", encryptionConfigurations });
const missing = "it is missing; add one with encryptionType KMS and kmsKey.";
const byKey = forEach(fields({ encryptionType: oneOf(["KMS", "KMS_DSSE"], "set KMS"), kmsKey: ownKey() }));

export const encryptRepositories: Rule = {
    id: "ecr/encryptRepositories",
    group: "encryption",
    description: "Every image repository is encrypted with a key of ours.",
    cause: "A repository's encryptionConfigurations is missing, has encryptionType AES256, or names no key.",
    explanation:
        "An image has the code of a model's training. With a KMS key the key's policy decides who pulls it. A repository's " +
        "encryption cannot be changed later: another one has to be made.",
    remedy: "Set encryptionConfigurations with encryptionType KMS and kmsKey.",
    docs: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html",
    severity: "medium",
    standards: ["Security Hub ECR.5", "NIST 800-53 SC-28", "Checkov CKV_AWS_136"],
    scope: "resource",
    remediation: ({ key }) =>
        key === undefined ? undefined : { encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: key }] },
    judge: judgeResources(
        repositoryType,
        field(
            "encryptionConfigurations",
            known((value, place) =>
                isMissing(value) || listOf(value).length === 0 ? [fail(place.path, missing)] : byKey(value, place),
            ),
        ),
    ),
    examples: {
        good: [good("a repository with its own key", repository([{ encryptionType: "KMS", kmsKey: keyArn }]))],
        bad: [
            told("a repository alone", `encryptionConfigurations: ${missing}`, repository()),
            told(
                "ECR's own key",
                [
                    "encryptionConfigurations[0].encryptionType: AES256 is set; set KMS.",
                    "encryptionConfigurations[0].kmsKey: no key is named; name a KMS key of this account.",
                ],
                repository([{ encryptionType: "AES256" }]),
            ),
        ],
        unknown: [
            told(
                "a key that is not known",
                "encryptionConfigurations[0].kmsKey: undetermined: it is not known before the deployment.",
                repository([{ encryptionType: "KMS", kmsKey: unknownText }]),
            ),
        ],
    },
};
