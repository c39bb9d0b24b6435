import { good, made, told } from "../engine/examples";
import { every, field, holds, notEmpty } from "../engine/fields";
import { pass, read } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const alarmTypes = /^aws:cloudwatch\/(metricAlarm:MetricAlarm|compositeAlarm:CompositeAlarm)$/;
const compositeType = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
const composite = (props: object) => made(compositeType, "all", { name: "all", ...props });
const alarm = (props: object) =>
    made("aws:cloudwatch/metricAlarm:MetricAlarm", "errors", { name: "errors", threshold: 1, ...props });
const topic = "arn:aws:sns:us-east-1:111111111111:notices";
const nobody = "name who is to be told, e.g. a topic";
const off = "its actions are switched off; leave it out, or set true.";

const judge = judgeResources(
    alarmTypes,
    every(
        field("alarmActions", notEmpty(nobody)),
        field(
            "actionsEnabled",
            holds((value) => value !== false, off),
        ),
    ),
);

/** Whether a composite alarm of the stack goes off by an alarm, and acts in its place. */
function isPartOfAnother(alarm: Resource, stack: readonly Resource[]): boolean {
    const name = read(alarm.props, "name");
    return stack.some((composite) => {
        if (composite.type !== compositeType || composite.urn === alarm.urn) return false;
        const rule = read(composite.props, "alarmRule");
        if (typeof rule === "string" && typeof name === "string") return namesIn(rule).includes(name);
        return (composite.propertyDependencies["alarmRule"] ?? []).some(({ urn }) => urn === alarm.urn);
    });
}

/** The alarms of a rule such as `ALARM("errors") AND NOT OK(arn:aws:cloudwatch:...:alarm:latency)`. */
function namesIn(rule: string): readonly string[] {
    return [
        ...rule.matchAll(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*["']?(?:arn:\S+?:alarm:)?([^"')]+?)["']?\s*\)/g),
    ].map(([, name = ""]) => name);
}

export const actOnAlarms: Rule = {
    id: "cloudwatch/actOnAlarms",
    group: "reliability",
    description: "Every alarm does something when it goes off.",
    cause:
        "A metric or composite alarm has no alarmActions, or actionsEnabled is false, and no composite alarm of the stack " +
        "goes off by it.",
    explanation:
        "An alarm without an action turns red in a console that nobody looks at. One that a composite alarm names needs " +
        "none: that one acts.",
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
    scope: "stack",
    judge: (resource, stack, settings) =>
        alarmTypes.test(resource.type) && isPartOfAnother(resource, stack)
            ? [pass("alarmActions")]
            : judge(resource, stack, settings),
    examples: {
        good: [
            good("an alarm that tells people", alarm({ alarmActions: [topic] })),
            good("a composite one", composite({ alarmActions: [topic] })),
            // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
            good(
                "an alarm that a composite one acts for",
                alarm({}),
                composite({ alarmRule: 'ALARM("errors") AND NOT OK(latency)', alarmActions: [topic] }),
            ),
        ],
        bad: [
            told("an alarm alone", `alarmActions: it is empty; ${nobody}.`, alarm({})),
            told(
                "an alarm beside a composite one of others",
                `alarmActions: it is empty; ${nobody}.`,
                alarm({}),
                composite({ alarmRule: "ALARM(errors-of-others)", alarmActions: [topic] }),
            ),
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
