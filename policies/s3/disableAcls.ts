import { bucketPartType } from "../engine/bucketParts";
import { good, made, told } from "../engine/examples";
import { absent, field, holds, isMissing, oneOf } from "../engine/fields";
import { listOf } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeResources } from "../engine/targets";
import { bucketType } from "../reading/buckets";

const owned = (objectOwnership: unknown) =>
    made("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "data", {
        bucket: "data",
        rule: { objectOwnership },
    });
const bucket = (acl?: unknown) => made("aws:s3/bucket:Bucket", "data", { bucket: "data", acl });
const list = made("aws:s3/bucketAcl:BucketAcl", "data", { bucket: "data", acl: "public-read" });
const everybody = "http://acs.amazonaws.com/groups/global/AllUsers";
const byPolicy = "set BucketOwnerEnforced, and grant access by policies";
const withLists = "an access control list is granted; take it out, and grant access by policies.";

export const disableAcls: Rule = {
    id: "s3/disableAcls",
    group: "iam",
    description: "Every bucket has its owner decide by policies alone.",
    cause:
        "A bucket has an access control list, or ownership controls other than BucketOwnerEnforced. Without any, S3 " +
        "disables lists by itself.",
    explanation:
        "Access control lists grant by object, past the bucket's policy, and an object that another account wrote would " +
        "belong to that account. Since April 2023 S3 disables them for each new bucket unless it is told otherwise.",
    remedy: "Take out acl and aws.s3.BucketAcl; leave out ownership controls or set BucketOwnerEnforced.",
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",
    severity: "medium",
    standards: ["Security Hub S3.12", "NIST 800-53 AC-3", "NIST 800-53 AC-6", "Checkov CKV2_AWS_65"],
    scope: "resource",
    judge: judgeAll(
        judgeResources(
            bucketPartType("BucketOwnershipControls"),
            field("rule.objectOwnership", oneOf(["BucketOwnerEnforced"], byPolicy)),
        ),
        judgeResources(bucketPartType("BucketAcl"), field("bucket", absent(withLists))),
        // `private` grants nobody but the owner anything, which S3 takes with lists disabled, too.
        judgeResources(
            bucketType,
            field(
                "acl",
                holds((value) => isMissing(value) || value === "private", withLists),
            ),
        ),
        judgeResources(
            bucketType,
            field(
                "grants",
                holds((value) => listOf(value).length === 0, withLists),
            ),
        ),
    ),
    examples: {
        good: [
            good("a bucket as S3 makes it", bucket()),
            good("a bucket whose owner decides", bucket("private"), owned("BucketOwnerEnforced")),
        ],
        bad: [
            told(
                "a writer who keeps the object",
                `rule.objectOwnership: ObjectWriter is set; ${byPolicy}.`,
                owned("ObjectWriter"),
            ),
            told("a list of the bucket's own", `acl: ${withLists}`, bucket("public-read")),
            told("grants of the bucket's own", `grants: ${withLists}`, {
                ...bucket(),
                props: { bucket: "data", grants: [{ type: "Group", uri: everybody, permissions: ["READ"] }] },
            }),
            told("a list", `bucket: ${withLists}`, list),
        ],
        unknown: [
            told(
                "an owner who is not known",
                "rule.objectOwnership: undetermined: it is not known before the deployment.",
                owned(unknownText),
            ),
        ],
    },
};
