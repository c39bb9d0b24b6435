import { good, keyArn, made, told } from "../engine/examples";
import { fields, oneOf, ownKey } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";
import { stateMachineType } from "../reading/stateMachine";

const machine = (encryptionConfiguration?: object) =>
    made(stateMachineType, "training", { name: "training", encryptionConfiguration });
const customer = "CUSTOMER_MANAGED_KMS_KEY";
const at = "encryptionConfiguration";

export const encryptExecutions: Rule = {
    id: "sfn/encryptExecutions",
    group: "encryption",
    // Who starts an execution or looks at one needs the key then, too, EventBridge included; executions whose input is
    // names and places, not data, gain little by that. Their logs have a key of their own.
    level: "advisory",
    description: "Every state machine encrypts its executions with a key of ours.",
    cause: `A state machine's encryptionConfiguration has another type than ${customer}, or names no key.`,
    explanation:
        "Step Functions encrypts definitions and the data of executions with a key of its own. With a KMS key, whoever is " +
        "to read an execution's data needs the key's permission as well; that matters where data itself, not its place, " +
        "goes through the states.",
    remedy: `Set encryptionConfiguration with type ${customer} and kmsKeyId, and allow the role kms:Decrypt and kms:GenerateDataKey.`,
    docs: "https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html",
    severity: "low",
    standards: ["NIST 800-53 SC-28"],
    scope: "resource",
    judge: judgeResources(
        stateMachineType,
        fields({
            "encryptionConfiguration.type": oneOf([customer]),
            "encryptionConfiguration.kmsKeyId": ownKey(),
        }),
    ),
    examples: {
        good: [good("a state machine with its own key", machine({ type: customer, kmsKeyId: keyArn }))],
        bad: [
            told(
                "no word about it",
                [
                    `${at}.type: it is missing; set ${customer}.`,
                    `${at}.kmsKeyId: no key is named; name a KMS key of this account.`,
                ],
                machine(),
            ),
            told(
                "the key that AWS owns",
                [
                    `${at}.type: AWS_OWNED_KEY is set; set ${customer}.`,
                    `${at}.kmsKeyId: no key is named; name a KMS key of this account.`,
                ],
                machine({ type: "AWS_OWNED_KEY" }),
            ),
        ],
        unknown: [
            told(
                "a key that is not known",
                `${at}.kmsKeyId: undetermined: it is not known before the deployment.`,
                machine({ type: customer, kmsKeyId: unknownText }),
            ),
        ],
    },
};
