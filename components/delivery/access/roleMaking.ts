import type { PolicyStatement } from "../../access/policyStatement";
import type { Scope } from "../../access/scope";
import { allow } from "../../access/statements";
import { ownIamArn } from "./resources";

/** The services to which a deployment itself gives a role; those of jobs go to SageMaker by state machines. */
const passedTo = ["lambda", "states", "events", "glue", "quicksight"].map((service) => `${service}.amazonaws.com`);

/** What looks at the roles of models' stacks, and at the policies of who reads what they leave. */
export function readRoles(scope: Scope): PolicyStatement[] {
    return [
        allow(
            ["GetRole", "GetRolePolicy", "ListRolePolicies", "ListAttachedRolePolicies", "ListRoleTags"].map(
                (name) => `iam:${name}`,
            ),
            ownIamArn(scope, "role"),
        ),
        allow(
            ["GetPolicy", "GetPolicyVersion", "ListPolicyVersions", "ListPolicyTags"].map((name) => `iam:${name}`),
            ownIamArn(scope, "policy"),
        ),
    ];
}

/**
 * Making roles without becoming mightier than the boundary: a role gets the boundary as it is made, keeps it, and is
 * passed to named services. Who may assume a role that exists, and what readers of data may see, is not for a
 * deployment to change: IAM bounds neither call by a boundary.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
export function makeRoles(scope: Scope, boundary: string): PolicyStatement[] {
    const roles = ownIamArn(scope, "role");
    return [
        {
            ...allow(
                ["CreateRole", "PutRolePermissionsBoundary", "PutRolePolicy", "DeleteRolePolicy"].map(
                    (name) => `iam:${name}`,
                ),
                roles,
            ),
            Condition: { StringEquals: { "iam:PermissionsBoundary": boundary } },
        },
        allow(
            ["DeleteRole", "UpdateRole", "TagRole", "UntagRole"].map((name) => `iam:${name}`),
            roles,
        ),
        ...passedTo.map((service) => ({
            ...allow("iam:PassRole", roles),
            Condition: { StringEquals: { "iam:PassedToService": service } },
        })),
        allow(
            ["CreatePolicy", "DeletePolicy", "TagPolicy", "UntagPolicy"].map((name) => `iam:${name}`),
            ownIamArn(scope, "policy"),
        ),
    ];
}
