import { good, made, told } from "../engine/examples";
import { field, isTrue } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const tableType = "aws:dynamodb/table:Table";
const table = (pointInTimeRecovery?: object) => made(tableType, "ledger", { name: "ledger", pointInTimeRecovery });
const off = "pointInTimeRecovery.enabled: it is not true; set it.";

export const recoverTables: Rule = {
    id: "dynamodb/recoverTables",
    group: "reliability",
    description: "Every table can be brought back to any second of the last weeks.",
    cause: "A table's pointInTimeRecovery.enabled is not true.",
    explanation:
        "A mistaken write or a deletion cannot be taken back otherwise: DynamoDB makes no backups by itself. What a table " +
        "decides (who may change an endpoint, which data was trained on) would have to be found out again by hand.",
    remedy: "Set pointInTimeRecovery.enabled.",
    docs: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html",
    severity: "medium",
    standards: [
        "Security Hub DynamoDB.2",
        "NIST 800-53 CP-9",
        "NIST 800-53 CP-10",
        "Checkov CKV_AWS_28",
        "cdk-nag AwsSolutions-DDB3",
    ],
    scope: "resource",
    judge: judgeResources(tableType, field("pointInTimeRecovery.enabled", isTrue())),
    examples: {
        good: [good("a table with recovery", table({ enabled: true }))],
        bad: [told("a table alone", off, table()), told("recovery turned off", off, table({ enabled: false }))],
        unknown: [
            told(
                "a setting that is not known",
                "pointInTimeRecovery.enabled: undetermined: it is not known before the deployment.",
                table({ enabled: unknownText }),
            ),
        ],
    },
};
