import { calls, good, made, told } from "../engine/examples";
import { field, holds, tell } from "../engine/fields";
import { listOf } from "../engine/judgement";
import { type Rule, type Settings, unknownText } from "../engine/rule";
import { judgeBoth } from "../engine/targets";
import { notebookType } from "../reading/notebooks";

/** What Security Hub's control SageMaker.8 takes. */
const current = ["notebook-al2023-v1"];
const platformsOf = (settings: Settings) => listOf(settings["platforms"] ?? current).map(String);
const notebook = (platformIdentifier?: string) => made(notebookType, "lab", { platformIdentifier });

export const useCurrentNotebookPlatform: Rule = {
    id: "sagemaker/useCurrentNotebookPlatform",
    group: "reliability",
    level: "advisory",
    description: "Every notebook runs on a platform that AWS still mends.",
    cause: "The platformIdentifier of a notebook instance is none of the setting platforms; the provider's default is not.",
    explanation: "A platform without support gets no security patches, and one day its notebooks do not start again.",
    remedy: "Set platformIdentifier to notebook-al2023-v1.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-jl.html",
    severity: "medium",
    standards: ["Security Hub SageMaker.8", "NIST 800-53 SI-2"],
    scope: "resource",
    settings: {
        platforms: {
            type: "array",
            items: { type: "string" },
            default: current,
            description: "Platforms that have support.",
        },
    },
    judge: judgeBoth(
        notebookType,
        ["sagemaker", "createNotebookInstance"],
        field(
            "platformIdentifier",
            holds(
                (value, { settings }) => platformsOf(settings).includes(String(value)),
                (value, { settings }) => `${tell(value)}; set ${platformsOf(settings).join(" or ")}.`,
            ),
        ),
    ),
    examples: {
        good: [good("Amazon Linux 2023", notebook("notebook-al2023-v1"))],
        bad: [
            told(
                "Amazon Linux 2",
                "platformIdentifier: notebook-al2-v2 is set; set notebook-al2023-v1.",
                notebook("notebook-al2-v2"),
            ),
            told(
                "a call that does not say",
                "definition.States.Call.PlatformIdentifier: it is missing; set notebook-al2023-v1.",
                calls("aws-sdk:sagemaker:createNotebookInstance", {}),
            ),
        ],
        unknown: [
            told(
                "a platform that is not known",
                "platformIdentifier: undetermined: it is not known before the deployment.",
                notebook(unknownText),
            ),
        ],
    },
};
