import { good, made, told } from "../engine/examples";
import { fields, holds } from "../engine/fields";
import { listOf } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgePart } from "../engine/targets";

const vpc = made("aws:ec2/vpc:Vpc", "network", { cidrBlock: "10.0.0.0/16" });
const group = (props: object, of: readonly string[] = ["network"]) =>
    made(
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        "default",
        { vpcId: unknownText, ...props },
        { vpcId: of },
    );
const open = "it lets something through; take out its rules, and give what needs some a group of its own.";
const missing = "no DefaultSecurityGroup names this VPC; add one without rules.";
const none = holds((value) => listOf(value).length === 0, open);

export const closeDefaultSecurityGroups: Rule = {
    id: "ec2/closeDefaultSecurityGroups",
    group: "network",
    description: "Every VPC's default security group lets nothing through.",
    cause: "A VPC has no aws.ec2.DefaultSecurityGroup, or that one has rules.",
    explanation:
        "What names no security group is put into the default one, where everything reaches everything and the internet. " +
        "Without rules such a thing reaches nothing, and somebody notices.",
    remedy: "Add an aws.ec2.DefaultSecurityGroup with the VPC's id, and neither ingress nor egress.",
    docs: "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
    severity: "high",
    standards: ["Security Hub EC2.2", "CIS AWS 3.0.0 5.4", "NIST 800-53 SC-7", "Checkov CKV2_AWS_12"],
    scope: "stack",
    judge: judgePart(
        "aws:ec2/vpc:Vpc",
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        { of: "vpcId", to: "id" },
        fields({ ingress: none, egress: none }),
        missing,
    ),
    examples: {
        good: [good("a group without rules", vpc, group({}))],
        bad: [
            told("a VPC alone", `id: ${missing}`, vpc),
            told(
                "a group that lets everything out",
                `default.egress: ${open}`,
                vpc,
                group({ egress: [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }] }),
            ),
            told("another VPC's group", `id: ${missing}`, vpc, { ...vpc, name: "other" }, group({}, ["other"])),
        ],
        unknown: [
            told(
                "rules that are not known",
                "default.ingress: undetermined: it is not known before the deployment.",
                vpc,
                group({ ingress: unknownText }),
            ),
        ],
    },
};
