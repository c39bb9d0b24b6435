import { definitionOf } from "../engine/endpoints";
import { calls, good, made, told } from "../engine/examples";
import { alternatives, every, field, forEach, notEmpty, oneOf, required } from "../engine/fields";
import { fail, listOf, pass, UNKNOWN } from "../engine/judgement";
import { stackOf } from "../engine/pack";
import { matchesPattern } from "../engine/patterns";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeResources } from "../engine/targets";
import { callOf, findTasks } from "../reading/stateMachine";

const budgetType = "aws:budgets/budget:Budget";
const stackType = "pulumi:pulumi:Stack";
const missing = "no aws.budgets.Budget watches what it spends; add one with notifications.";

/** Whether a resource makes SageMaker run machines, itself or by what it calls. */
function spends(resource: Resource): boolean {
    const definition = definitionOf(resource);
    if (definition === undefined || definition === UNKNOWN) return resource.type.startsWith("aws:sagemaker/");
    return findTasks(definition).some((task) => {
        const call = callOf(task);
        return call?.service === "sagemaker" && call.action.startsWith("create");
    });
}

/** Each stack that the setting names, or else that spends, has a budget. */
const judgeStack: Rule["judge"] = ({ type, urn }, stack, settings) => {
    if (type !== stackType) return [];
    const patterns = listOf(settings["stacks"]).map(String);
    const concerned =
        patterns.length > 0 ? patterns.some((one) => matchesPattern(one, stackOf(urn))) : stack.some(spends);
    if (!concerned) return [];
    return [stack.some((one) => one.type === budgetType) ? pass("stack") : fail("stack", missing)];
};

const notified = every(
    notEmpty("add one with a threshold and a subscriber"),
    forEach(alternatives(["subscriberEmailAddresses", "subscriberSnsTopicArns"], notEmpty("name who is told"))),
);

const stack = made(stackType, "drivetrain-prod", {});
const training = calls("sagemaker:createTrainingJob.sync", {});
const notifications = [{ threshold: 80, subscriberSnsTopicArns: ["arn:aws:sns:us-east-1:111111111111:costs"] }];
const budget = (change: object = {}) =>
    made(budgetType, "costs", { budgetType: "COST", limitAmount: "500", limitUnit: "USD", notifications, ...change });

export const alertOnSpending: Rule = {
    id: "budgets/alertOnSpending",
    group: "cost",
    level: "advisory",
    description: "Every stack that pays for machines has a budget that tells somebody.",
    cause: "A stack that uses SageMaker has no aws.budgets.Budget, or a budget is not of costs, has no limit or tells nobody.",
    explanation:
        "The bill comes at the end of the month; a budget tells on the day that the forecast goes over it. Where one " +
        "stack has the budgets of the whole account, the setting stacks names it.",
    remedy: "Add an aws.budgets.Budget with limitAmount and notifications to an address or a topic.",
    docs: "https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html",
    severity: "low",
    standards: [],
    scope: "stack",
    settings: {
        stacks: {
            type: "array",
            items: { type: "string" },
            default: [],
            description:
                "Stacks that have to have a budget, with * for any characters. Empty: those that use SageMaker.",
        },
    },
    judge: judgeAll(
        judgeStack,
        judgeResources(
            budgetType,
            every(
                field("budgetType", oneOf(["COST"])),
                alternatives(["limitAmount", "plannedLimits", "autoAdjustData"], required("set limitAmount")),
                field("notifications", notified),
            ),
        ),
    ),
    examples: {
        good: [
            good("a budget", stack, training, budget()),
            good("a budget that adjusts itself", stack, budget({ limitAmount: undefined, autoAdjustData: {} })),
            good("a stack that runs no machines", stack, made("aws:s3/bucket:Bucket", "data", {})),
        ],
        bad: [
            told("no budget", `stack: ${missing}`, stack, training),
            told(
                "an endpoint without",
                `stack: ${missing}`,
                stack,
                made("aws:sagemaker/endpoint:Endpoint", "cars", {}),
            ),
            told(
                "a budget that nobody hears of",
                "notifications: it is empty; add one with a threshold and a subscriber.",
                budget({ notifications: [] }),
            ),
            told(
                "a budget without a limit, of hours",
                ["budgetType: USAGE is set; set COST.", "limitAmount: it is missing; set limitAmount."],
                budget({ budgetType: "USAGE", limitAmount: undefined }),
            ),
        ],
        unknown: [
            told(
                "a budget whose reader is not known",
                "notifications[0].subscriberEmailAddresses: undetermined: it is not known before the deployment.",
                budget({ notifications: [{ threshold: 80, subscriberEmailAddresses: unknownText }] }),
            ),
        ],
    },
};
