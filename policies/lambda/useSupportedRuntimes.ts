import { good, made, told } from "../engine/examples";
import { field, noneOf } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

/** Past their end of support: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-deprecated */
const deprecated: readonly string[] = [
    ...["nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x"],
    ...["nodejs16.x", "nodejs18.x", "nodejs20.x"],
    ...["python2.7", "python3.6", "python3.7", "python3.8", "python3.9"],
    ...["java8", "go1.x", "provided", "ruby2.5", "ruby2.7", "ruby3.2"],
    ...["dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "dotnet5.0", "dotnet6", "dotnet7"],
];

const functionType = "aws:lambda/function:Function";
const called = (runtime?: unknown) => made(functionType, "predict", { name: "predict", runtime });
const remedy = "choose a runtime that AWS still supports";

export const useSupportedRuntimes: Rule = {
    id: "lambda/useSupportedRuntimes",
    group: "reliability",
    description: "Every function runs on a runtime that AWS still supports.",
    cause: "A function's runtime is past its end of support. A function made of an image has none.",
    explanation:
        "A runtime past its end gets no more security patches, and after some months AWS refuses to create and to update " +
        "functions on it: a mistake in one could not be mended any more.",
    remedy: "Move to a runtime that AWS supports, e.g. nodejs22.x or python3.13.",
    docs: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    severity: "medium",
    standards: ["Security Hub Lambda.2", "NIST 800-53 SI-2", "Checkov CKV_AWS_363", "cdk-nag AwsSolutions-L1"],
    scope: "resource",
    judge: judgeResources(functionType, field("runtime", noneOf(deprecated, remedy))),
    examples: {
        good: [
            good("a runtime of today", called("nodejs22.x")),
            good("a runtime that is newer than this rule", called("nodejs99.x")),
            good("an image", called()),
        ],
        bad: [told("a runtime of yesterday", `runtime: nodejs18.x is set; ${remedy}.`, called("nodejs18.x"))],
        unknown: [
            told(
                "a runtime that is not known",
                "runtime: undetermined: it is not known before the deployment.",
                called(unknownText),
            ),
        ],
    },
};
