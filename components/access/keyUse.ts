import type * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "./policyStatement";
import { arnOf, type Scope } from "./scope";

/** The KMS key of a stack. */
export interface EncryptionKey {
    /** Known once the key exists; resources take it. */
    readonly arn: pulumi.Input<string>;
    /** `alias/...`, known before the key exists; IAM documents name the key by it. */
    readonly alias: string;
}

/** What a principal does with the stack's KMS key. */
export type KeyAction = "kms:Decrypt" | "kms:Encrypt" | "kms:GenerateDataKey" | "kms:DescribeKey";

/**
 * Permission to use the stack's key, named by its alias.
 *
 * A key's ARN is not known before the key exists, and one unknown would hide the whole document from a preview.
 * The wildcard stands for the key's id alone: the condition admits no key but the one behind the alias.
 */
export function useKey(
    scope: Scope,
    key: Pick<EncryptionKey, "alias">,
    actions: readonly KeyAction[],
): PolicyStatement {
    return {
        Effect: "Allow",
        Action: [...actions],
        Resource: arnOf(scope, "kms", "key/*"),
        Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": key.alias } },
    };
}

/** Permission to let an AWS service keep using the key for a resource (an endpoint's or a job's volume). */
export function grantKey(scope: Scope, key: Pick<EncryptionKey, "alias">): PolicyStatement {
    return {
        Effect: "Allow",
        Action: "kms:CreateGrant",
        Resource: arnOf(scope, "kms", "key/*"),
        Condition: {
            "ForAnyValue:StringEquals": { "kms:ResourceAliases": key.alias },
            Bool: { "kms:GrantIsForAWSResource": "true" },
        },
    };
}
