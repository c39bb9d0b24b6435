import { good, made, told } from "../engine/examples";
import { fail, UNKNOWN } from "../engine/judgement";
import { judgeOpenness } from "../engine/openness";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAllows } from "../engine/statements";
import { isTrust, roleType } from "../reading/identities";
import { principalsOf } from "../reading/principals";

const trust = (Principal: unknown, Condition?: object) =>
    made(roleType, "it", {
        assumeRolePolicy: { Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal, Condition }] },
    });
const at = "assumeRolePolicy.Statement[0]";
const remedy = "name who assumes the role";
const anybody = `it lets anybody in; ${remedy}.`;
const anyService = "it lets any service assume the role; name one.";

export const forbidPublicTrust: Rule = {
    id: "iam/forbidPublicTrust",
    group: "iam",
    description: "Every role names who may assume it.",
    cause:
        "A role's trust policy has the principal * (or a wildcard for accounts or services) without a condition on an " +
        "organisation, account or network, or it has NotPrincipal.",
    explanation:
        "A role that anybody may assume gives all of its permissions to everybody who has an account at AWS, and its ARN " +
        "is no secret.",
    remedy: "Name the service or the role that assumes it.",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    severity: "critical",
    standards: ["NIST 800-53 AC-3", "Checkov CKV_AWS_60", "Checkov CKV_AWS_61"],
    scope: "resource",
    judge: judgeAllows(
        (statement) => [
            ...judgeOpenness(statement, remedy),
            ...principalsOf(statement).flatMap(({ kind, value, path }) =>
                kind === "Service" && value !== UNKNOWN && value.includes("*") ? [fail(path, anyService)] : [],
            ),
        ],
        isTrust,
    ),
    examples: {
        good: [
            good("a service", trust({ Service: "lambda.amazonaws.com" })),
            good("a role", trust({ AWS: "arn:aws:iam::111111111111:role/delivery" })),
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
            good(
                "everybody of an organisation",
                trust("*", { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }),
            ),
        ],
        bad: [
            told("anybody", `${at}.Principal: ${anybody}`, trust("*")),
            told("anybody of AWS", `${at}.Principal.AWS: ${anybody}`, trust({ AWS: "*" })),
            told(
                "anybody of any organisation",
                `${at}.Principal.AWS[1]: ${anybody}`,
                trust({ AWS: ["arn:aws:iam::111111111111:root", "*"] }, { StringLike: { "aws:PrincipalOrgID": "*" } }),
            ),
            told("any service", `${at}.Principal.Service: ${anyService}`, trust({ Service: "*" })),
            told(
                "everybody but one",
                `assumeRolePolicy.Statement.NotPrincipal: it lets everybody in but those listed; ${remedy}.`,
                made(roleType, "it", {
                    assumeRolePolicy: JSON.stringify({
                        Statement: { Effect: "Allow", Action: "sts:AssumeRole", NotPrincipal: { AWS: "111111111111" } },
                    }),
                }),
            ),
        ],
        unknown: [
            told(
                "a principal that is not known",
                `${at}.Principal.AWS: undetermined: it is not known before the deployment.`,
                trust({ AWS: unknownText }),
            ),
        ],
    },
};
