import { good, made, told } from "../engine/examples";
import { judgeGrants } from "../engine/grants";
import { fail, type Judgement, pass, undetermined } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { escalationsIn, type OpenWay } from "../reading/escalations";
import { roleType } from "../reading/identities";

const role = made(roleType, "runs", { name: "runs" });
const jobs = made(roleType, "jobs", { name: "jobs" });
const allow = (name: string, Action: unknown, Resource: unknown = "*", Condition?: object, given = "runs") =>
    made("aws:iam/rolePolicy:RolePolicy", name, {
        role: given,
        policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource, Condition }] }),
    });
const jobsArn = "arn:aws:iam::111111111111:role/jobs";
const toSageMaker = { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } };
const training = allow(
    "train",
    "sagemaker:CreateTrainingJob",
    "arn:aws:sagemaker:us-east-1:111111111111:training-job/a",
);
const deployed = "arn:aws:iam::111111111111:role/deployed-*";
const deploying = (Condition: object | undefined) =>
    made("aws:iam/rolePolicy:RolePolicy", "deploys", {
        role: "runs",
        policy: JSON.stringify({
            Statement: [
                { Effect: "Allow", Action: ["iam:CreateRole", "iam:PutRolePolicy"], Resource: deployed, Condition },
                {
                    ...{ Effect: "Allow", Action: "iam:PassRole", Resource: deployed },
                    Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
                },
                {
                    ...{ Effect: "Allow", Action: ["lambda:CreateFunction", "lambda:UpdateFunctionCode"] },
                    Resource: "arn:aws:lambda:us-east-1:111111111111:function:deployed-*",
                },
            ],
        }),
    });
const take = "lets it take rights that it was not given; take it away, or name what it is for.";
const passes = (what: string) =>
    `${what} with iam:PassRole lets it run code by any role that it passes; ` +
    "narrow PassRole to named roles of the stack, and to one service.";

