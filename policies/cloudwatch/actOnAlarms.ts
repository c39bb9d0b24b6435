import { good, made, told } from "../engine/examples";
import { every, field, holds, notEmpty } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const alarmTypes = /^aws:cloudwatch\/(metricAlarm:MetricAlarm|compositeAlarm:CompositeAlarm)$/;
const alarm = (props: object) =>
    made("aws:cloudwatch/metricAlarm:MetricAlarm", "errors", { name: "errors", threshold: 1, ...props });
const topic = "arn:aws:sns:us-east-1:111111111111:notices";
const nobody = "name who is to be told, e.g. a topic";
const off = "its actions are switched off; leave it out, or set true.";

export const actOnAlarms: Rule = {
    id: "cloudwatch/actOnAlarms",
    group: "reliability",
    description: "Every alarm does something when it goes off.",
    cause: "A metric or composite alarm has no alarmActions, or actionsEnabled is false.",
    explanation: "An alarm without an action turns red in a console that nobody looks at.",
    remedy: "Set alarmActions to the ARN of a topic that tells people, and leave actionsEnabled out.",
    docs: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html",
    severity: "medium",
    standards: [
        "Security Hub CloudWatch.15",
        "Security Hub CloudWatch.17",
        "NIST 800-53 SI-4",
        "NIST 800-53 AU-6(1)",
        "Checkov CKV_AWS_319",
    ],
    scope: "resource",
    judge: judgeResources(
        alarmTypes,
        every(
            field("alarmActions", notEmpty(nobody)),
            field(
                "actionsEnabled",
                holds((value) => value !== false, off),
            ),
        ),
    ),
    examples: {
        good: [
            good("an alarm that tells people", alarm({ alarmActions: [topic] })),
            good(
                "a composite one",
                made("aws:cloudwatch/compositeAlarm:CompositeAlarm", "all", { alarmActions: [topic] }),
            ),
        ],
        bad: [
            told("an alarm alone", `alarmActions: it is empty; ${nobody}.`, alarm({})),
            told(
                "an alarm that is muted",
                `actionsEnabled: ${off}`,
                alarm({ alarmActions: [topic], actionsEnabled: false }),
            ),
        ],
        unknown: [
            told(
                "actions that are not known",
                "alarmActions: undetermined: it is not known before the deployment.",
                alarm({ alarmActions: unknownText }),
            ),
        ],
    },
};
