import { calls, good, made, told } from "../engine/examples";
import { type Check, fields, notEmpty, required } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeCalls, judgeResources } from "../engine/targets";
import { notebookType } from "../reading/notebooks";

/** @param groups the field's name: the API has another one than the resource */
const placed = (groups: string): Check =>
    fields({
        subnetId: required("name a subnet of your VPC"),
        [groups]: notEmpty("name security groups of your VPC"),
    });
const notebook = (props: object) =>
    made(notebookType, "lab", { subnetId: "subnet-1", securityGroups: ["sg-1"], ...props });

export const placeNotebooksInVpc: Rule = {
    id: "sagemaker/placeNotebooksInVpc",
    group: "network",
    level: "advisory",
    description: "Every notebook is in a VPC of ours.",
    cause: "A notebook instance has no subnetId, or no security groups.",
    explanation: "Outside a VPC a notebook is in SageMaker's own network, where no rule of the account holds.",
    remedy: "Set subnetId and securityGroups. They cannot be changed later: the notebook has to be made anew.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html",
    severity: "high",
    standards: ["Security Hub SageMaker.2", "NIST 800-53 SC-7", "cdk-nag AwsSolutions-SM1", "Checkov CKV_AWS_306"],
    scope: "resource",
    judge: judgeAll(
        judgeResources(notebookType, placed("securityGroups")),
        judgeCalls("sagemaker", ["createNotebookInstance"], placed("securityGroupIds")),
    ),
    examples: {
        good: [
            good("a notebook in a subnet", notebook({})),
            good(
                "a call for one",
                calls("aws-sdk:sagemaker:createNotebookInstance", { SubnetId: "subnet-1", SecurityGroupIds: ["sg-1"] }),
            ),
        ],
        bad: [
            told("no subnet", "subnetId: it is missing; name a subnet of your VPC.", notebook({ subnetId: undefined })),
            told(
                "no security group",
                "securityGroups: it is empty; name security groups of your VPC.",
                notebook({ securityGroups: [] }),
            ),
        ],
        unknown: [
            told(
                "a subnet that is not known",
                "subnetId: undetermined: it is not known before the deployment.",
                notebook({ subnetId: unknownText }),
            ),
        ],
    },
};
