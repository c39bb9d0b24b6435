import { good, made, told } from "../engine/examples";
import { field, given } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const stageTypes = /^aws:apigateway(v2)?\/stage:Stage$/;
const stage = (accessLogSettings?: object) =>
    made("aws:apigateway/stage:Stage", "v1", { stageName: "v1", accessLogSettings });
const group = "arn:aws:logs:us-east-1:111111111111:log-group:/aws/apigateway/cars";
const at = "accessLogSettings.destinationArn";
const remedy = "name a log group";

export const logAccess: Rule = {
    id: "apigateway/logAccess",
    group: "reliability",
    description: "Every stage of an API logs who called it, and what came of it.",
    cause: "A stage of a REST, HTTP or WebSocket API has no accessLogSettings with a destinationArn.",
    explanation:
        "The access log is the only place that tells of a call which never reached the function behind it: refused, " +
        "throttled, or timed out.",
    remedy: "Set accessLogSettings with destinationArn and a format without the request's data.",
    docs: "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
    severity: "medium",
    standards: ["Security Hub APIGateway.9", "NIST 800-53 AU-2", "Checkov CKV_AWS_76", "cdk-nag AwsSolutions-APIG1"],
    scope: "resource",
    judge: judgeResources(stageTypes, field(at, given(remedy))),
    examples: {
        good: [
            good("a stage that logs", stage({ destinationArn: group, format: "$context.requestId" })),
            good(
                "a stage of an HTTP API that logs",
                made("aws:apigatewayv2/stage:Stage", "live", { accessLogSettings: { destinationArn: group } }),
            ),
        ],
        bad: [
            told("a stage alone", `${at}: it is missing; ${remedy}.`, stage()),
            told(
                "a stage of an HTTP API alone",
                `${at}: it is missing; ${remedy}.`,
                made("aws:apigatewayv2/stage:Stage", "live", { name: "$default" }),
            ),
        ],
        unknown: [
            told(
                "a group that is not known",
                `${at}: undetermined: it is not known before the deployment.`,
                stage({ destinationArn: unknownText, format: "$context.requestId" }),
            ),
        ],
    },
};
