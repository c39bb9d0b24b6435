import { good, made, told } from "../engine/examples";
import { isMissing } from "../engine/fields";
import { fail, pass, read, undetermined, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { isDeadLetterQueue } from "../reading/deadLetters";
import { anyRefers, refersTo } from "../reading/references";

const queueType = "aws:sqs/queue:Queue";
const redriveType = "aws:sqs/redrivePolicy:RedrivePolicy";

const policy = JSON.stringify({
    deadLetterTargetArn: "arn:aws:sqs:us-east-1:111111111111:dead",
    maxReceiveCount: 3,
});
const work = (redrivePolicy?: unknown) => made(queueType, "work", { name: "work", redrivePolicy });
const missing =
    "no dead-letter queue takes what nobody can handle; set one, or add a RedrivePolicy that names this queue.";
const dead = made(queueType, "dead", { name: "dead" });

export const redriveMessages: Rule = {
    id: "sqs/redriveMessages",
    group: "reliability",
    description: "Every queue of work puts aside what nobody can handle.",
    cause: "A queue that is no dead-letter queue itself has no redrivePolicy.",
    explanation:
        "A message that its consumer fails at comes back until it is too old, and takes the place of others. With a redrive " +
        "policy it is put aside after some tries, where somebody can look at it.",
    remedy: "Set redrivePolicy with deadLetterTargetArn and maxReceiveCount, or add an aws.sqs.RedrivePolicy.",
    docs: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
    severity: "low",
    standards: ["cdk-nag AwsSolutions-SQS3"],
    scope: "stack",
    judge: (resource, stack) => {
        if (resource.type !== queueType) return [];
        const isDead = isDeadLetterQueue(resource, stack);
        if (isDead === true || !isMissing(read(resource.props, "redrivePolicy"))) return [pass("redrivePolicy")];
        const parts = stack.filter(({ type }) => type === redriveType);
        const redriven = anyRefers(
            parts.map((from) =>
                refersTo(read(from.props, "queueUrl"), { from, property: "queueUrl" }, { to: resource }),
            ),
        );
        if (redriven === true) return [pass("redrivePolicy")];
        return redriven === UNKNOWN || isDead === UNKNOWN
            ? [undetermined("redrivePolicy", "it is not known yet which queues take dead letters.")]
            : [fail("redrivePolicy", missing)];
    },
    examples: {
        good: [
            good("a queue with a dead-letter queue", work(policy), dead),
            good(
                "a policy of its own",
                work(),
                dead,
                made(redriveType, "redrive", {
                    queueUrl: "https://sqs.us-east-1.amazonaws.com/111111111111/work",
                    redrivePolicy: policy,
                }),
            ),
        ],
        bad: [told("a queue alone", `redrivePolicy: ${missing}`, work())],
        unknown: [
            told(
                "a dead-letter queue that is not known",
                "redrivePolicy: undetermined: it is not known yet which queues take dead letters.",
                work(),
                made("aws:cloudwatch/eventTarget:EventTarget", "start", { deadLetterConfig: { arn: unknownText } }),
            ),
        ],
    },
};
