import { calls, good, keyArn, made, told } from "../engine/examples";
import { field, ownKey } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeBoth, judgeResources } from "../engine/targets";
import { domainType, notebookType } from "../reading/notebooks";

const encrypted = field("kmsKeyId", ownKey());
const missing = "no key is named; name a KMS key of this account.";
const notebook = (kmsKeyId?: string, dependsOn?: { kmsKeyId: string[] }) =>
    made(notebookType, "lab", { kmsKeyId }, dependsOn);

export const encryptNotebooks: Rule = {
    id: "sagemaker/encryptNotebooks",
    group: "encryption",
    level: "advisory",
    description: "Every notebook and Studio domain encrypts its storage with a key of ours.",
    cause: "A notebook instance or a domain names no kmsKeyId, or a key that AWS manages.",
    explanation: "A notebook's disk has copies of data, credentials and models that nobody keeps count of.",
    remedy: "Set kmsKeyId. It cannot be changed later: the notebook has to be made anew.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest-nbi.html",
    severity: "high",
    standards: [
        "Security Hub SageMaker.21",
        "NIST 800-53 SC-28",
        "cdk-nag AwsSolutions-SM2",
        "Checkov CKV_AWS_22",
        "Checkov CKV_AWS_187",
    ],
    scope: "resource",
    judge: judgeAll(
        judgeBoth(notebookType, ["sagemaker", "createNotebookInstance", "createDomain"], encrypted),
        judgeResources(domainType, encrypted),
    ),
    examples: {
        good: [
            good("a notebook with a key", notebook(keyArn)),
            good(
                "a key of the same stack that is not known yet",
                made("aws:kms/key:Key", "key", {}),
                notebook(unknownText, { kmsKeyId: ["key"] }),
            ),
            good("a domain with a key", made(domainType, "studio", { kmsKeyId: keyArn })),
        ],
        bad: [
            told("a notebook without", `kmsKeyId: ${missing}`, notebook()),
            told("a domain without", `kmsKeyId: ${missing}`, made(domainType, "studio", {})),
            told(
                "a call without",
                `definition.States.Call.KmsKeyId: ${missing}`,
                calls("aws-sdk:sagemaker:createNotebookInstance", {}),
            ),
        ],
        unknown: [
            told(
                "a key that is not known, nor that it is one of the stack's",
                "kmsKeyId: undetermined: it is not known before the deployment.",
                notebook(unknownText),
            ),
        ],
    },
};
