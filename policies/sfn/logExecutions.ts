import { good, made, told } from "../engine/examples";
import { field, fields, given, isMissing, isTrue, known, oneOf } from "../engine/fields";
import { fail } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";
import { stateMachineType } from "../reading/stateMachine";

const all = {
    level: "ALL",
    includeExecutionData: true,
    logDestination: "arn:aws:logs:us-east-1:111111111111:log-group:/aws/vendedlogs/states/training:*",
};
const machine = (loggingConfiguration?: object) =>
    made(stateMachineType, "training", { name: "training", loggingConfiguration });
const missing = "it is missing; log ALL events, with the data of executions, to a log group.";

const logged = fields({
    level: oneOf(["ALL"], "set ALL"),
    includeExecutionData: isTrue(),
    logDestination: given("name a log group"),
});

export const logExecutions: Rule = {
    id: "sfn/logExecutions",
    group: "reliability",
    description: "Every state machine logs all events of its executions.",
    cause:
        "A state machine's loggingConfiguration has another level than ALL, leaves out the data of executions, or names no " +
        "log group.",
    explanation:
        "Step Functions keeps a standard execution's history for 90 days and an express one's not at all. The log outlives " +
        "both, can be searched over all executions, and says what a failed run was given.",
    remedy: "Set loggingConfiguration with level ALL, includeExecutionData true, and logDestination.",
    docs: "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
    severity: "medium",
    standards: ["Security Hub StepFunctions.1", "Checkov CKV_AWS_285", "cdk-nag AwsSolutions-SF1"],
    scope: "resource",
    judge: judgeResources(
        stateMachineType,
        field(
            "loggingConfiguration",
            known((value, place) => (isMissing(value) ? [fail(place.path, missing)] : logged(value, place))),
        ),
    ),
    examples: {
        good: [good("a state machine that logs all", machine(all))],
        bad: [
            told("no word about it", `loggingConfiguration: ${missing}`, machine()),
            told(
                "errors alone, without what led to them",
                [
                    "loggingConfiguration.level: ERROR is set; set ALL.",
                    "loggingConfiguration.includeExecutionData: it is not true; set it.",
                    "loggingConfiguration.logDestination: it is missing; name a log group.",
                ],
                machine({ level: "ERROR" }),
            ),
        ],
        unknown: [
            told(
                "a place that is not known",
                "loggingConfiguration.logDestination: undetermined: it is not known before the deployment.",
                machine({ ...all, logDestination: unknownText }),
            ),
        ],
    },
};
