import { calls, good, made, told } from "../engine/examples";
import { type Check, field, oneOf } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeRequests, judgeResources } from "../engine/targets";
import { domainType, notebookType } from "../reading/notebooks";

const notebookRemedy = "set Disabled, and reach what is needed through the VPC";
const domainRemedy = "set VpcOnly";
const notebookCheck: Check = field("directInternetAccess", oneOf(["Disabled"], notebookRemedy));
const domainCheck: Check = field("appNetworkAccessType", oneOf(["VpcOnly"], domainRemedy));
const notebook = (props: object) => made(notebookType, "lab", { ...props });
const domain = (props: object) => made(domainType, "studio", { ...props });

export const closeNotebooks: Rule = {
    id: "sagemaker/closeNotebooks",
    group: "network",
    level: "advisory",
    description: "Every notebook and Studio domain is without a way of its own to the internet.",
    cause: "A notebook instance does not set directInternetAccess Disabled, or a domain appNetworkAccessType VpcOnly.",
    explanation:
        "By default a notebook reaches the internet beside the VPC: past its firewalls, its flow logs, and whoever watches " +
        "what leaves.",
    remedy: "Set directInternetAccess Disabled (notebooks) or appNetworkAccessType VpcOnly (domains).",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html",
    severity: "high",
    standards: ["Security Hub SageMaker.1", "NIST 800-53 SC-7", "cdk-nag AwsSolutions-SM3", "Checkov CKV_AWS_122"],
    scope: "resource",
    judge: judgeAll(
        judgeResources(notebookType, notebookCheck),
        judgeResources(domainType, domainCheck),
        judgeRequests("sagemaker", { createNotebookInstance: notebookCheck, createDomain: domainCheck }),
    ),
    examples: {
        good: [
            good("a closed notebook", notebook({ directInternetAccess: "Disabled" })),
            good("a domain in its VPC", domain({ appNetworkAccessType: "VpcOnly" })),
        ],
        bad: [
            told(
                "a notebook that does not say",
                `directInternetAccess: it is missing; ${notebookRemedy}.`,
                notebook({}),
            ),
            told(
                "an open domain",
                `appNetworkAccessType: PublicInternetOnly is set; ${domainRemedy}.`,
                domain({ appNetworkAccessType: "PublicInternetOnly" }),
            ),
            told(
                "a call for an open notebook",
                `definition.States.Call.DirectInternetAccess: Enabled is set; ${notebookRemedy}.`,
                calls("aws-sdk:sagemaker:createNotebookInstance", { DirectInternetAccess: "Enabled" }),
            ),
        ],
        unknown: [
            told(
                "a switch that is not known",
                "directInternetAccess: undetermined: it is not known before the deployment.",
                notebook({ directInternetAccess: unknownText }),
            ),
        ],
    },
};
