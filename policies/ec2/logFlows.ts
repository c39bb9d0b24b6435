import { good, made, told } from "../engine/examples";
import { field, noneOf } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgePart } from "../engine/targets";

const vpc = made("aws:ec2/vpc:Vpc", "network", { cidrBlock: "10.0.0.0/16" });
const flows = (trafficType: unknown, of: readonly string[] = ["network"]) =>
    made("aws:ec2/flowLog:FlowLog", "flows", { vpcId: unknownText, trafficType }, { vpcId: of });
const missing = "no FlowLog names this VPC; add one with trafficType ALL or REJECT.";
const accepted = "log what is rejected, too";

export const logFlows: Rule = {
    id: "ec2/logFlows",
    group: "network",
    // Flow logs are paid for by the gigabyte, and a VPC that has no way out, and lets nobody in, has little to tell.
    level: "advisory",
    description: "Every VPC logs who reached whom.",
    cause: "A VPC has no aws.ec2.FlowLog, or one that logs accepted traffic alone.",
    explanation:
        "After an incident flow logs tell what was reached from where, and before one, what knocked in vain. They cost by " +
        "the gigabyte; in a VPC without a way to the internet they have little to say.",
    remedy: "Add an aws.ec2.FlowLog with the VPC's id and trafficType ALL or REJECT.",
    docs: "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
    severity: "low",
    standards: [
        "Security Hub EC2.6",
        "CIS AWS 3.0.0 3.7",
        "NIST 800-53 AU-12",
        "Checkov CKV2_AWS_11",
        "cdk-nag AwsSolutions-VPC7",
    ],
    scope: "stack",
    judge: judgePart(
        "aws:ec2/vpc:Vpc",
        "aws:ec2/flowLog:FlowLog",
        { of: "vpcId", to: "id" },
        field("trafficType", noneOf(["ACCEPT"], accepted)),
        missing,
    ),
    examples: {
        good: [good("a VPC with flow logs", vpc, flows("ALL"))],
        bad: [
            told("a VPC alone", `id: ${missing}`, vpc),
            told("half of the traffic", `flows.trafficType: ACCEPT is set; ${accepted}.`, vpc, flows("ACCEPT")),
        ],
        unknown: [
            told(
                "traffic that is not known",
                "flows.trafficType: undetermined: it is not known before the deployment.",
                vpc,
                flows(unknownText),
            ),
        ],
    },
};
