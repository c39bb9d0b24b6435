import { deputy, judgeDeputies } from "../engine/deputies";
import { good, made, told } from "../engine/examples";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAllows } from "../engine/statements";
import { isTrust, roleType } from "../reading/identities";
import { tellsSourceToRoles } from "../reading/serviceSources";

const trust = (Service: unknown, Condition?: unknown) =>
    made(roleType, "it", {
        assumeRolePolicy: {
            Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service }, Condition }],
        },
    });
const at = "assumeRolePolicy.Statement[0].Principal.Service";
const ownAccount = { StringEquals: { "aws:SourceAccount": "111111111111" } };

export const guardServiceTrust: Rule = {
    id: "iam/guardServiceTrust",
    group: "iam",
    description:
        "Services assume a role on behalf of the own account alone, where they tell on whose behalf they come.",
    cause:
        "A role trusts a service that sends aws:SourceAccount and aws:SourceArn, such as SageMaker or Step Functions, " +
        "without a condition on either.",
    explanation:
        "A service that may use a role for anybody can be made to by another of its customers: the confused deputy. Only " +
        "services whose own guide shows the condition are asked for it. Where one does not send the keys, as Lambda, EC2 " +
        "or Glue, the condition would lock it out.",
    remedy: 'Add Condition {"StringEquals": {"aws:SourceAccount": "<account>"}} to the role\'s trust.',
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    severity: "medium",
    standards: ["NIST 800-53 AC-3", "Prowler iam_role_cross_service_confused_deputy_prevention"],
    scope: "resource",
    judge: judgeAllows((statement) => judgeDeputies(statement, (service) => tellsSourceToRoles.has(service)), isTrust),
    examples: {
        good: [
            // https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html
            good("SageMaker for one account", trust("sagemaker.amazonaws.com", ownAccount)),
            // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
            good(
                "Step Functions for the state machines of one account",
                trust("states.amazonaws.com", {
                    ArnLike: { "aws:SourceArn": "arn:aws:states:us-east-1:111111111111:stateMachine:*" },
                }),
            ),
            // They do not send it: https://github.com/prowler-cloud/prowler/issues/2810
            good("Lambda, EC2, Glue and API Gateway", trust(["lambda", "ec2", "glue", "apigateway"].map(principal))),
            // https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
            good("a service-linked role", trust("sagemaker.application-autoscaling.amazonaws.com")),
        ],
        bad: [
            told(
                "SageMaker for anybody",
                `${at}: ${deputy("sagemaker.amazonaws.com")}`,
                trust("sagemaker.amazonaws.com"),
            ),
            told(
                "Step Functions of a region for anybody, in a list",
                `${at}[1]: ${deputy("states.us-east-1.amazonaws.com")}`,
                trust(["lambda.amazonaws.com", "states.us-east-1.amazonaws.com"]),
            ),
            told(
                "a condition that also holds where nothing is sent",
                `${at}: ${deputy("scheduler.amazonaws.com")}`,
                trust("scheduler.amazonaws.com", { StringEqualsIfExists: { "aws:SourceAccount": "111111111111" } }),
            ),
            told(
                "a condition on rules of any account",
                `${at}: ${deputy("events.amazonaws.com")}`,
                trust("events.amazonaws.com", { ArnLike: { "aws:SourceArn": "arn:aws:events:*:*:*" } }),
            ),
        ],
        unknown: [
            told(
                "conditions that are not known",
                `${at}: undetermined: ${deputy("states.amazonaws.com")}`,
                trust("states.amazonaws.com", unknownText),
            ),
        ],
    },
};

function principal(service: string): string {
    return `${service}.amazonaws.com`;
}
