import { good, made, told } from "../engine/examples";
import { field } from "../engine/fields";
import { fail, type Judgement, listOf, pass, undetermined, UNKNOWN } from "../engine/judgement";
import {
    type Example,
    type ExampleResource,
    type Resource,
    type Rule,
    type Settings,
    unknownText,
} from "../engine/rule";
import { judgeAllows } from "../engine/statements";
import { judgeAll, judgeResources } from "../engine/targets";
import { judgeOwn, ownAccounts } from "../reading/accounts";
import { isBoundedBy, valuesOf } from "../reading/conditions";
import type { Statement } from "../reading/iamDocument";
import { isTrust, roleType } from "../reading/identities";
import { accountOf, isEverybody, type Principal, principalsOf } from "../reading/principals";

const provider = made("pulumi:providers:aws", "default", { allowedAccountIds: '["111111111111"]' });
const root = (account: string) => `arn:aws:iam::${account}:root`;
const policyOf = (type: string, Principal: unknown, Condition?: unknown): ExampleResource =>
    made(type, "it", {
        policy: { Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*", Principal, Condition }] },
    });
const bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";
const queuePolicy = "aws:sqs/queuePolicy:QueuePolicy";
const permissionType = "aws:lambda/permission:Permission";
const permission = (principal: unknown) =>
    made(permissionType, "it", { action: "lambda:InvokeFunction", function: "predict", principal });
const trust = made(roleType, "role", {
    assumeRolePolicy: {
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: root("333333333333") } }],
    },
});
const [partner, other] = ["222222222222", "333333333333"] as const;
const copier = `arn:aws:iam::${partner}:role/copy`;
const reader = { ArnEquals: { "aws:PrincipalArn": copier } };
const organisation = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };
const at = "policy.Statement[0].Principal";
/** An example at a stage that has a partner. */
const withPartner = <T extends Example>(example: T): T => ({
    ...example,
    settings: { accounts: [], partners: [partner] },
});

const stranger = (account: string) =>
    `account ${account} is no partner of the stack: name it in policies/stages.yaml (partners), or take it out.`;
const wholeAccount = (account: string) =>
    `everybody of account ${account} may; add a condition on aws:PrincipalArn that names its roles.`;
const untold = (account: string) => `nothing tells whether account ${account} is the own one.`;

/** Types of what holds data: keys, buckets and registered versions. */
const data = /^aws:(kms\/|s3(control)?\/|sagemaker\/modelPackageGroupPolicy:)/;

/** Keys whose values tell the account of who calls. */
const callers = ["aws:PrincipalAccount", "aws:PrincipalArn", "kms:CallerAccount"];

/** Judges an account that may something. */
function judgeAccount(
    account: string,
    path: string,
    stack: readonly Resource[],
    settings: Settings,
    asPartner: () => Judgement = () => pass(path),
): Judgement {
    const own = ownAccounts(stack, settings);
    const isPartner = !own.has(account) && listOf(settings["partners"]).includes(account);
    return isPartner ? asPartner() : judgeOwn(account, own, path, stranger(account));
}

/** The accounts that a principal is of; that of `*` is told by conditions alone. */
function accountsOf(principal: Principal, { fields }: Statement): readonly string[] {
    if (!isEverybody(principal)) return [accountOf(principal) ?? []].flat();
    return callers
        .flatMap((key) => valuesOf(fields, key))
        .flatMap((value) => (value === UNKNOWN ? [] : (/(?:^|::)(\d{12})(?:$|:)/.exec(value)?.[1] ?? [])));
}

/** A role or user is named by its ARN, or by a condition. */
function namesRoles({ value, path }: Principal, { fields }: Statement, account: string): Judgement {
    const named = value !== UNKNOWN && /:(role|user|assumed-role|federated-user)\//.test(value);
    const bounded = named || isBoundedBy(fields, (key) => key === "aws:principalarn");
    if (bounded === true) return pass(path);
    return (bounded === UNKNOWN ? undetermined : fail)(path, wholeAccount(account));
}

