import { good, made, told } from "../engine/examples";
import { field, isTrue } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";
import { stateMachineType } from "../reading/stateMachine";

const machine = (tracingConfiguration?: object) =>
    made(stateMachineType, "training", { name: "training", tracingConfiguration });

export const traceExecutions: Rule = {
    id: "sfn/traceExecutions",
    group: "reliability",
    description: "Every state machine traces its executions.",
    cause: "A state machine's tracingConfiguration.enabled is not true.",
    explanation:
        "A trace tells where the time of an execution went, over all services that it called. An execution is few traces, " +
        "so they cost next to nothing.",
    remedy: "Set tracingConfiguration.enabled, and allow the role X-Ray's actions.",
    docs: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html",
    severity: "low",
    standards: ["NIST 800-53 CA-7", "Checkov CKV_AWS_284", "cdk-nag AwsSolutions-SF2"],
    scope: "resource",
    judge: judgeResources(stateMachineType, field("tracingConfiguration.enabled", isTrue())),
    examples: {
        good: [good("a state machine that traces", machine({ enabled: true }))],
        bad: [
            told("no word about it", "tracingConfiguration.enabled: it is not true; set it.", machine()),
            told(
                "tracing turned off",
                "tracingConfiguration.enabled: it is not true; set it.",
                machine({ enabled: false }),
            ),
        ],
        unknown: [
            told(
                "a setting that is not known",
                "tracingConfiguration.enabled: undetermined: it is not known before the deployment.",
                machine({ enabled: unknownText }),
            ),
        ],
    },
};
