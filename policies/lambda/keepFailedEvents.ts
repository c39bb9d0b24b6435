import { good, made, told } from "../engine/examples";
import { isMissing } from "../engine/fields";
import { fail, isObject, pass, read, undetermined, UNKNOWN } from "../engine/judgement";
import { type Resource, type Rule, unknownText } from "../engine/rule";
import { anyRefers, refersTo } from "../reading/references";

const functionType = "aws:lambda/function:Function";
const permissionType = "aws:lambda/permission:Permission";
const configType = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";

/**
 * Services that call a function and do not wait for its answer:
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
 */
const callers =
    /^(events|s3|sns|ses|logs\.[a-z0-9-]+|logs|config|iot|iotevents|codecommit|codepipeline|cloudformation)\.amazonaws\.com$/;

const notify = made(functionType, "notify", { name: "notify" });
const queue = "arn:aws:sqs:us-east-1:111111111111:undelivered";
const allowed = (principal: unknown, name = "notify") =>
    made(permissionType, "allowed", { function: name, principal, action: "lambda:InvokeFunction" });
const config = (destination: unknown, name = "notify") =>
    made(configType, "config", { functionName: name, destinationConfig: { onFailure: { destination } } });
const missing =
    "events.amazonaws.com calls it and does not wait, and nothing keeps an event that it fails at; add a " +
    "FunctionEventInvokeConfig with an onFailure destination, or a deadLetterConfig.";

export const keepFailedEvents: Rule = {
    id: "lambda/keepFailedEvents",
    group: "reliability",
    description: "Every function that is called without waiting keeps the events that it fails at.",
    cause:
        "A service that does not wait for an answer may call a function (a Permission says so), and the function has " +
        "neither a deadLetterConfig nor an aws.lambda.FunctionEventInvokeConfig with an onFailure destination.",
    explanation:
        "Lambda calls such a function three times and then drops the event without a word. A function whose caller waits " +
        "tells its failure to the caller, and needs none of this.",
    remedy:
        "Add an aws.lambda.FunctionEventInvokeConfig with destinationConfig.onFailure, or a deadLetterConfig, that names a " +
        "queue that somebody watches.",
    docs: "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
    severity: "medium",
    standards: ["Checkov CKV_AWS_116"],
    scope: "stack",
    judge: (resource, stack) => {
        if (resource.type !== functionType) return [];
        const principals = callersOf(resource, stack);
        const kept = keepsEvents(resource, stack);
        if (principals.length === 0 || kept === true) return [pass("deadLetterConfig")];
        const [principal] = principals.filter((one) => one !== UNKNOWN);
        if (kept === UNKNOWN || principal === undefined) {
            return [
                undetermined(
                    "deadLetterConfig",
                    "it is not known yet who calls it, or where events go that it fails at.",
                ),
            ];
        }
        return [fail("deadLetterConfig", missing.replace("events.amazonaws.com", principal))];
    },
    examples: {
        good: [
            good("a caller who waits", notify, allowed("apigateway.amazonaws.com")),
            good("nobody who calls", notify),
            good("a destination for failures", notify, allowed("events.amazonaws.com"), config(queue)),
            good(
                "a dead-letter queue",
                { ...notify, props: { ...notify.props, deadLetterConfig: { targetArn: queue } } },
                allowed("sns.amazonaws.com"),
            ),
        ],
        bad: [
            told("events that are lost", `deadLetterConfig: ${missing}`, notify, allowed("events.amazonaws.com")),
            told(
                "another function's destination",
                `deadLetterConfig: ${missing.replace("events", "s3")}`,
                notify,
                allowed("s3.amazonaws.com", "arn:aws:lambda:us-east-1:111111111111:function:notify:live"),
                config(queue, "train"),
            ),
        ],
        unknown: [
            told(
                "a destination of a function that is not known",
                "deadLetterConfig: undetermined: it is not known yet who calls it, or where events go that it fails at.",
                notify,
                allowed("events.amazonaws.com"),
                config(queue, unknownText),
            ),
        ],
    },
};

/** Those who may call a function without waiting; UNKNOWN for one of whom it is not known whether it does. */
function callersOf(called: Resource, stack: readonly Resource[]): readonly (string | typeof UNKNOWN)[] {
    return stack
        .filter(({ type }) => type === permissionType)
        .flatMap((permission) => {
            const principal = read(permission.props, "principal");
            if (principal !== UNKNOWN && !callers.test(String(principal))) return [];
            const refers = refersTo(
                read(permission.props, "function"),
                { from: permission, property: "function" },
                { to: called },
            );
            if (refers === false) return [];
            return [refers === UNKNOWN || principal === UNKNOWN ? UNKNOWN : String(principal)];
        });
}

function keepsEvents(called: Resource, stack: readonly Resource[]): boolean | typeof UNKNOWN {
    const own = at(read(called.props, "deadLetterConfig"), "targetArn");
    const configs = stack.filter(({ type, props }) => {
        const destination = at(at(read(props, "destinationConfig"), "onFailure"), "destination");
        return type === configType && !isMissing(destination);
    });
    return anyRefers([
        !isMissing(own),
        ...configs.map((one) =>
            refersTo(read(one.props, "functionName"), { from: one, property: "functionName" }, { to: called }),
        ),
    ]);
}

function at(value: unknown, name: string): unknown {
    return isObject(value) ? value[name] : value === UNKNOWN ? UNKNOWN : undefined;
}
