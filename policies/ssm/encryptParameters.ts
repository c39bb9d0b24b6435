import { calls, good, keyArn, made, told } from "../engine/examples";
import { type Check, field, known, ownKey } from "../engine/fields";
import { fail, isObject, pass, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeBoth } from "../engine/targets";

const parameterType = "aws:ssm/parameter:Parameter";
const parameter = (props: object) => made(parameterType, "setting", { name: "/shop/setting", value: "x", ...props });
const put = (input: object) => calls("aws-sdk:ssm:putParameter", { Name: "/shop/setting", Value: "x", ...input });

/** Names of what is secret: none of a model's name, a version, a place or a threshold. */
const secret =
    /(^|[/._-])(passwords?|passwd|secrets?|tokens?|credentials?|private-?key|api-?key|access-?key)([/._-](\w+)|$)/i;
/** What names a secret, says where it is, or bounds it is none: `/shop/secret-arn`, `/shop/token-url`, `/shop/max-tokens`. */
const about =
    /^(arns?|names?|ids?|url|uri|endpoint|path|alias|ttl|age|days|length|limit|count|policy|rotation|version)$/i;
const bound = /(^|[/._-])(max|min|num|total)[._-]tokens?$/i;
const isSecretName = (name: string): boolean => {
    const words = name.replace(/([a-z])([A-Z])/g, "$1-$2");
    const found = secret.exec(words);
    return found !== null && !about.test(found[4] ?? "") && !bound.test(words);
};
const plain =
    "it is named like a secret and is not encrypted; make it a SecureString with a key, or keep it in Secrets Manager.";

/** A SecureString has a key of one's own; what is named like a secret is one. */
const encrypted: Check = (value, place) => {
    const { spelt } = place;
    const fields = isObject(value) ? value : {};
    const type = value === UNKNOWN ? UNKNOWN : (fields[spelt("type")] ?? "String");
    if (type === "SecureString") return field("keyId", ownKey())(value, place);
    const name = fields[spelt("name")];
    const isSecret = typeof name === "string" && isSecretName(name);
    return field(
        "type",
        known((_type, { path }) => [isSecret ? fail(path, plain) : pass(path)]),
    )(value, place);
};

export const encryptParameters: Rule = {
    id: "ssm/encryptParameters",
    group: "encryption",
    description: "Every secret parameter is encrypted with a key of ours.",
    cause:
        "A parameter, as a resource or as a PutParameter call of a state machine, is a SecureString without a key of the " +
        "account's own, or is plain text under the name of a secret (password, token, credentials, key, ...).",
    explanation:
        "Whoever may read a plain parameter reads its value, and whoever may use the key that AWS manages is everyone in the " +
        "account. Names of models and places of files are no secrets: they may be plain.",
    remedy: "Set type SecureString and keyId; or keep the secret in Secrets Manager, which changes it as well.",
    docs: "https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html",
    severity: "high",
    standards: ["NIST 800-53 SC-28", "Checkov CKV_AWS_337", "Checkov CKV2_AWS_34"],
    scope: "resource",
    judge: judgeBoth(parameterType, ["ssm", "putParameter"], encrypted),
    examples: {
        good: [
            good("a name", parameter({ type: "String" })),
            good("a secret with its own key", parameter({ type: "SecureString", keyId: keyArn })),
            good("a name that a state writes", put({ Type: "String" })),
            // Part of a word is no word: a tokenizer's place, a passing threshold.
            good("what only sounds like a secret", parameter({ name: "/model/tokenizer/passes", type: "String" })),
        ],
        bad: [
            told(
                "a secret with the account's default key",
                "keyId: no key is named; name a KMS key of this account.",
                parameter({ type: "SecureString" }),
            ),
            told("a secret in the open", `type: ${plain}`, parameter({ name: "/shop/dbPassword", type: "String" })),
            told(
                "a secret that a state writes in the open",
                `definition.States.Call.Type: ${plain}`,
                put({ Name: "/shop/api-key" }),
            ),
        ],
        unknown: [
            told(
                "a key that is not known",
                "keyId: undetermined: it is not known before the deployment.",
                parameter({ type: "SecureString", keyId: unknownText }),
            ),
            told(
                "a kind that is not known",
                "type: undetermined: it is not known before the deployment.",
                parameter({ type: unknownText }),
            ),
        ],
    },
};
