import { good, keyArn, made, told } from "../engine/examples";
import { type Check, fields, oneOf, ownKey } from "../engine/fields";
import { isObject } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const workgroupType = "aws:athena/workgroup:Workgroup";
const workgroup = (configuration?: object) => made(workgroupType, "reports", { name: "reports", configuration });
const byKey = { encryptionOption: "SSE_KMS", kmsKeyArn: keyArn };
const results = (encryptionConfiguration?: object) => ({
    resultConfiguration: { outputLocation: "s3://reports/", encryptionConfiguration },
});
const at = "configuration.resultConfiguration.encryptionConfiguration";

const inBucket = fields({
    [`${at}.encryptionOption`]: oneOf(["SSE_KMS", "CSE_KMS"]),
    [`${at}.kmsKeyArn`]: ownKey(),
});
const managed = fields({
    "configuration.managedQueryResultsConfiguration.encryptionConfiguration.kmsKey": ownKey(),
});

/** Results are in a bucket or, where Athena manages them, in a place of its own. */
const encrypted: Check = (value, place) => {
    const configuration = isObject(value) && isObject(value["configuration"]) ? value["configuration"] : {};
    const own = configuration["managedQueryResultsConfiguration"];
    return (isObject(own) && own["enabled"] === true ? managed : inBucket)(value, place);
};

export const encryptResults: Rule = {
    id: "athena/encryptResults",
    group: "encryption",
    description: "Every workgroup encrypts results with a key of ours.",
    cause: "A workgroup's results are not encrypted by SSE_KMS or CSE_KMS, or no key of the account's own is named.",
    explanation:
        "Results are copies of what was asked for, outside of the place where it is protected. With a KMS key the key's policy " +
        "decides who reads them.",
    remedy: "Set configuration.resultConfiguration.encryptionConfiguration with encryptionOption SSE_KMS and kmsKeyArn.",
    docs: "https://docs.aws.amazon.com/athena/latest/ug/encrypting-query-results-stored-in-s3.html",
    severity: "medium",
    standards: ["NIST 800-53 SC-28", "Checkov CKV_AWS_159"],
    scope: "resource",
    judge: judgeResources(workgroupType, encrypted),
    examples: {
        good: [
            good("results in a bucket, by its own key", workgroup(results(byKey))),
            good(
                "results that Athena manages, by its own key",
                workgroup({
                    managedQueryResultsConfiguration: { enabled: true, encryptionConfiguration: { kmsKey: keyArn } },
                }),
            ),
        ],
        bad: [
            told(
                "a workgroup alone",
                [
                    `${at}.encryptionOption: it is missing; set SSE_KMS or CSE_KMS.`,
                    `${at}.kmsKeyArn: no key is named; name a KMS key of this account.`,
                ],
                workgroup(),
            ),
            told(
                "S3's own key",
                [
                    `${at}.encryptionOption: SSE_S3 is set; set SSE_KMS or CSE_KMS.`,
                    `${at}.kmsKeyArn: no key is named; name a KMS key of this account.`,
                ],
                workgroup(results({ encryptionOption: "SSE_S3" })),
            ),
        ],
        unknown: [
            told(
                "a key that is not known",
                `${at}.kmsKeyArn: undetermined: it is not known before the deployment.`,
                workgroup(results({ ...byKey, kmsKeyArn: unknownText })),
            ),
        ],
    },
};
