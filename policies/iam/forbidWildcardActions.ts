import { good, made, told } from "../engine/examples";
import { fail, type Fields, isObject, listOf, pass, undetermined, UNKNOWN } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { eachOf, hasElement, judgeAllows } from "../engine/statements";
import { element, type Statement } from "../reading/iamDocument";
import { isEverybody, principalsOf } from "../reading/principals";

const rolePolicy = (statement: unknown) =>
    made("aws:iam/rolePolicy:RolePolicy", "read", { policy: JSON.stringify({ Statement: statement }) });
const allow = (Action: unknown) => rolePolicy([{ Effect: "Allow", Action, Resource: "arn:aws:s3:::data/*" }]);
const keyPolicy = (Principal: unknown) =>
    made("aws:kms/key:Key", "key", {
        policy: { Statement: { Effect: "Allow", Principal, Action: "kms:*", Resource: "*" } },
    });
const wildcard = (name: string) => `${name} is a wildcard; list the actions that are called.`;

export const forbidWildcardActions: Rule = {
    id: "iam/forbidWildcardActions",
    group: "iam",
    description: "IAM documents name every action that they allow.",
    cause: "An Allow statement has an Action with * or ?, or it has NotAction, in any document of any resource.",
    explanation:
        "A wildcard also allows what AWS adds to the service later, and hides what a role really needs. Deny statements " +
        "may use them, and what AWS gives VPC endpoints and organisations by default may be all: it gives nothing. A " +
        "key's policy may give its account's root kms:*, so that a key never becomes unmanageable, and named ones the " +
        "families that AWS's own policies of keys have, such as kms:GenerateDataKey*.",
    remedy: "List the actions that are called, one by one.",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    severity: "high",
    standards: ["Security Hub IAM.21", "NIST 800-53 AC-6", "Checkov CKV_AWS_63", "cdk-nag AwsSolutions-IAM5"],
    scope: "resource",
    judge: judgeAllows((statement, resource) => {
        const { path, fields } = statement;
        const ofRoot = isRootOfKey(fields, resource);
        if (ofRoot === UNKNOWN) return [undetermined(`${path}.Principal`, "it is not known before the deployment.")];
        if (ofRoot || isDefaultOfAws(fields, resource)) return [pass(path)];
        return [
            ...(hasElement(fields, "NotAction")
                ? [
                      fail(
                          `${path}.NotAction`,
                          "it allows every action but those listed; list the actions that are called.",
                      ),
                  ]
                : []),
            ...eachOf(statement, "Action", (name, at) =>
                !/[*?]/.test(name) || isAdvisedForKeys(statement, resource, name) ? pass(at) : fail(at, wildcard(name)),
            ),
        ];
    }),
    examples: {
        good: [
            good("actions by name", allow(["s3:GetObject", "s3:PutObject"])),
            good("a Deny may be wide", rolePolicy({ Effect: "Deny", Action: "s3:*", Resource: "*", Condition: {} })),
            good(
                "who uses a key, as AWS words it",
                made("aws:kms/key:Key", "key", {
                    policy: {
                        Statement: {
                            ...{ Effect: "Allow", Action: ["kms:ReEncrypt*", "kms:GenerateDataKey*"], Resource: "*" },
                            Principal: { AWS: "arn:aws:iam::111111111111:role/reader" },
                        },
                    },
                }),
            ),
            good(
                "a VPC's endpoint as AWS makes it, which narrows nothing",
                made("aws:ec2/vpcEndpoint:VpcEndpoint", "s3", {
                    policy: { Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" } },
                }),
            ),
            good("a key's own account keeps control of it", keyPolicy({ AWS: "arn:aws:iam::111111111111:root" })),
        ],
        bad: [
            told("every action of a service", `policy.Statement[0].Action: ${wildcard("s3:*")}`, allow("s3:*")),
            told(
                "a family of actions",
                `policy.Statement[0].Action[1]: ${wildcard("s3:Put*")}`,
                allow(["s3:GetObject", "s3:Put*"]),
            ),
            told(
                "everything but",
                "policy.Statement.NotAction: it allows every action but those listed; list the actions that are called.",
                rolePolicy({ Effect: "Allow", NotAction: "iam:PassRole", Resource: "*" }),
            ),
            told("a key for everyone", `policy.Statement.Action: ${wildcard("kms:*")}`, keyPolicy({ AWS: "*" })),
        ],
        unknown: [
            told(
                "a document that is not known",
                "policy: undetermined: the document is not known before the deployment.",
                made("aws:iam/rolePolicy:RolePolicy", "read", { policy: unknownText }),
            ),
            told(
                "an account of a key that is not known",
                "policy.Statement.Principal: undetermined: it is not known before the deployment.",
                keyPolicy({ AWS: unknownText }),
            ),
        ],
    },
};

/**
 * Families of actions that AWS's guides give in the policy of a key, to who administers it, uses it or encrypts logs by it:
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
const keyFamily =
    /^kms:(Create|Describe|Enable|List|Put|Update|Revoke|Disable|Get|Delete|Encrypt|Decrypt|ReEncrypt|GenerateDataKey)\*$/;

/** Whether a statement of a key's policy gives named ones a family of actions as AWS does. */
function isAdvisedForKeys(statement: Statement, resource: Resource, action: string): boolean {
    return resource.type.startsWith("aws:kms/") && keyFamily.test(action) && !principalsOf(statement).some(isEverybody);
}

/**
 * What AWS gives an endpoint of a VPC and an organisation by default: all, of what others allow. Such a document takes
 * away or, as this one, does not:
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html,
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
function isDefaultOfAws(fields: Fields, { type }: Resource): boolean {
    const isAll = (name: string) => listOf(element(fields, name)).map(String).join() === "*";
    return /^aws:(ec2\/vpcEndpoint|organizations\/policy:)/.test(type) && isAll("Action") && isAll("Resource");
}

/** `kms:*` for the root of one account, in a key's policy; `UNKNOWN` where the account is not known yet. */
function isRootOfKey(fields: Fields, resource: Resource): boolean | typeof UNKNOWN {
    const isAll = listOf(element(fields, "Action")).map(String).join() === "kms:*";
    if (!resource.type.startsWith("aws:kms/") || !isAll) return false;
    const principal = element(fields, "Principal");
    if (principal === UNKNOWN) return UNKNOWN;
    const kinds = isObject(principal) ? Object.keys(principal) : [];
    const [account, ...others] = isObject(principal) ? listOf(principal["AWS"]) : [];
    if (kinds.join() !== "AWS" || others.length > 0) return false;
    return account === UNKNOWN ? UNKNOWN : /^arn:aws[a-z-]*:iam::\d{12}:root$/.test(String(account));
}
