import { good, made, told } from "../engine/examples";
import { fail, type Fields, isObject, listOf, pass } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { eachOf, hasElement, judgeAllows } from "../engine/statements";
import { element } from "../reading/iamDocument";

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
        "may use them: there a wildcard takes away. A key's policy may give its account's root kms:*, which AWS advises " +
        "so that a key never becomes unmanageable.",
    remedy: "List the actions that are called, one by one.",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    severity: "high",
    standards: ["Security Hub IAM.21", "NIST 800-53 AC-6", "Checkov CKV_AWS_63", "cdk-nag AwsSolutions-IAM5"],
    scope: "resource",
    judge: judgeAllows((statement, resource) => {
        const { path, fields } = statement;
        if (isRootOfKey(fields, resource)) return [pass(path)];
        return [
            ...(hasElement(fields, "NotAction")
                ? [
                      fail(
                          `${path}.NotAction`,
                          "it allows every action but those listed; list the actions that are called.",
                      ),
                  ]
                : []),
            ...eachOf(statement, "Action", (name, at) => (/[*?]/.test(name) ? fail(at, wildcard(name)) : pass(at))),
        ];
    }),
    examples: {
        good: [
            good("actions by name", allow(["s3:GetObject", "s3:PutObject"])),
            good("a Deny may be wide", rolePolicy({ Effect: "Deny", Action: "s3:*", Resource: "*", Condition: {} })),
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
        ],
    },
};

/** `kms:*` for the root of one account, in a key's policy. */
function isRootOfKey(fields: Fields, resource: Resource): boolean {
    const principal = element(fields, "Principal");
    const accounts = isObject(principal) ? Object.entries(principal) : [];
    return (
        resource.type.startsWith("aws:kms/") &&
        listOf(element(fields, "Action")).join() === "kms:*" &&
        accounts.length === 1 &&
        accounts.every(
            ([kind, account]) => kind === "AWS" && /^arn:aws[a-z-]*:iam::\d{12}:root$/.test(listOf(account).join()),
        )
    );
}
