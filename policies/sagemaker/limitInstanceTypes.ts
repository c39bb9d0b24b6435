import { calls, good, made, told } from "../engine/examples";
import { holds, tell } from "../engine/fields";
import { judgeMachines, textsOf } from "../engine/machines";
import { matchesPattern } from "../engine/patterns";
import { type Rule, unknownText } from "../engine/rule";
import { notebookType } from "../reading/notebooks";
import { endpointConfigurationType } from "../reading/sagemakerJobs";

/** Those without accelerators, which cost ten times as much and more. */
const plain = ["ml.t2.*", "ml.t3.*", "ml.t4g.*", "ml.m*", "ml.c*", "ml.r*"];

const allowed = holds(
    (value, { settings }) => textsOf(settings["types"], plain).some((one) => matchesPattern(one, String(value))),
    (value, { settings }) => `${tell(value)}; take one of ${textsOf(settings["types"], plain).join(", ")}.`,
);
const instead = `take one of ${plain.join(", ")}`;
const training = (ResourceConfig: object) => calls("sagemaker:createTrainingJob.sync", { ResourceConfig });
const at = "definition.States.Call";

export const limitInstanceTypes: Rule = {
    id: "sagemaker/limitInstanceTypes",
    group: "cost",
    description: "Every machine is of a type that the stage may spend on.",
    cause: "A job, a monitor, a variant of an endpoint or a notebook has an instance type outside the setting types.",
    explanation:
        "One letter in an instance type is a factor of a hundred on the bill. By default only types without accelerators " +
        "pass; a stage that trains on GPUs lists their families.",
    remedy: "Take another instance type, or have the stage list this one.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/notebooks-available-instance-types.html",
    severity: "medium",
    standards: [],
    scope: "resource",
    settings: {
        types: {
            type: "array",
            items: { type: "string" },
            default: plain,
            description: "Instance types, with * for any characters.",
        },
    },
    judge: judgeMachines({ type: allowed }),
    examples: {
        good: [
            good("a training job", training({ InstanceType: "ml.m5.large", InstanceCount: 1 })),
            good("a notebook", made(notebookType, "lab", { instanceType: "ml.t3.medium" })),
        ],
        bad: [
            told(
                "an accelerator whose name begins like a small one's",
                `${at}.ResourceConfig.InstanceType: ml.trn1.32xlarge is set; ${instead}.`,
                training({ InstanceType: "ml.trn1.32xlarge" }),
            ),
            told(
                "one group of several",
                `${at}.ResourceConfig.InstanceGroups[1].InstanceType: ml.p4d.24xlarge is set; ${instead}.`,
                training({ InstanceGroups: [{ InstanceType: "ml.c5.large" }, { InstanceType: "ml.p4d.24xlarge" }] }),
            ),
            told(
                "a variant",
                `productionVariants[0].instanceType: ml.g5.xlarge is set; ${instead}.`,
                made(endpointConfigurationType, "cars", { productionVariants: [{ instanceType: "ml.g5.xlarge" }] }),
            ),
        ],
        unknown: [
            told(
                "a type that is not known",
                "instanceType: undetermined: it is not known before the deployment.",
                made(notebookType, "lab", { instanceType: unknownText }),
            ),
        ],
    },
};
