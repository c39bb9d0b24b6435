import { good, made, told } from "../engine/examples";
import { fail, type Judgement, pass, undetermined, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAllows } from "../engine/statements";
import { isBoundedBy, valuesOf } from "../reading/conditions";
import type { Statement } from "../reading/iamDocument";
import { isTrust, roleType } from "../reading/identities";
import { type Principal, principalsOf } from "../reading/principals";

const github = "token.actions.githubusercontent.com";
const provider = `arn:aws:iam::111111111111:oidc-provider/${github}`;
const trust = (Federated: unknown, Condition?: unknown) =>
    made(roleType, "delivery", {
        assumeRolePolicy: {
            Statement: [
                { Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity", Principal: { Federated }, Condition },
            ],
        },
    });
const at = "assumeRolePolicy.Statement[0].Principal.Federated";
const audience = { [`${github}:aud`]: "sts.amazonaws.com" };
const anySubject = (key: string) => `any identity of the provider may assume the role; add a condition on ${key}.`;
const wideSubject = (subject: string) =>
    `${subject} names no repository of one owner; write repo:<owner>/<repository>:<what>.`;

export const nameFederatedSubjects: Rule = {
    id: "iam/nameFederatedSubjects",
    group: "iam",
    level: "advisory",
    description: "Roles that identities from elsewhere assume name which of them.",
    cause:
        "A role trusts an identity provider (OpenID Connect, SAML, Cognito) without a condition on the subject or the " +
        "audience, or GitHub without naming a repository.",
    explanation:
        "GitHub gives tokens to everybody's workflows. A role that trusts GitHub without naming a repository can be " +
        "assumed from any repository there is.",
    remedy: "Add a condition on <provider>:sub, for GitHub with the repository and what of it: repo:owner/name:environment:prod.",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
    severity: "critical",
    standards: ["NIST 800-53 AC-3", "Checkov CKV_AWS_358"],
    scope: "resource",
    judge: judgeAllows(
        (statement) =>
            principalsOf(statement)
                .filter(({ kind }) => kind === "Federated")
                .map((principal) => judgeProvider(statement, principal)),
        isTrust,
    ),
    examples: {
        good: [
            // https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
            good(
                "one repository's environment",
                trust(provider, {
                    StringEquals: { ...audience, [`${github}:sub`]: "repo:anvil/cars:environment:prod" },
                }),
            ),
            // https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
            good(
                "a service account of a cluster",
                trust("arn:aws:iam::111111111111:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC", {
                    StringEquals: {
                        "oidc.eks.us-east-1.amazonaws.com/id/ABC:sub": "system:serviceaccount:jobs:train",
                    },
                }),
            ),
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html
            good(
                "people by SAML",
                trust("arn:aws:iam::111111111111:saml-provider/staff", {
                    StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" },
                }),
            ),
        ],
        bad: [
            told(
                "everybody at GitHub",
                `${at}: ${anySubject(`${github}:sub`)}`,
                trust(provider, { StringEquals: audience }),
            ),
            told(
                "every repository of an owner",
                `${at}: ${wideSubject("repo:anvil/*")}`,
                trust(provider, { StringLike: { ...audience, [`${github}:sub`]: "repo:anvil/*" } }),
            ),
            told(
                "every user of Cognito",
                `${at}: ${anySubject("cognito-identity.amazonaws.com:aud")}`,
                trust("cognito-identity.amazonaws.com"),
            ),
        ],
        unknown: [
            told(
                "a condition that is not known",
                `${at}: undetermined: ${anySubject(`${github}:sub`)}`,
                trust(provider, unknownText),
            ),
        ],
    },
};

function judgeProvider({ fields }: Statement, { path, value }: Principal): Judgement {
    if (value === UNKNOWN) return undetermined(path, "it is not known before the deployment.");
    const key = keyOf(value);
    const bounded = isBoundedBy(fields, (name) => name === key.toLowerCase());
    if (bounded === UNKNOWN) return undetermined(path, anySubject(key));
    if (!bounded) return fail(path, anySubject(key));
    const wide = key.startsWith(github)
        ? valuesOf(fields, key).find((subject) => !namesRepository(subject))
        : undefined;
    return wide === undefined ? pass(path) : fail(path, wideSubject(String(wide)));
}

/** What tells a provider's identities apart: its audience where tokens are for one application, else their subject. */
function keyOf(provider: string): string {
    if (provider.includes(":saml-provider/")) return "SAML:aud";
    const host = provider.split(":oidc-provider/").at(-1) ?? provider;
    return provider.includes(":oidc-provider/") ? `${host}:sub` : `${host}:aud`;
}

function namesRepository(subject: string | typeof UNKNOWN): boolean {
    return subject === UNKNOWN || /^repo:[^/*?:]+\/[^/*?:]+:./.test(subject);
}