export const forbidEscalation: Rule = {
    id: "iam/forbidEscalation",
    group: "iam",
    description: "Nobody can get more rights by what they are given.",
    cause:
        "All policies of one role, user or group together allow an action, or actions together with iam:PassRole, by " +
        "which it can get the rights of another one, or give itself any.",
    explanation:
        "Two harmless policies can be one way to everything: who may create a function and pass it a role has all that " +
        "the role has. So the union of a role's policies is judged. PassRole that is narrowed to named roles of the " +
        "stack, and to one service, opens no way that the stack does not show; conditions on iam:PermissionsBoundary or " +
        "iam:PolicyARN bound what can be given. Who deploys makes roles of a common beginning within a boundary only, " +
        "passes no others, and changes functions that run by them: that opens nothing either.",
    remedy: "Take the actions away, or narrow iam:PassRole to named roles of the stack and to one service.",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    severity: "critical",
    standards: ["NIST 800-53 AC-6", "NIST 800-53 AC-6(10)", "Checkov CKV_AWS_110", "Checkov CKV_AWS_286"],
    scope: "stack",
    judge: judgeGrants((grants, _identity, stack) => {
        const open = grants.unknown
            ? [undetermined("policies", "a policy of it is not known before the deployment.")]
            : [];
        return [...grouped(escalationsIn(grants, stack)), ...open];
    }),
    examples: {
        good: [
            good(
                "PassRole to a named role of the stack and one service",
                role,
                jobs,
                training,
                allow("pass", "iam:PassRole", jobsArn, toSageMaker),
            ),
            good(
                "PassRole to a service that none of its actions runs code by",
                role,
                allow("run", ["lambda:CreateFunction", "iam:PassRole"], "*", toSageMaker),
            ),
            good(
                "what names the one function or role that it is for",
                role,
                allow("code", "lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-1:111111111111:function:a"),
                allow("assume", "sts:AssumeRole", jobsArn),
            ),
            good(
                "two roles that have half of it each",
                role,
                jobs,
                allow("create", "lambda:CreateFunction"),
                allow("pass", "iam:PassRole", "*", undefined, "jobs"),
            ),
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_iam_credentials_console.html
            good(
                "people who change their own keys",
                role,
                allow("keys", "iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}"),
            ),
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
            good(
                "roles that get a boundary",
                role,
                allow("roles", "iam:PutRolePolicy", "*", {
                    StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111111111111:policy/boundary" },
                }),
            ),
            good(
                "who deploys functions, by roles that it makes within a boundary",
                role,
                deploying({
                    StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111111111111:policy/boundary" },
                }),
            ),
        ],
        bad: [
            told(
                "who deploys by roles that it makes as it likes",
                [
                    `deploys.policy.Statement[0]: iam:PutRolePolicy ${take}`,
                    `deploys.policy.Statement[2]: lambda:UpdateFunctionCode ${take}`,
                    `deploys.policy.Statement[2]: ${passes("lambda:CreateFunction")}`,
                ],
                role,
                deploying(undefined),
            ),
            told(
                "its own policies",
                `versions.policy.Statement[0]: iam:CreatePolicyVersion ${take}`,
                role,
                allow("versions", "iam:CreatePolicyVersion"),
            ),
            told(
                "several ways in one statement",
                `iam.policy.Statement[0]: iam:PutUserPolicy, iam:PutGroupPolicy, iam:PutRolePolicy ${take}`,
                role,
                allow("iam", "iam:Put*Policy"),
            ),
            told(
                "any role",
                `assume.policy.Statement[0]: sts:AssumeRole ${take}`,
                role,
                allow("assume", "sts:AssumeRole", "arn:aws:iam::111111111111:role/*"),
            ),
            told(
                "PassRole in one policy and a job in another",
                `train.policy.Statement[0]: ${passes("sagemaker:CreateTrainingJob")}`,
                role,
                jobs,
                training,
                allow("pass", "iam:PassRole", "*", toSageMaker),
            ),
            told(
                "PassRole to a role of another stack",
                `train.policy.Statement[0]: ${passes("sagemaker:CreateTrainingJob")}`,
                role,
                training,
                allow("pass", "iam:PassRole", jobsArn, toSageMaker),
            ),
            told(
                "an endpoint that serves any code, by an inline policy and an attached one",
                `runs.inlinePolicies[0].policy.Statement[0]: ${passes("sagemaker:CreateModel and sagemaker:CreateEndpoint")}`,
                made(roleType, "runs", {
                    name: "runs",
                    inlinePolicies: [
                        {
                            policy: JSON.stringify({
                                Statement: [
                                    { Effect: "Allow", Action: "sagemaker:CreateModel", Resource: "*" },
                                    { Effect: "Allow", Action: "iam:PassRole", Resource: "*" },
                                ],
                            }),
                        },
                    ],
                }),
                made("aws:iam/policy:Policy", "serve", {
                    name: "serve",
                    policy: { Statement: { Effect: "Allow", Action: "sagemaker:CreateEndpoint", Resource: "*" } },
                }),
                made("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "serves", {
                    role: "runs",
                    policyArn: "arn:aws:iam::111111111111:policy/serve",
                }),
            ),
            told(
                "a notebook's start script",
                `notebook.policy.Statement[0]: sagemaker:StopNotebookInstance and sagemaker:UpdateNotebookInstanceLifecycleConfig and sagemaker:UpdateNotebookInstance and sagemaker:StartNotebookInstance ${take}`,
                role,
                allow("notebook", [
                    ...["sagemaker:StopNotebookInstance", "sagemaker:StartNotebookInstance"],
                    ...["sagemaker:UpdateNotebookInstance", "sagemaker:UpdateNotebookInstanceLifecycleConfig"],
                ]),
            ),
        ],
        unknown: [
            told(
                "a policy that is not known",
                "policies: undetermined: a policy of it is not known before the deployment.",
                role,
                made("aws:iam/rolePolicy:RolePolicy", "it", { role: "runs", policy: unknownText }),
            ),
        ],
    },
};

/** One answer for each statement that opens ways, however many. */
function grouped(found: readonly OpenWay[]): readonly Judgement[] {
    if (found.length === 0) return [pass("policies")];
    const keys = [...new Set(found.map(({ at, passes }) => `${String(passes)} ${at}`))];
    return keys.map((key) => {
        const same = found.filter(({ at, passes }) => `${String(passes)} ${at}` === key);
        const names = same.map((one) => one.names).join(", ");
        return fail(same[0]!.at, same[0]!.passes ? passes(names) : `${names} ${take}`);
    });
}
