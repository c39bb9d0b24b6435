import assert from "node:assert/strict";
import { good, made } from "../../../policies/engine/examples";
import type { Example } from "../../../policies/engine/rule";
import { forbidEscalation } from "../../../policies/iam/forbidEscalation";
import { verdict } from "../graph";

/** Every way that is known to be one, by what it takes. */
const ways: readonly (readonly string[])[] = [
    ...[
        ...["CreatePolicyVersion", "SetDefaultPolicyVersion", "CreateAccessKey", "CreateLoginProfile"],
        ...["UpdateLoginProfile", "AttachUserPolicy", "AttachGroupPolicy", "AttachRolePolicy", "PutUserPolicy"],
        ...["PutGroupPolicy", "PutRolePolicy", "AddUserToGroup", "UpdateAssumeRolePolicy"],
        ...["DeleteRolePermissionsBoundary", "DeleteUserPermissionsBoundary"],
    ].map((name) => [`iam:${name}`]),
    ...["sts:AssumeRole", "lambda:UpdateFunctionCode", "glue:UpdateDevEndpoint"].map((name) => [name]),
    ...["ssm:StartSession", "ssm:SendCommand", "sagemaker:CreatePresignedNotebookInstanceUrl"].map((name) => [name]),
    ...["lambda:UpdateFunctionConfiguration", "sagemaker:CreatePresignedDomainUrl"].map((name) => [name]),
    ...["Create", "Update"].map((verb) => [
        ...["sagemaker:StopNotebookInstance", `sagemaker:${verb}NotebookInstanceLifecycleConfig`],
        ...["sagemaker:UpdateNotebookInstance", "sagemaker:StartNotebookInstance"],
    ]),
    ...[
        ...["lambda:CreateFunction", "glue:CreateJob", "glue:UpdateJob", "glue:CreateDevEndpoint"],
        ...["sagemaker:CreateNotebookInstance", "sagemaker:CreateTrainingJob", "sagemaker:CreateProcessingJob"],
        ...["sagemaker:CreatePipeline", "cloudformation:CreateStack", "codebuild:CreateProject", "ec2:RunInstances"],
        ...["states:CreateStateMachine", "events:PutTargets"],
        ...["sagemaker:CreateHyperParameterTuningJob", "sagemaker:UpdatePipeline", "cloudformation:UpdateStack"],
        ...["codebuild:UpdateProject", "states:UpdateStateMachine", "scheduler:CreateSchedule"],
        ...["scheduler:UpdateSchedule", "pipes:CreatePipe", "pipes:UpdatePipe"],
    ].map((name) => [name, "iam:PassRole"]),
    ["sagemaker:CreateModel", "sagemaker:CreateEndpoint", "iam:PassRole"],
    ["ecs:RegisterTaskDefinition", "ecs:RunTask", "iam:PassRole"],
];

/** A role, with a policy for each action. */
function roleWith(actions: readonly string[], statement: object = {}): Example {
    return good(
        "a role",
        made("aws:iam/role:Role", "it", { name: "it" }),
        ...actions.map((Action, index) =>
            made("aws:iam/rolePolicy:RolePolicy", `policy-${index}`, {
                role: "it",
                policy: JSON.stringify({ Statement: { Effect: "Allow", Action, Resource: "*", ...statement } }),
            }),
        ),
    );
}

describe("policies: iam/forbidEscalation", () => {
    for (const way of ways) {
        it(`refuses ${way.join(" with ")}, and nothing less`, () => {
            assert.equal(verdict(forbidEscalation, roleWith(way)), "fail");
            for (const action of way) {
                const rest = way.filter((other) => other !== action);
                assert.equal(verdict(forbidEscalation, roleWith(rest)), "pass", rest.join());
            }
        });
    }

    it("sees through wildcards, NotAction and the case of names", () => {
        for (const action of ["*", "iam:*", "IAM:putrolepolicy", "iam:Put?olePolicy"]) {
            assert.equal(verdict(forbidEscalation, roleWith([action])), "fail", action);
        }
        const notAction = roleWith(["unused"], { Action: undefined, NotAction: "s3:*" });
        assert.equal(verdict(forbidEscalation, notAction), "fail");
        assert.equal(verdict(forbidEscalation, roleWith(["s3:*"])), "pass");
    });

    it("judges users and groups as roles", () => {
        for (const kind of ["user", "group"]) {
            const type = kind === "user" ? "User" : "Group";
            const example = good(
                kind,
                made(`aws:iam/${kind}:${type}`, "it", { name: "it" }),
                made(`aws:iam/${kind}Policy:${type}Policy`, "policy", {
                    [kind]: "it",
                    policy: { Statement: { Effect: "Allow", Action: "iam:CreatePolicyVersion", Resource: "*" } },
                }),
            );
            assert.equal(verdict(forbidEscalation, example), "fail", kind);
        }
    });

    it("takes a policy for a role's by what the property is made from", () => {
        const example = good(
            "names that are not known yet",
            made("aws:iam/role:Role", "it", {}),
            made("aws:iam/policy:Policy", "own", {
                policy: { Statement: { Effect: "Allow", Action: "iam:CreatePolicyVersion", Resource: "*" } },
            }),
            made(
                "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                "attached",
                { role: "04da6b54-80e4-46f7-96ec-b56ff0331ba9", policyArn: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
                { role: ["it"], policyArn: ["own"] },
            ),
        );
        assert.equal(verdict(forbidEscalation, example), "fail");
    });
});
