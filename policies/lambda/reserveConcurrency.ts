import { good, made, told } from "../engine/examples";
import { atLeast, field } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const functionType = "aws:lambda/function:Function";
const called = (reservedConcurrentExecutions?: unknown) =>
    made(functionType, "predict", { name: "predict", reservedConcurrentExecutions });
const remedy = "reserve how many may run at once";

export const reserveConcurrency: Rule = {
    id: "lambda/reserveConcurrency",
    group: "reliability",
    // What one function reserves is taken from all others, and an account must keep 100 unreserved: a few functions of an
    // account may have it, all of them cannot.
    level: "advisory",
    description: "Every function has a bound on how many run at once.",
    cause: "A function has no reservedConcurrentExecutions.",
    explanation:
        "Without a bound one function can take all that the account may run, and every other function of it waits. A " +
        "reservation is taken from the others, though, and AWS keeps 100 executions of an account unreserved.",
    remedy: "Set reservedConcurrentExecutions for functions that many call at once, as far as the account's limit goes.",
    docs: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
    severity: "low",
    standards: ["Checkov CKV_AWS_115"],
    scope: "resource",
    judge: judgeResources(functionType, field("reservedConcurrentExecutions", atLeast(0, remedy))),
    examples: {
        good: [good("a function with a bound", called(20)), good("a function that is switched off", called(0))],
        bad: [
            told("no bound", `reservedConcurrentExecutions: it is missing; ${remedy}.`, called()),
            told(
                "no bound, as AWS says it",
                `reservedConcurrentExecutions: -1 is set, less than 0; ${remedy}.`,
                called(-1),
            ),
        ],
        unknown: [
            told(
                "a bound that is not known",
                "reservedConcurrentExecutions: undetermined: it is not known before the deployment.",
                called(unknownText),
            ),
        ],
    },
};
