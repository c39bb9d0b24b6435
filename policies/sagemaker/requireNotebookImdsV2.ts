import { calls, good, made, told } from "../engine/examples";
import { field, holds, tell } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeBoth } from "../engine/targets";
import { notebookType } from "../reading/notebooks";

const name = "instanceMetadataServiceConfiguration.minimumInstanceMetadataServiceVersion";
const notebook = (version?: string) =>
    made(notebookType, "lab", {
        instanceMetadataServiceConfiguration: { minimumInstanceMetadataServiceVersion: version },
    });

export const requireNotebookImdsV2: Rule = {
    id: "sagemaker/requireNotebookImdsV2",
    group: "network",
    level: "advisory",
    description: "Every notebook gives its credentials by IMDSv2 alone.",
    cause: "The minimumInstanceMetadataServiceVersion of a notebook instance is not 2.",
    explanation:
        "Version 1 answers a plain GET, so that one request forged on the server's side reads the role's credentials. " +
        "Version 2 asks for a token first.",
    remedy: 'Set instanceMetadataServiceConfiguration.minimumInstanceMetadataServiceVersion to "2".',
    docs: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InstanceMetadataServiceConfiguration.html",
    severity: "medium",
    standards: ["NIST 800-53 AC-6", "Checkov CKV_AWS_371"],
    scope: "resource",
    judge: judgeBoth(
        notebookType,
        ["sagemaker", "createNotebookInstance"],
        field(
            name,
            holds(
                (value) => String(value) === "2",
                (value) => `${tell(value)}; set 2.`,
            ),
        ),
    ),
    examples: {
        good: [good("version 2", notebook("2"))],
        bad: [
            told("version 1", `${name}: 1 is set; set 2.`, notebook("1")),
            told(
                "a call that does not say",
                "definition.States.Call.InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion: it is missing; set 2.",
                calls("aws-sdk:sagemaker:createNotebookInstance", {}),
            ),
        ],
        unknown: [
            told(
                "a version that is not known",
                `${name}: undetermined: it is not known before the deployment.`,
                notebook(unknownText),
            ),
        ],
    },
};
