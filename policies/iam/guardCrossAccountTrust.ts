import { good, made, told } from "../engine/examples";
import { pass, undetermined, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAllows } from "../engine/statements";
import { judgeOwn, ownAccounts } from "../reading/accounts";
import { isBoundedBy } from "../reading/conditions";
import { isTrust, roleType } from "../reading/identities";
import { accountOf, principalsOf } from "../reading/principals";

const provider = made("pulumi:providers:aws", "default", { allowedAccountIds: '["111111111111"]' });
const trust = (AWS: unknown, Condition?: unknown) =>
    made(roleType, "it", {
        assumeRolePolicy: { Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS }, Condition }] },
    });
const at = "assumeRolePolicy.Statement[0].Principal.AWS";
const other = "arn:aws:iam::222222222222:root";
const foreign = (account: string) =>
    `account ${account} is another one; add a condition on sts:ExternalId or aws:PrincipalOrgID.`;

const guards = new Set(["sts:externalid", "aws:principalorgid", "aws:principalorgpaths"]);

export const guardCrossAccountTrust: Rule = {
    id: "iam/guardCrossAccountTrust",
    group: "iam",
    description: "Other accounts assume a role by an external id, or as members of the own organisation.",
    cause: "A role trusts another account without a condition on sts:ExternalId, aws:PrincipalOrgID or aws:PrincipalOrgPaths.",
    explanation:
        "An account that serves many customers can be made to use one's role for another of them. An external id ties the " +
        "role to one customer; an organisation's id ties it to accounts that one governs. Which accounts are one's own is " +
        "told by the providers' allowedAccountIds, by what exists already, or by the setting accounts.",
    remedy: "Add a condition StringEquals sts:ExternalId, or StringEquals aws:PrincipalOrgID, to the role's trust.",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html",
    severity: "high",
    standards: ["NIST 800-53 AC-3", "NIST 800-53 AC-20", "Prowler iam_role_cross_account_readonlyaccess_policy"],
    scope: "stack",
    settings: {
        accounts: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Accounts that are one's own, and need no such condition, beside those that the stack tells.",
        },
    },
    judge: (resource, stack, settings) =>
        judgeAllows((statement) => {
            const own = ownAccounts(stack, settings);
            const bounded = isBoundedBy(statement.fields, (key) => guards.has(key));
            return principalsOf(statement).map((principal) => {
                const { kind, path, value } = principal;
                const account = accountOf(principal);
                if (kind === "AWS" && value === UNKNOWN && bounded !== true) {
                    return undetermined(path, "it is not known before the deployment.");
                }
                if (account === undefined || own.has(account) || bounded === true) return pass(path);
                if (bounded === UNKNOWN) return undetermined(path, foreign(account));
                return judgeOwn(account, own, path, foreign(account));
            });
        }, isTrust)(resource, stack, settings),
    examples: {
        good: [
            good("a role of the own account", provider, trust("arn:aws:iam::111111111111:role/delivery")),
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
            good(
                "another account by an external id",
                provider,
                trust(other, { StringEquals: { "sts:ExternalId": "drivetrain-7f3a" } }),
            ),
            good(
                "another account of the organisation",
                provider,
                trust("222222222222", { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }),
            ),
        ],
        bad: [
            told("another account", `${at}: ${foreign("222222222222")}`, provider, trust(other)),
            told(
                "another account's user among the own",
                `${at}[1]: ${foreign("222222222222")}`,
                provider,
                trust(["111111111111", "arn:aws:iam::222222222222:user/ann"]),
            ),
            told(
                "a condition that names no external id",
                `${at}: ${foreign("222222222222")}`,
                provider,
                trust(other, { StringLike: { "sts:ExternalId": "*" } }),
            ),
            told(
                "a condition on something else",
                `${at}: ${foreign("222222222222")}`,
                provider,
                trust(other, { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
            ),
        ],
        unknown: [
            told(
                "nothing tells the own account",
                `${at}: undetermined: nothing tells whether account 222222222222 is the own one.`,
                trust(other),
            ),
            told(
                "a principal that is not known",
                `${at}: undetermined: it is not known before the deployment.`,
                provider,
                trust(unknownText),
            ),
        ],
    },
};
