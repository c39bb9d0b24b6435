import { arnOf, type Scope } from "../../access/scope";
import { ownArn, ownBuckets, ownGlueName, stageTag } from "./resources";
import type { ServiceAccess } from "./serviceAccess";

/**
 * The services that hold data. What has it is made and changed, never removed: who takes a bucket, a table or a key away
 * is a person.
 */
export function dataServices(scope: Scope): ServiceAccess[] {
    return [...buckets(scope), ledger(scope), ...keys(scope), ...glue(scope), athena(scope), ...quickSight(scope)];
}

function buckets(scope: Scope): ServiceAccess[] {
    const ofBucket = [
        ...["Acl", "CORS", "Location", "Logging", "Notification", "ObjectLockConfiguration", "OwnershipControls"],
        ...["Policy", "PublicAccessBlock", "RequestPayment", "Tagging", "Versioning", "Website"],
    ].map((name) => `s3:GetBucket${name}`);
    const ofBehaviour = ["Accelerate", "Encryption", "Lifecycle", "Replication"].map(
        (name) => `s3:Get${name}Configuration`,
    );
    return [
        {
            resources: [ownBuckets(scope, "*")],
            reads: ["s3:ListBucket", ...ofBucket, ...ofBehaviour, "s3:ListTagsForResource"],
            changes: [
                "s3:CreateBucket",
                ...["Notification", "OwnershipControls", "Policy", "PublicAccessBlock", "Tagging", "Versioning"].map(
                    (name) => `s3:PutBucket${name}`,
                ),
                ...["s3:DeleteBucketPolicy", "s3:PutEncryptionConfiguration", "s3:PutLifecycleConfiguration"],
                ...["s3:TagResource", "s3:UntagResource"],
            ],
        },
        // The scripts of jobs. Rows of data are nobody's business here.
        {
            resources: [ownBuckets(scope, "artifacts", "code/*")],
            reads: ["s3:GetObject", "s3:GetObjectTagging"],
            changes: ["s3:PutObject", "s3:PutObjectTagging", "s3:DeleteObject"],
        },
    ];
}

function ledger(scope: Scope): ServiceAccess {
    return {
        resources: [ownArn(scope, "dynamodb", "table/")],
        reads: ["DescribeTable", "DescribeContinuousBackups", "DescribeTimeToLive", "ListTagsOfResource"].map(
            (name) => `dynamodb:${name}`,
        ),
        changes: [
            ...["CreateTable", "UpdateTable", "UpdateContinuousBackups", "UpdateTimeToLive"],
            ...["TagResource", "UntagResource"],
        ].map((name) => `dynamodb:${name}`),
    };
}

/** A key's name is an id that AWS gives it, so its tag says whose it is. */
function keys(scope: Scope): ServiceAccess[] {
    const own = { resources: [arnOf(scope, "kms", "key/*")] };
    return [
        // AWS defines no resource for what is not there yet, and none for a list.
        { resources: ["*"], reads: ["kms:ListAliases"] },
        {
            resources: ["*"],
            reads: [],
            changes: ["kms:CreateKey"],
            condition: { StringEquals: { [`aws:RequestTag/${stageTag}`]: scope.stage } },
        },
        {
            ...own,
            reads: ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags"].map(
                (name) => `kms:${name}`,
            ),
            changes: [
                ...["CreateAlias", "UpdateAlias", "EnableKeyRotation", "PutKeyPolicy", "UpdateKeyDescription"],
                // What is encrypted from its first moment on: objects, the table, the variables of functions.
                ...["TagResource", "UntagResource", "Encrypt", "Decrypt", "GenerateDataKey"],
            ].map((name) => `kms:${name}`),
            condition: { StringEquals: { [`aws:ResourceTag/${stageTag}`]: scope.stage } },
        },
        {
            ...own,
            reads: [],
            changes: ["kms:CreateGrant"],
            condition: {
                StringEquals: { [`aws:ResourceTag/${stageTag}`]: scope.stage },
                Bool: { "kms:GrantIsForAWSResource": "true" },
            },
        },
        {
            resources: [ownArn(scope, "kms", "alias/")],
            reads: [],
            changes: ["kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"],
        },
    ];
}

function glue(scope: Scope): ServiceAccess[] {
    const name = ownGlueName(scope);
    const verbs = ["Create", "Update", "Delete"];
    return [
        {
            resources: [
                arnOf(scope, "glue", "catalog"),
                arnOf(scope, "glue", `database/${name}*`),
                arnOf(scope, "glue", `table/${name}*/*`),
                ownArn(scope, "glue", "job/"),
            ],
            reads: ["GetDatabase", "GetTable", "GetPartitionIndexes", "GetJob", "GetTags"].map((one) => `glue:${one}`),
            changes: [
                ...["Database", "Table", "Job"].flatMap((kind) => verbs.map((verb) => `glue:${verb}${kind}`)),
                ...["glue:TagResource", "glue:UntagResource"],
            ],
        },
        {
            // AWS defines no resource for security configurations.
            resources: ["*"],
            reads: ["glue:GetSecurityConfiguration"],
            changes: ["glue:CreateSecurityConfiguration", "glue:DeleteSecurityConfiguration"],
        },
    ];
}

function athena(scope: Scope): ServiceAccess {
    const verbs = ["Create", "Update", "Delete"];
    return {
        resources: [ownArn(scope, "athena", "workgroup/")],
        reads: ["GetWorkGroup", "GetNamedQuery", "GetPreparedStatement", "ListTagsForResource"].map(
            (name) => `athena:${name}`,
        ),
        changes: [
            ...["WorkGroup", "NamedQuery", "PreparedStatement"].flatMap((kind) =>
                verbs.map((verb) => `athena:${verb}${kind}`),
            ),
            ...["athena:TagResource", "athena:UntagResource"],
        ],
    };
}

function quickSight(scope: Scope): ServiceAccess[] {
    const kinds = ["DataSource", "DataSet", "Analysis", "Dashboard"];
    const shown = ["Analysis", "Dashboard"];
    return [
        {
            resources: ["datasource/", "dataset/", "analysis/", "dashboard/"].map((type) =>
                ownArn(scope, "quicksight", type),
            ),
            reads: [
                ...kinds.flatMap((kind) => [`quicksight:Describe${kind}`, `quicksight:Describe${kind}Permissions`]),
                ...shown.map((kind) => `quicksight:Describe${kind}Definition`),
                ...["quicksight:DescribeDataSetRefreshProperties", "quicksight:ListTagsForResource"],
            ],
            changes: [
                ...kinds.flatMap((kind) => [
                    ...["Create", "Update", "Delete"].map((verb) => `quicksight:${verb}${kind}`),
                    `quicksight:Update${kind}Permissions`,
                ]),
                ...[
                    "quicksight:PassDataSource",
                    "quicksight:PassDataSet",
                    "quicksight:UpdateDashboardPublishedVersion",
                ],
                ...["quicksight:TagResource", "quicksight:UntagResource"],
            ],
        },
        {
            // Cloud Control makes analyses and dashboards on the caller's behalf; AWS defines no resource for it.
            resources: ["*"],
            reads: ["cloudformation:GetResource", "cloudformation:GetResourceRequestStatus"],
            changes: ["Create", "Update", "Delete"].map((verb) => `cloudformation:${verb}Resource`),
        },
    ];
}
