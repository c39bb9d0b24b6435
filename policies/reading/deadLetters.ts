import { isMissing } from "../engine/fields";
import { isObject, read, UNKNOWN } from "../engine/judgement";
import type { Resource } from "../engine/rule";
import { parseJson } from "./json";
import { anyRefers, refersTo } from "./references";

/** What has a queue for what could not be delivered, and where in which property it is named. */
const places: Readonly<Record<string, readonly string[]>> = {
    "aws:cloudwatch/eventTarget:EventTarget": ["deadLetterConfig.arn"],
    "aws:scheduler/schedule:Schedule": ["target.deadLetterConfig.arn"],
    "aws:lambda/function:Function": ["deadLetterConfig.targetArn"],
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": ["destinationConfig.onFailure.destination"],
    "aws:lambda/eventSourceMapping:EventSourceMapping": ["destinationConfig.onFailure.destinationArn"],
    "aws:sns/topicSubscription:TopicSubscription": ["redrivePolicy.deadLetterTargetArn"],
    "aws:sqs/queue:Queue": ["redrivePolicy.deadLetterTargetArn"],
    "aws:sqs/redrivePolicy:RedrivePolicy": ["redrivePolicy.deadLetterTargetArn"],
};

/** Whether something in the stack sends what it could not deliver to a queue. */
export function isDeadLetterQueue(queue: Resource, stack: readonly Resource[]): boolean | typeof UNKNOWN {
    // A queue that says which others may send it their dead letters is one.
    if (!isMissing(read(queue.props, "redriveAllowPolicy"))) return true;
    return anyRefers(
        stack.flatMap((from) =>
            (places[from.type] ?? []).map((place) => {
                const [property = "", ...rest] = place.split(".");
                return refersTo(at(read(from.props, property), rest), { from, property }, { to: queue });
            }),
        ),
    );
}

/** The value at a path; what is JSON text on the way is read. */
function at(value: unknown, [key, ...rest]: readonly string[]): unknown {
    if (key === undefined || value === UNKNOWN) return value;
    const object = typeof value === "string" ? parseJson(value) : value;
    return isObject(object) ? at(object[key], rest) : undefined;
}
