import { good, made, told } from "../engine/examples";
import { field, holds } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const workgroupType = "aws:athena/workgroup:Workgroup";
const workgroup = (configuration?: object) => made(workgroupType, "reports", { name: "reports", configuration });
const at = "configuration.enforceWorkgroupConfiguration";
const off = "clients may choose settings of their own; leave it out, or set true.";

export const enforceWorkgroups: Rule = {
    id: "athena/enforceWorkgroups",
    group: "encryption",
    description: "Every workgroup's settings hold whatever its clients ask for.",
    cause: "A workgroup's enforceWorkgroupConfiguration is false. Athena enforces where nothing is said.",
    explanation:
        "Otherwise a client says itself where its results go and how they are encrypted, if at all, and how much it reads: " +
        "the workgroup's encryption is a default, no rule.",
    remedy: "Leave enforceWorkgroupConfiguration out, or set it to true.",
    docs: "https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html",
    severity: "medium",
    standards: ["NIST 800-53 CM-6", "Checkov CKV_AWS_82"],
    scope: "resource",
    judge: judgeResources(
        workgroupType,
        field(
            at,
            holds((value) => value !== false, off),
        ),
    ),
    examples: {
        good: [
            good("as Athena does by itself", workgroup()),
            good("enforced", workgroup({ enforceWorkgroupConfiguration: true })),
        ],
        bad: [told("a default alone", `${at}: ${off}`, workgroup({ enforceWorkgroupConfiguration: false }))],
        unknown: [
            told(
                "a setting that is not known",
                `${at}: undetermined: it is not known before the deployment.`,
                workgroup({ enforceWorkgroupConfiguration: unknownText }),
            ),
        ],
    },
};
