import { good, made, told } from "../engine/examples";
import { field, isTrue, when } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const tableType = "aws:dynamodb/table:Table";
const table = (deletionProtectionEnabled?: unknown) =>
    made(tableType, "ledger", { name: "ledger", deletionProtectionEnabled });
const off = "deletionProtectionEnabled: it is not true; set it.";

export const protectTables: Rule = {
    id: "dynamodb/protectTables",
    group: "reliability",
    description: "Every table has to be freed before it can be deleted.",
    cause: "A table's deletionProtectionEnabled is not true, where the stage demands it.",
    explanation:
        "A renamed table is a deleted one and a new one: an update could take all items with it. A stage that is made and " +
        "destroyed often need not demand it.",
    remedy: "Set deletionProtectionEnabled, or the rule's setting demanded to false for the stage.",
    docs: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html#WorkingWithTables.Basics.DeletionProtection",
    severity: "medium",
    standards: ["Security Hub DynamoDB.6", "NIST 800-53 SI-13"],
    scope: "resource",
    settings: {
        demanded: { type: "boolean", default: true, description: "Whether the stage demands deletion protection." },
    },
    judge: judgeResources(
        tableType,
        when((_value, { settings }) => settings["demanded"] !== false, field("deletionProtectionEnabled", isTrue())),
    ),
    examples: {
        good: [good("a table that is protected", table(true))],
        bad: [told("a table alone", off, table()), told("protection turned off", off, table(false))],
        unknown: [
            told(
                "a setting that is not known",
                "deletionProtectionEnabled: undetermined: it is not known before the deployment.",
                table(unknownText),
            ),
        ],
    },
};
