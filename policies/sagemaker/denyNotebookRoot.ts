import { calls, good, made, told } from "../engine/examples";
import { field, oneOf } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeBoth } from "../engine/targets";
import { notebookType } from "../reading/notebooks";

const remedy = "set Disabled";
const notebook = (rootAccess?: string) => made(notebookType, "lab", { rootAccess });

export const denyNotebookRoot: Rule = {
    id: "sagemaker/denyNotebookRoot",
    group: "iam",
    level: "advisory",
    description: "Every notebook denies its users root.",
    cause: "A notebook instance does not set rootAccess to Disabled; Enabled is the default.",
    explanation:
        "Root on a notebook can read what other users left there, and change what its lifecycle scripts enforce. Those " +
        "scripts keep root, whatever is set.",
    remedy: "Set rootAccess to Disabled.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-root-access.html",
    severity: "high",
    standards: ["Security Hub SageMaker.3", "NIST 800-53 AC-6", "Checkov CKV_AWS_307"],
    scope: "resource",
    judge: judgeBoth(
        notebookType,
        ["sagemaker", "createNotebookInstance"],
        field("rootAccess", oneOf(["Disabled"], remedy)),
    ),
    examples: {
        good: [good("a notebook without root", notebook("Disabled"))],
        bad: [
            told("a notebook that does not say", `rootAccess: it is missing; ${remedy}.`, notebook()),
            told(
                "a call for one with root",
                `definition.States.Call.RootAccess: Enabled is set; ${remedy}.`,
                calls("aws-sdk:sagemaker:createNotebookInstance", { RootAccess: "Enabled" }),
            ),
        ],
        unknown: [
            told(
                "a switch that is not known",
                "rootAccess: undetermined: it is not known before the deployment.",
                notebook(unknownText),
            ),
        ],
    },
};
