import { good, made, told } from "../engine/examples";
import { field, given } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeResources } from "../engine/targets";

const targetType = "aws:cloudwatch/eventTarget:EventTarget";
const scheduleType = "aws:scheduler/schedule:Schedule";
const queue = { arn: "arn:aws:sqs:us-east-1:111111111111:undelivered" };
const target = (deadLetterConfig?: object) => made(targetType, "start", { rule: "data", deadLetterConfig });
const schedule = (deadLetterConfig?: object) =>
    made(scheduleType, "nightly", { scheduleExpression: "rate(1 day)", target: { deadLetterConfig } });
const named = given("name a queue that keeps what could not be delivered");
const missing = "it is missing; name a queue that keeps what could not be delivered.";

export const keepUndeliveredEvents: Rule = {
    id: "cloudwatch/keepUndeliveredEvents",
    group: "reliability",
    description: "Every target of events keeps those that could not be delivered.",
    cause: "A target of an EventBridge rule, or of a schedule, has no deadLetterConfig.",
    explanation:
        "EventBridge tries again for a day at most and then drops the event without a word: data that arrived would never " +
        "be trained on.",
    remedy: "Set deadLetterConfig.arn to a queue whose policy lets the rule send, and watch the queue by an alarm.",
    docs: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
    severity: "medium",
    standards: ["NIST 800-53 SI-11"],
    scope: "resource",
    judge: judgeAll(
        judgeResources(targetType, field("deadLetterConfig.arn", named)),
        judgeResources(scheduleType, field("target.deadLetterConfig.arn", named)),
    ),
    examples: {
        good: [
            good("a target with a queue", target(queue)),
            good("a schedule with a queue", schedule(queue)),
            good("a queue of the same stack that is not known yet", made("aws:sqs/queue:Queue", "undelivered", {}), {
                ...target({ arn: unknownText }),
                dependsOn: { deadLetterConfig: ["undelivered"] },
            }),
        ],
        bad: [
            told("a target alone", `deadLetterConfig.arn: ${missing}`, target()),
            told("a schedule alone", `target.deadLetterConfig.arn: ${missing}`, schedule()),
        ],
        unknown: [
            told(
                "a queue that is not known",
                "deadLetterConfig.arn: undetermined: it is not known before the deployment.",
                target({ arn: unknownText }),
            ),
        ],
    },
};
