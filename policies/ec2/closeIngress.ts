import { good, made, told } from "../engine/examples";
import { type Check, every, field, forEach, unknownAt, when } from "../engine/fields";
import { fail, isObject, listOf, pass, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeResources } from "../engine/targets";

const groupTypes = /^aws:ec2\/(securityGroup:SecurityGroup|defaultSecurityGroup:DefaultSecurityGroup)$/;
const ruleType = "aws:ec2/securityGroupRule:SecurityGroupRule";
const ingressType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

const group = (ingress?: unknown) => made("aws:ec2/securityGroup:SecurityGroup", "jobs", { name: "jobs", ingress });
const rule = (props: object) => made(ruleType, "in", { type: "ingress", fromPort: 22, toPort: 22, ...props });
const ingress = (props: object) => made(ingressType, "in", { ipProtocol: "tcp", fromPort: 443, toPort: 443, ...props });
const everyone = (range: string) => `${range} lets in the whole internet; name who may come in, or another group.`;

/** No range of addresses that is the whole internet, but on ports that the stage leaves open. */
const closed: Check = (value, place) => {
    if (value === UNKNOWN) return unknownAt(place);
    const fields = isObject(value) ? value : {};
    if (isLeftOpen(fields, listOf(place.settings["openPorts"]))) return [pass(place.path)];
    const ranges = every(
        ...["cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6"].map((name) => field(name, forEach(narrow))),
    );
    return ranges(value, place);
};

const narrow: Check = (value, place) => {
    if (value === UNKNOWN) return unknownAt(place);
    const isEveryone = value === "0.0.0.0/0" || /^(::|(0{1,4}:){7}0{1,4})\/0$/.test(String(value));
    return [isEveryone ? fail(place.path, everyone(String(value))) : pass(place.path)];
};

export const closeIngress: Rule = {
    id: "ec2/closeIngress",
    group: "network",
    description: "Every security group names who may come in.",
    cause: "A rule of a security group lets in 0.0.0.0/0 or ::/0, on other ports than the stage's openPorts.",
    explanation:
        "What is open to the internet is tried by it within minutes. Jobs and models are reached by AWS's own services, not " +
        "by addresses; what has to be public belongs behind an API or a load balancer.",
    remedy: "Name the addresses or the security group that may come in; or list the port in the rule's setting openPorts.",
    docs: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    severity: "high",
    standards: [
        "Security Hub EC2.18",
        "Security Hub EC2.19",
        "CIS AWS 3.0.0 5.2",
        "CIS AWS 3.0.0 5.3",
        "NIST 800-53 SC-7",
        "Checkov CKV_AWS_24",
        "Checkov CKV_AWS_25",
        "Checkov CKV_AWS_260",
        "Checkov CKV_AWS_277",
        "cdk-nag AwsSolutions-EC23",
    ],
    scope: "resource",
    settings: {
        openPorts: {
            type: "array",
            items: { type: "integer" },
            default: [],
            description: "Ports that may be open to everyone, each by itself.",
        },
    },
    judge: judgeAll(
        judgeResources(groupTypes, field("ingress", forEach(closed))),
        judgeResources(
            ruleType,
            when((value) => isObject(value) && value["type"] !== "egress", closed),
        ),
        judgeResources(ingressType, closed),
    ),
    examples: {
        good: [
            good("a group that lets nobody in", group()),
            good(
                "a group that lets in a network",
                group([{ fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/16"] }]),
            ),
            good("a rule among the group's own", ingress({ referencedSecurityGroupId: "sg-1" })),
            good("a way out", rule({ type: "egress", cidrBlocks: ["0.0.0.0/0"] })),
        ],
        bad: [
            told(
                "a group for everyone",
                `ingress[0].cidrBlocks[0]: ${everyone("0.0.0.0/0")}`,
                group([{ fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }]),
            ),
            told(
                "a rule for everyone",
                `ipv6CidrBlocks[1]: ${everyone("::/0")}`,
                rule({ ipv6CidrBlocks: ["fd00::/8", "::/0"] }),
            ),
            told(
                "a rule of today for everyone",
                `cidrIpv4: ${everyone("0.0.0.0/0")}`,
                ingress({ cidrIpv4: "0.0.0.0/0" }),
            ),
        ],
        unknown: [
            told(
                "addresses that are not known",
                "cidrIpv4: undetermined: it is not known before the deployment.",
                ingress({ cidrIpv4: unknownText }),
            ),
        ],
    },
};

function isLeftOpen(fields: Readonly<Record<string, unknown>>, ports: readonly unknown[]): boolean {
    const { fromPort, toPort } = fields;
    return fromPort !== undefined && fromPort === toPort && ports.includes(fromPort);
}
