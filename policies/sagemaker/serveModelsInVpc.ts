import { calls, good, made, told } from "../engine/examples";
import { demanded, inVpc } from "../engine/networks";
import { type Rule, unknownText } from "../engine/rule";
import { judgeBoth } from "../engine/targets";
import { modelType } from "../reading/sagemakerJobs";

const at = "definition.States.Call.VpcConfig";
const missing = "it is missing; name subnets and security groups of your VPC.";
const model = (vpcConfig?: object | string) => made(modelType, "cars", { vpcConfig });

export const serveModelsInVpc: Rule = {
    id: "sagemaker/serveModelsInVpc",
    group: "network",
    description: "Every model is served in a VPC of ours, where the stage demands one.",
    cause: "A model, as a resource or as a CreateModel call, has no vpcConfig, or one without subnets or security groups.",
    explanation:
        "Endpoints and transform jobs have their network from the model. In a VPC of one's own, security groups and " +
        "endpoint policies hold for them, and flow logs show what they reach.",
    remedy: "Set vpcConfig with subnets and securityGroupIds; a stage without a VPC sets demanded to false.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html",
    severity: "medium",
    standards: ["NIST 800-53 SC-7"],
    scope: "resource",
    settings: demanded,
    judge: judgeBoth(modelType, ["sagemaker", "createModel"], inVpc("vpcConfig")),
    examples: {
        good: [
            good("a model in a VPC", model({ subnets: ["subnet-1"], securityGroupIds: ["sg-1"] })),
            good(
                "a call for one",
                calls("sagemaker:createModel", { VpcConfig: { Subnets: ["subnet-1"], SecurityGroupIds: ["sg-1"] } }),
            ),
        ],
        bad: [
            told("a model without", `vpcConfig: ${missing}`, model()),
            told("a call without", `${at}: ${missing}`, calls("aws-sdk:sagemaker:createModel", {})),
            told(
                "no security group",
                `${at}.SecurityGroupIds: it is missing; name security groups of your VPC.`,
                calls("sagemaker:createModel", { VpcConfig: { Subnets: ["subnet-1"] } }),
            ),
        ],
        unknown: [
            told(
                "a network that is not known",
                "vpcConfig: undetermined: it is not known before the deployment.",
                model(unknownText),
            ),
            told(
                "a network that only the running state machine knows",
                `${at}: undetermined: it is not known before the deployment.`,
                calls("sagemaker:createModel", { VpcConfig: "{% $network %}" }),
            ),
        ],
    },
};
