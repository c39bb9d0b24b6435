import { good, made, told } from "../engine/examples";
import { field, holds, when } from "../engine/fields";
import { isObject, listOf } from "../engine/judgement";
import { judgePublic, publicExamples } from "../engine/openness";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeResources } from "../engine/targets";

const permissionType = "aws:cloudwatch/eventPermission:EventPermission";
const permission = (principal: unknown, condition?: object) =>
    made(permissionType, "it", { principal, statementId: "others", condition });
const open = "it lets anybody send events; name an account, or add a condition on aws:PrincipalOrgID.";
const examples = publicExamples("aws:cloudwatch/eventBusPolicy:EventBusPolicy", "events:PutEvents", {
    StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
});

export const forbidOpenBuses: Rule = {
    id: "events/forbidOpenBuses",
    group: "iam",
    description: "Event buses name who may send events.",
    cause:
        "The policy of an event bus has the principal * without a condition, or NotPrincipal, or a permission is for the " +
        "principal * without one on the organisation.",
    explanation:
        "Rules of the bus act on what arrives. An event that looks like ours starts a training run, or a deployment, for " +
        "whoever sends it.",
    remedy: "Name the accounts, or add a condition on aws:PrincipalOrgID.",
    docs: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html",
    severity: "high",
    standards: ["Security Hub EventBridge.3", "NIST 800-53 AC-3", "cdk-nag AwsSolutions-EVB1"],
    scope: "resource",
    judge: judgeAll(
        judgePublic((type) => type === "aws:cloudwatch/eventBusPolicy:EventBusPolicy"),
        judgeResources(
            permissionType,
            when(
                (value) => !isObject(value) || listOf(value["condition"]).length === 0,
                field(
                    "principal",
                    holds((value) => value !== "*", open),
                ),
            ),
        ),
    ),
    examples: {
        good: [
            ...examples.good,
            good("an account", permission("222222222222")),
            // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-permissions-manage.html
            good(
                "an organisation",
                permission("*", { type: "StringEquals", key: "aws:PrincipalOrgID", value: "o-a1b2c3d4e5" }),
            ),
        ],
        bad: [...examples.bad, told("a permission for anybody", `principal: ${open}`, permission("*"))],
        unknown: [
            ...examples.unknown,
            told(
                "a permission for somebody who is not known",
                "principal: undetermined: it is not known before the deployment.",
                permission(unknownText),
            ),
        ],
    },
};
