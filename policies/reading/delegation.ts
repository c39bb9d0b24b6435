import { isBoundedBy } from "./conditions";
import type { Statement } from "./iamDocument";
import { allowing, resourcesOf } from "./permissions";

/**
 * Whether who has some statements makes the roles of a pattern only within a permissions boundary: whatever those roles
 * are passed to or do, it is within the boundary, and so is who has the statements
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate).
 *
 * The pattern has to begin with a name, so that it takes in no role that others have made, and nothing of the statements
 * may make or fill such roles without the boundary.
 */
export function makesWithinBoundary(statements: readonly Statement[], roles: string): boolean {
    if (!/^arn:[^:]+:iam::\d{12}:role\/[\w+=,.@/-]{3,}\*$/.test(roles)) return false;
    const making = ["iam:CreateRole", "iam:PutRolePolicy"].map((action) => allowing(statements, action).statements);
    const filling = ["iam:AttachRolePolicy", "iam:DeleteRolePermissionsBoundary"].flatMap(
        (action) => allowing(statements, action).statements,
    );
    return (
        making.every((found) => found.some((statement) => resourcesOf(statement).includes(roles))) &&
        [...making.flat(), ...filling].every(isWithinBoundary)
    );
}

function isWithinBoundary({ fields }: Statement): boolean {
    return isBoundedBy(fields, (key) => key === "iam:permissionsboundary") === true;
}