export const shareWithPartners: Rule = {
    id: "iam/shareWithPartners",
    group: "iam",
    description: "What a stack has is shared with the accounts alone that are named as its partners.",
    cause:
        "The policy of a resource, or a permission to invoke a function or to send events, names an account that is neither " +
        "the own one nor a partner; or a key, a bucket or a group of versions is open to everybody of a partner's account.",
    explanation:
        "Versions of a model go from account to account. Whom a stack's config says they go to (drivetrain:promotion) is " +
        "what a change may say; which accounts are partners is decided beside it, by whoever keeps the rules. In a " +
        "partner's account few roles have to read data. Who may assume a role is iam/guardCrossAccountTrust's.",
    remedy: "Name the account in the setting partners of the stack's stage, or share nothing with it; for data, name its roles.",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html",
    severity: "high",
    standards: ["Security Hub S3.6", "NIST 800-53 AC-3", "NIST 800-53 AC-20"],
    scope: "stack",
    settings: {
        accounts: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Accounts that are one's own, beside those that the stack tells.",
        },
        partners: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Accounts that may be shared with: of the stages that versions come from, and go to.",
        },
    },
    judge: (resource, stack, settings) =>
        judgeAll(
            judgeAllows(
                (statement, { type }) =>
                    principalsOf(statement).flatMap((principal) => {
                        const { path, value } = principal;
                        if (value === UNKNOWN) return undetermined(path, "it is not known before the deployment.");
                        return accountsOf(principal, statement).map((account) =>
                            judgeAccount(account, path, stack, settings, () =>
                                data.test(type) ? namesRoles(principal, statement, account) : pass(path),
                            ),
                        );
                    }),
                (type, property) => !isTrust(type, property),
            ),
            judgeResources(
                /^aws:(lambda\/permission|cloudwatch\/eventPermission):/,
                field("principal", (value, { path }) => {
                    if (value === UNKNOWN) return [undetermined(path, "it is not known before the deployment.")];
                    const account = accountOf({ kind: "AWS", value: String(value), path });
                    return account === undefined ? [] : [judgeAccount(account, path, stack, settings)];
                }),
            ),
        )(resource, stack, settings),
    examples: {
        good: [
            good("everybody of the own account", provider, policyOf(bucketPolicy, { AWS: root("111111111111") })),
            withPartner(good("a partner's roles", provider, policyOf(bucketPolicy, { AWS: root(partner) }, reader))),
            withPartner(good("a partner's role by its ARN", provider, policyOf(bucketPolicy, { AWS: copier }))),
            withPartner(good("a partner that sends", provider, policyOf(queuePolicy, { AWS: root(partner) }))),
            withPartner(good("a partner that invokes", provider, permission(partner))),
            good(
                "services",
                provider,
                policyOf(queuePolicy, { Service: "events.amazonaws.com" }),
                permission("s3.amazonaws.com"),
            ),
            good("anybody of an organisation", provider, policyOf(bucketPolicy, "*", organisation)),
            good("who may assume a role, which another rule judges", provider, trust),
        ],
        bad: [
            told(
                "an account that nobody has named",
                `${at}.AWS: ${stranger(other)}`,
                provider,
                policyOf(queuePolicy, { AWS: root(other) }),
            ),
            withPartner(
                told(
                    "another account beside a partner's",
                    `${at}.AWS[1]: ${stranger(other)}`,
                    provider,
                    policyOf(queuePolicy, { AWS: [partner, other] }),
                ),
            ),
            told(
                "a role of such an account",
                `${at}.AWS: ${stranger(partner)}`,
                provider,
                policyOf(bucketPolicy, { AWS: copier }),
            ),
            told(
                "anybody, whom a condition tells to be of such an account",
                `${at}: ${stranger(partner)}`,
                provider,
                policyOf(bucketPolicy, "*", reader),
            ),
            withPartner(
                told(
                    "everybody of a partner's account on data",
                    `${at}.AWS: ${wholeAccount(partner)}`,
                    provider,
                    policyOf(bucketPolicy, { AWS: root(partner) }),
                ),
            ),
            told(
                "an account whose event bus a rule sends to",
                `${at}.AWS: ${stranger(other)}`,
                provider,
                made("aws:cloudwatch/eventTarget:EventTarget", "target", {
                    arn: `arn:aws:events:us-east-1:${other}:event-bus/a`,
                }),
                policyOf(queuePolicy, { AWS: root(other) }),
            ),
            told("an account that invokes", `principal: ${stranger(other)}`, provider, permission(other)),
        ],
        unknown: [
            told(
                "nothing tells the own account",
                `${at}.AWS: undetermined: ${untold(other)}`,
                policyOf(queuePolicy, { AWS: root(other) }),
            ),
            told(
                "a principal that is not known",
                `${at}.AWS: undetermined: it is not known before the deployment.`,
                provider,
                policyOf(queuePolicy, { AWS: unknownText }),
            ),
            withPartner(
                told(
                    "conditions that are not known",
                    `${at}.AWS: undetermined: ${wholeAccount(partner)}`,
                    provider,
                    policyOf(bucketPolicy, { AWS: root(partner) }, unknownText),
                ),
            ),
            told(
                "an invoker that is not known",
                "principal: undetermined: it is not known before the deployment.",
                provider,
                permission(unknownText),
            ),
        ],
    },
};
