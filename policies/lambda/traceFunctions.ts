import { good, made, told } from "../engine/examples";
import { field, oneOf } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const functionType = "aws:lambda/function:Function";
const called = (mode?: unknown) =>
    made(functionType, "predict", { name: "predict", tracingConfig: mode === undefined ? undefined : { mode } });

export const traceFunctions: Rule = {
    id: "lambda/traceFunctions",
    group: "reliability",
    // Traces are paid for by the piece and need permissions of X-Ray for each role: a choice, no must. A state machine's
    // or an API's own trace shows the call of a function without it.
    level: "advisory",
    description: "Every function traces its calls.",
    cause: "A function's tracingConfig.mode is not Active.",
    explanation:
        "A trace tells where the time of a slow or failed call went, over all services that it went through. Where it " +
        "begins at an API or a state machine that traces, it shows the function's whole time, but not what took it.",
    remedy: "Set tracingConfig.mode to Active, and allow the role xray:PutTraceSegments and xray:PutTelemetryRecords.",
    docs: "https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
    severity: "low",
    standards: ["Security Hub Lambda.7", "NIST 800-53 CA-7", "Checkov CKV_AWS_50"],
    scope: "resource",
    judge: judgeResources(functionType, field("tracingConfig.mode", oneOf(["Active"], "set Active"))),
    examples: {
        good: [good("a function that traces", called("Active"))],
        bad: [
            told("no word about it", "tracingConfig.mode: it is missing; set Active.", called()),
            told(
                "traces that others begin",
                "tracingConfig.mode: PassThrough is set; set Active.",
                called("PassThrough"),
            ),
        ],
        unknown: [
            told(
                "a mode that is not known",
                "tracingConfig.mode: undetermined: it is not known before the deployment.",
                called(unknownText),
            ),
        ],
    },
};
