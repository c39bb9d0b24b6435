import { good, made, told } from "../engine/examples";
import { atMost, field } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const workgroupType = "aws:athena/workgroup:Workgroup";
const gibibyte = 2 ** 30;
const workgroup = (bytesScannedCutoffPerQuery?: unknown) =>
    made(workgroupType, "reports", { name: "reports", configuration: { bytesScannedCutoffPerQuery } });
const at = "configuration.bytesScannedCutoffPerQuery";
const remedy = "say at how many bytes a query is stopped";

export const limitScans: Rule = {
    id: "athena/limitScans",
    group: "cost",
    description: "Every workgroup stops a query that reads too much.",
    cause: "A workgroup has no bytesScannedCutoffPerQuery, or one above maximumBytes.",
    explanation:
        "Athena is paid by the byte that a query reads. One that forgets its partitions reads everything, again at each " +
        "refresh of a report.",
    remedy: "Set configuration.bytesScannedCutoffPerQuery.",
    docs: "https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html",
    severity: "low",
    standards: [],
    scope: "resource",
    settings: {
        maximumBytes: {
            type: "integer",
            default: 1024 * gibibyte,
            minimum: 10_485_760,
            description: "The most bytes that one query may read.",
        },
    },
    judge: judgeResources(
        workgroupType,
        field(
            at,
            atMost(({ maximumBytes = 1024 * gibibyte }) => Number(maximumBytes), remedy),
        ),
    ),
    examples: {
        good: [good("ten gibibytes", workgroup(10 * gibibyte))],
        bad: [
            told("no limit", `${at}: it is missing; ${remedy}.`, workgroup()),
            told(
                "too much",
                `${at}: 1099511627777 is set, more than 1099511627776; ${remedy}.`,
                workgroup(1024 * gibibyte + 1),
            ),
        ],
        unknown: [
            told(
                "a limit that is not known",
                `${at}: undetermined: it is not known before the deployment.`,
                workgroup(unknownText),
            ),
        ],
    },
};
