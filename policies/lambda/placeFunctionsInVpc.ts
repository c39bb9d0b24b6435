import { good, made, told } from "../engine/examples";
import { field, fields, isMissing, known, notEmpty } from "../engine/fields";
import { fail } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const functionType = "aws:lambda/function:Function";
const called = (vpcConfig?: unknown) => made(functionType, "predict", { name: "predict", vpcConfig });
const placed = fields({
    subnetIds: notEmpty("name subnets of your VPC"),
    securityGroupIds: notEmpty("name security groups of your VPC"),
});
const missing = "it is missing; name subnets and security groups of your VPC.";

export const placeFunctionsInVpc: Rule = {
    id: "lambda/placeFunctionsInVpc",
    group: "network",
    // A function that calls nothing but AWS's own services gains nothing in a VPC, and pays for an endpoint of each
    // service that it calls.
    level: "advisory",
    description: "Every function runs in a VPC.",
    cause: "A function has no vpcConfig with subnets and security groups.",
    explanation:
        "In a VPC a function reaches what is private there, and nothing that its security groups do not let it reach. One " +
        "that calls nothing but services of AWS is bounded by its role, and needs an endpoint in the VPC for each of them.",
    remedy: "Set vpcConfig.subnetIds and vpcConfig.securityGroupIds, where the function reaches more than services of AWS.",
    docs: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
    severity: "low",
    standards: ["Security Hub Lambda.3", "NIST 800-53 SC-7", "Checkov CKV_AWS_117"],
    scope: "resource",
    judge: judgeResources(
        functionType,
        field(
            "vpcConfig",
            known((value, place) => (isMissing(value) ? [fail(place.path, missing)] : placed(value, place))),
        ),
    ),
    examples: {
        good: [good("a function in a VPC", called({ subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] }))],
        bad: [
            told("no VPC", `vpcConfig: ${missing}`, called()),
            told(
                "taken out of one",
                [
                    "vpcConfig.subnetIds: it is empty; name subnets of your VPC.",
                    "vpcConfig.securityGroupIds: it is empty; name security groups of your VPC.",
                ],
                called({ subnetIds: [], securityGroupIds: [] }),
            ),
        ],
        unknown: [
            told(
                "subnets that are not known",
                "vpcConfig.subnetIds: undetermined: it is not known before the deployment.",
                called({ subnetIds: unknownText, securityGroupIds: ["sg-1"] }),
            ),
        ],
    },
};
