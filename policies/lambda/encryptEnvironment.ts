import { good, keyArn, made, told } from "../engine/examples";
import { field, ownKey, when } from "../engine/fields";
import { isObject, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const functionType = "aws:lambda/function:Function";
const called = (variables: object | undefined, kmsKeyArn?: string) =>
    made(functionType, "predict", { name: "predict", environment: variables && { variables }, kmsKeyArn });

export const encryptEnvironment: Rule = {
    id: "lambda/encryptEnvironment",
    group: "encryption",
    description: "Every function encrypts its variables with a key of ours.",
    cause: "A function has environment variables and no kmsKeyArn, or the key that AWS manages.",
    explanation:
        "Lambda encrypts variables with a key of its own, which nobody can restrict: whoever may look at the function reads " +
        "them. With a KMS key that takes the key's permission as well. A function without variables needs none.",
    remedy: "Set kmsKeyArn, and allow the function's role kms:Decrypt.",
    docs: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",
    severity: "medium",
    standards: ["NIST 800-53 SC-28", "Checkov CKV_AWS_173"],
    scope: "resource",
    judge: judgeResources(functionType, when(hasVariables, field("kmsKeyArn", ownKey()))),
    examples: {
        good: [
            good("a function with its own key", called({ TABLE: "ledger" }, keyArn)),
            good("a function without variables", called({})),
            good("a function without an environment", called(undefined)),
        ],
        bad: [
            told(
                "variables and no key",
                "kmsKeyArn: no key is named; name a KMS key of this account.",
                called({ TABLE: "ledger" }),
            ),
            told(
                "the key that AWS manages",
                "kmsKeyArn: alias/aws/lambda is managed by AWS; name a KMS key of this account.",
                called({ TABLE: "ledger" }, "alias/aws/lambda"),
            ),
        ],
        unknown: [
            told(
                "a key that is not known",
                "kmsKeyArn: undetermined: it is not known before the deployment.",
                called({ TABLE: unknownText }, unknownText),
            ),
        ],
    },
};

function hasVariables(value: unknown): boolean {
    const environment = isObject(value) ? value["environment"] : undefined;
    const variables = isObject(environment) ? environment["variables"] : environment;
    return variables === UNKNOWN || (isObject(variables) && Object.keys(variables).length > 0);
}
