import { platformPrefix } from "../../../contracts/names";
import type { PolicyStatement } from "../../access/policyStatement";
import { arnOf, type Scope } from "../../access/scope";
import { allow } from "../../access/statements";
import { githubProviderArn } from "../trust";

/** What looks at an account's platform: nobody but a person changes it. */
export function platformReads(scope: Scope): PolicyStatement[] {
    const own = `${platformPrefix(scope.stage)}-*`;
    const global = { ...scope, region: "" };
    return [
        allow(
            ["GetRole", "GetRolePolicy", "ListRolePolicies", "ListAttachedRolePolicies", "ListRoleTags"].map(
                (name) => `iam:${name}`,
            ),
            arnOf(global, "iam", `role/${own}`),
        ),
        allow(
            ["GetPolicy", "GetPolicyVersion", "ListPolicyVersions", "ListPolicyTags"].map((name) => `iam:${name}`),
            arnOf(global, "iam", `policy/${own}`),
        ),
        allow("iam:GetOpenIDConnectProvider", githubProviderArn(scope)),
        allow(
            ["GetFunction", "GetFunctionConfiguration", "GetFunctionCodeSigningConfig", "GetPolicy", "ListTags"].map(
                (name) => `lambda:${name}`,
            ),
            arnOf(scope, "lambda", `function:${own}`),
        ),
        allow("lambda:ListVersionsByFunction", arnOf(scope, "lambda", `function:${own}`)),
        allow("logs:ListTagsForResource", arnOf(scope, "logs", `log-group:/aws/lambda/${own}`)),
        allow("quicksight:DescribeGroup", arnOf(scope, "quicksight", `group/default/drivetrain-${scope.stage}-*`)),
        // AWS defines no resource for EC2's descriptions, but for one of them.
        allow(
            [
                ...["AvailabilityZones", "InternetGateways", "NetworkAcls", "NetworkInterfaces", "PrefixLists"],
                ...["RouteTables", "SecurityGroupRules", "SecurityGroups", "Subnets", "VpcEndpoints", "Vpcs"],
            ].map((name) => `ec2:Describe${name}`),
            "*",
        ),
        allow("ec2:DescribeVpcAttribute", arnOf(scope, "ec2", "vpc/*")),
    ];
}
