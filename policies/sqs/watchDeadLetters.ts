import { good, made, told } from "../engine/examples";
import { fail, isObject, pass, read, undetermined, UNKNOWN } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { isDeadLetterQueue } from "../reading/deadLetters";
import { anyRefers, refersTo } from "../reading/references";

const queueType = "aws:sqs/queue:Queue";
const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** Metrics that tell that something waits. That messages arrive counts no message that another service moves there. */
const waiting = ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"];

const arn = "arn:aws:sqs:us-east-1:111111111111:undelivered";
const queue = made(queueType, "undelivered", { name: "undelivered" });
const target = made("aws:cloudwatch/eventTarget:EventTarget", "start", { deadLetterConfig: { arn } });
const alarm = (change: object = {}) =>
    made(alarmType, "alarm", {
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: "undelivered" },
        ...change,
    });
const missing =
    "what could not be delivered waits here, and no alarm tells; add a MetricAlarm on " +
    "ApproximateNumberOfMessagesVisible of this QueueName.";

export const watchDeadLetters: Rule = {
    id: "sqs/watchDeadLetters",
    group: "reliability",
    description: "Every dead-letter queue has an alarm that tells when something waits.",
    cause:
        "Events, calls or messages that could not be delivered are sent to a queue, and no aws.cloudwatch.MetricAlarm is on " +
        `its ${waiting.join(" or ")}.`,
    explanation:
        "SQS deletes what nobody fetched, after four days by default and two weeks at most. A dead-letter queue that nobody " +
        "is told of only delays the loss.",
    remedy: "Add an aws.cloudwatch.MetricAlarm on ApproximateNumberOfMessagesVisible above 0, with an action.",
    docs: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html",
    severity: "medium",
    standards: ["NIST 800-53 SI-4"],
    scope: "stack",
    judge: (resource, stack) => {
        if (resource.type !== queueType) return [];
        const isDead = isDeadLetterQueue(resource, stack);
        if (isDead === false) return [];
        const watched = anyRefers(stack.filter(({ type }) => type === alarmType).map((one) => watches(one, resource)));
        if (watched === true) return [pass("name")];
        return watched === UNKNOWN || isDead === UNKNOWN
            ? [
                  undetermined(
                      "name",
                      "it is not known yet whether dead letters are sent here, or what its alarms are on.",
                  ),
              ]
            : [fail("name", missing)];
    },
    examples: {
        good: [
            good("a queue with an alarm", queue, target, alarm()),
            good(
                "an alarm made of a queue that is not known yet",
                { ...queue, props: {} },
                {
                    ...target,
                    props: { deadLetterConfig: { arn: unknownText } },
                    dependsOn: { deadLetterConfig: ["undelivered"] },
                },
                { ...alarm({ dimensions: { QueueName: unknownText } }), dependsOn: { dimensions: ["undelivered"] } },
            ),
            good("a queue that is no dead-letter queue", queue),
        ],
        bad: [
            told("a queue alone", `name: ${missing}`, queue, target),
            told("what a queue redrives", `name: ${missing}`, queue, {
                ...queue,
                name: "work",
                props: {
                    name: "work",
                    redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 3 }),
                },
            }),
            told(
                "an alarm on what arrives",
                `name: ${missing}`,
                queue,
                target,
                alarm({ metricName: "NumberOfMessagesSent" }),
            ),
            told(
                "another queue's alarm",
                `name: ${missing}`,
                queue,
                target,
                alarm({ dimensions: { QueueName: "work" } }),
            ),
        ],
        unknown: [
            told(
                "an alarm on a queue that is not known",
                "name: undetermined: it is not known yet whether dead letters are sent here, or what its alarms are on.",
                queue,
                target,
                alarm({ dimensions: { QueueName: unknownText } }),
            ),
        ],
    },
};

function watches(alarm: Resource, queue: Resource): boolean | typeof UNKNOWN {
    const metric = read(alarm.props, "metricName");
    if (read(alarm.props, "namespace") !== "AWS/SQS" || (metric !== UNKNOWN && !waiting.includes(String(metric)))) {
        return false;
    }
    const dimensions = read(alarm.props, "dimensions");
    const name = isObject(dimensions) ? dimensions["QueueName"] : dimensions;
    return refersTo(name, { from: alarm, property: "dimensions" }, { to: queue });
}
