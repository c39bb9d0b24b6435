import { good, made, told } from "../engine/examples";
import { atLeast, field, isMissing, when } from "../engine/fields";
import { isObject } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const keyType = /^aws:kms\/(key|replicaKey|externalKey|replicaExternalKey):/;
const key = (deletionWindowInDays?: unknown) => made("aws:kms/key:Key", "key", { deletionWindowInDays });

export const delayDeletion: Rule = {
    id: "kms/delayDeletion",
    group: "reliability",
    description: "Every key can be taken back for some time after it was deleted.",
    cause: "A key's deletionWindowInDays is less than minimumDays. KMS waits 30 days where nothing is said.",
    explanation:
        "What a deleted key encrypted is lost for good: captures, models, logs. The window is the time to notice that " +
        "something still needs it. A stage that is made and destroyed often may choose less.",
    remedy: "Set deletionWindowInDays to 30, or leave it out.",
    docs: "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    severity: "medium",
    standards: ["Security Hub KMS.3", "NIST 800-53 SC-12"],
    scope: "resource",
    settings: {
        minimumDays: {
            type: "integer",
            default: 30,
            minimum: 7,
            maximum: 30,
            description: "The least number of days between a key's deletion and its end.",
        },
    },
    judge: judgeResources(
        keyType,
        when(
            (value) => isObject(value) && !isMissing(value["deletionWindowInDays"]),
            field(
                "deletionWindowInDays",
                atLeast(({ minimumDays = 30 }) => Number(minimumDays), "leave more time to take the key back"),
            ),
        ),
    ),
    examples: {
        good: [good("as KMS does by itself", key()), good("the longest time", key(30))],
        bad: [
            told(
                "a week",
                "deletionWindowInDays: 7 is set, less than 30; leave more time to take the key back.",
                key(7),
            ),
        ],
        unknown: [
            told(
                "a time that is not known",
                "deletionWindowInDays: undetermined: it is not known before the deployment.",
                key(unknownText),
            ),
        ],
    },
};
