import { good, made, told } from "../engine/examples";
import { atLeast, field } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const groupType = "aws:cloudwatch/logGroup:LogGroup";
const group = (retentionInDays?: unknown) => made(groupType, "logs", { name: "/aws/lambda/predict", retentionInDays });
const remedy = "set how many days its events are kept";

export const retainLogs: Rule = {
    id: "cloudwatch/retainLogs",
    group: "cost",
    description: "Every log group keeps its events for a time that was chosen.",
    cause: "A log group has no retentionInDays, has 0 (for ever), or less than minimumDays.",
    explanation:
        "CloudWatch keeps events for ever by default: each is paid for as long as it is kept, and personal data in it never " +
        "goes. Too short a time leaves nothing to look at after an incident.",
    remedy: "Set retentionInDays.",
    docs: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    severity: "medium",
    standards: ["Security Hub CloudWatch.16", "NIST 800-53 AU-11", "Checkov CKV_AWS_66", "Checkov CKV_AWS_338"],
    scope: "resource",
    settings: {
        minimumDays: {
            type: "integer",
            default: 1,
            minimum: 1,
            maximum: 3653,
            description: "The least number of days that events are kept. Security Hub asks for 365.",
        },
    },
    judge: judgeResources(
        groupType,
        field(
            "retentionInDays",
            atLeast(({ minimumDays = 1 }) => Number(minimumDays), remedy),
        ),
    ),
    examples: {
        good: [good("a month", group(30))],
        bad: [
            told("for ever", `retentionInDays: it is missing; ${remedy}.`, group()),
            told("for ever, as CloudWatch says it", `retentionInDays: 0 is set, less than 1; ${remedy}.`, group(0)),
        ],
        unknown: [
            told(
                "a time that is not known",
                "retentionInDays: undetermined: it is not known before the deployment.",
                group(unknownText),
            ),
        ],
    },
};
