import { good, made, told } from "../engine/examples";
import { fail, type Judgement, pass, undetermined, UNKNOWN } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { eachOf, hasElement, judgeAllows } from "../engine/statements";
import { valuesOf } from "../reading/conditions";
import { makesWithinBoundary } from "../reading/delegation";
import { documentsOf, type Statement } from "../reading/iamDocument";
import { isIdentityPolicy } from "../reading/identities";
import { isAbout } from "../reading/permissions";

const roleArn = "arn:aws:iam::111111111111:role/jobs-train";
const toSageMaker = { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } };
const passing = (Resource: unknown, Condition: unknown, Action: unknown = "iam:PassRole") =>
    made("aws:iam/rolePolicy:RolePolicy", "runs", {
        policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource, Condition }] },
    });
const ownRoles = "arn:aws:iam::111111111111:role/jobs-*";
const withinBoundary = { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111111111111:policy/boundary" } };
const deploying = (Condition: unknown) =>
    made("aws:iam/policy:Policy", "deploys", {
        policy: {
            Statement: [
                { Effect: "Allow", Action: ["iam:CreateRole", "iam:PutRolePolicy"], Resource: ownRoles, Condition },
                { Effect: "Allow", Action: "iam:PassRole", Resource: ownRoles, Condition: toSageMaker },
            ],
        },
    });
const at = "policy.Statement[0]";
const anyService = "it does not say to which service; add the condition StringEquals iam:PassedToService.";

export const narrowPassRole: Rule = {
    id: "iam/narrowPassRole",
    group: "iam",
    description: "Whoever passes roles passes named ones, to named services.",
    cause: "A statement allows iam:PassRole on a resource that names no single role, or without iam:PassedToService.",
    explanation:
        "Who may pass a role to a service may do by that service all that the role may. A wildcard takes in every role " +
        "that there will be, an administrator's too; and a role that is passed to another service than it is meant for " +
        "runs code that nobody reviewed. Who deploys passes roles that it makes itself: those may be named by how their " +
        "names begin, where the same policy lets it make and fill them only within a permissions boundary.",
    remedy: "Name each role by its ARN, and add the condition StringEquals iam:PassedToService with the service.",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    severity: "critical",
    standards: ["NIST 800-53 AC-6(10)", "Checkov CKV_AWS_110", "Checkov CKV_AWS_286"],
    scope: "resource",
    judge: judgeAllows((statement, resource) => {
        const about = isAbout(statement, "iam:PassRole");
        if (about === false) return [];
        const judgements = [...namesRoles(statement, resource), namesService(statement)];
        return about === true ? judgements : judgements.map(asOpen);
    }, isIdentityPolicy),
    examples: {
        good: [
            good("one role to one service", passing(roleArn, toSageMaker)),
            good("a role under a path", passing("arn:aws:iam::111111111111:role/service-role/jobs", toSageMaker)),
            // https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
            good(
                "Step Functions' own policy for SageMaker",
                passing(["arn:aws:iam::111111111111:role/sagemaker"], {
                    StringEquals: { "iam:PassedToService": ["sagemaker.amazonaws.com"] },
                }),
            ),
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
            good("roles by their beginning, which it makes within a boundary", deploying(withinBoundary)),
        ],
        bad: [
            told(
                "roles by their beginning, which it makes as it likes",
                `policy.Statement[1].Resource: ${ownRoles} names no single role; name it by its ARN.`,
                deploying(undefined),
            ),
            told(
                "any role to any service",
                [`${at}.Resource: * names no single role; name it by its ARN.`, `${at}.Condition: ${anyService}`],
                passing("*", undefined),
            ),
            told(
                "roles by their beginning",
                `${at}.Resource: arn:aws:iam::111111111111:role/jobs-* names no single role; name it by its ARN.`,
                passing("arn:aws:iam::111111111111:role/jobs-*", toSageMaker),
            ),
            told(
                "PassRole among all of IAM, to every service",
                `${at}.Condition: *.amazonaws.com is not one service; name the service that takes the role.`,
                passing(roleArn, { StringLike: { "iam:PassedToService": "*.amazonaws.com" } }, ["iam:*"]),
            ),
            told(
                "a condition that also holds where no service is told",
                `${at}.Condition: ${anyService}`,
                passing(roleArn, { StringEqualsIfExists: { "iam:PassedToService": "sagemaker.amazonaws.com" } }),
            ),
        ],
        unknown: [
            told(
                "a role and an action that are not known",
                [
                    `${at}.Resource: undetermined: it is not known before the deployment.`,
                    `${at}.Condition: undetermined: ${anyService}`,
                ],
                passing(unknownText, undefined, unknownText),
            ),
        ],
    },
};

function namesRoles(statement: Statement, resource: Resource): readonly Judgement[] {
    if (hasElement(statement.fields, "NotResource")) {
        return [fail(`${statement.path}.NotResource`, "it names no single role; name it by its ARN, in Resource.")];
    }
    const { statements } = documentsOf(resource, statement.path.split(/[.[]/)[0] ?? "");
    return eachOf(statement, "Resource", (role, at) =>
        /^arn:[^:]+:iam::\d{12}:role\/[^*?]+$/.test(role) || makesWithinBoundary(statements, role)
            ? pass(at)
            : fail(at, `${role} names no single role; name it by its ARN.`),
    );
}

function namesService({ path, fields }: Statement): Judgement {
    const at = `${path}.Condition`;
    const services = valuesOf(fields, "iam:PassedToService");
    if (services.length === 0) return fail(at, anyService);
    const wide = services.find((service) => service !== UNKNOWN && /[*?]/.test(service));
    if (wide !== undefined && wide !== UNKNOWN) {
        return fail(at, `${wide} is not one service; name the service that takes the role.`);
    }
    return services.includes(UNKNOWN) ? undetermined(at, "it is not known before the deployment.") : pass(at);
}

function asOpen(judgement: Judgement): Judgement {
    return judgement.verdict === "fail" ? { ...judgement, verdict: "undetermined" } : judgement;
}
