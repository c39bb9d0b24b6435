import type { vpc } from "@pulumi/aws";
import { regional, taggable, tagMap } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import { retag, tagsFor } from "./common";
import { type Block, type Direction, permission } from "./security";

/** One rule with an id of its own, which is how AWS itself counts them. */
const singleRule = (direction: Direction) =>
    define<vpc.SecurityGroupIngressRuleArgs, vpc.SecurityGroupIngressRuleState>({
        inputs: {
            ...regional,
            ...taggable,
            cidrIpv4: "string",
            cidrIpv6: "string",
            description: "string",
            fromPort: "number",
            "ipProtocol!": "string",
            prefixListId: "string",
            referencedSecurityGroupId: "string",
            "securityGroupId!": "string",
            toPort: "number",
        },
        outputs: ["arn", "securityGroupRuleId", "tagsAll"],
        replaceOn: ["securityGroupId"],
        async create(aws, inputs) {
            const client = await aws.clients.ec2();
            const request = {
                GroupId: inputs.securityGroupId,
                IpPermissions: [permission(single(inputs), inputs.securityGroupId)],
                TagSpecifications: tagsFor("security-group-rule", inputs.tagsAll),
            };
            const made = await (direction === "egress"
                ? client.authorizeSecurityGroupEgress(request)
                : client.authorizeSecurityGroupIngress(request));
            return made.SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? "";
        },
        async read(aws, id) {
            const client = await aws.clients.ec2();
            const { SecurityGroupRules } = await client.describeSecurityGroupRules({ SecurityGroupRuleIds: [id] });
            const live = SecurityGroupRules?.[0];
            if (!live) return undefined;
            return {
                arn: aws.arn("ec2", `security-group-rule/${id}`),
                securityGroupRuleId: id,
                cidrIpv4: live.CidrIpv4,
                cidrIpv6: live.CidrIpv6,
                description: live.Description,
                fromPort: live.IpProtocol === "-1" ? undefined : live.FromPort,
                ipProtocol: live.IpProtocol,
                prefixListId: live.PrefixListId,
                referencedSecurityGroupId: live.ReferencedGroupInfo?.GroupId,
                securityGroupId: live.GroupId,
                toPort: live.IpProtocol === "-1" ? undefined : live.ToPort,
                tagsAll: tagMap(live.Tags),
            };
        },
        async update(aws, id, { news, changed, tags }) {
            const client = await aws.clients.ec2();
            if ([...changed].some((name) => !name.startsWith("tags"))) {
                await client.modifySecurityGroupRules({
                    GroupId: news.securityGroupId,
                    SecurityGroupRules: [
                        {
                            SecurityGroupRuleId: id,
                            SecurityGroupRule: {
                                CidrIpv4: news.cidrIpv4,
                                CidrIpv6: news.cidrIpv6,
                                Description: news.description,
                                FromPort: news.fromPort,
                                IpProtocol: news.ipProtocol,
                                PrefixListId: news.prefixListId,
                                ReferencedGroupId: news.referencedSecurityGroupId,
                                ToPort: news.toPort,
                            },
                        },
                    ],
                });
            }
            await retag(aws, id, tags);
        },
        async delete(aws, id, { securityGroupId: GroupId }) {
            const client = await aws.clients.ec2();
            const request = { GroupId, SecurityGroupRuleIds: [id] };
            await (direction === "egress"
                ? client.revokeSecurityGroupEgress(request)
                : client.revokeSecurityGroupIngress(request));
        },
    });

interface SingleRule {
    readonly cidrIpv4?: string;
    readonly cidrIpv6?: string;
    readonly description?: string;
    readonly fromPort?: number;
    readonly ipProtocol: string;
    readonly prefixListId?: string;
    readonly referencedSecurityGroupId?: string;
    readonly toPort?: number;
}

const single = (rule: SingleRule): Block => ({
    cidrBlocks: rule.cidrIpv4 ? [rule.cidrIpv4] : undefined,
    ipv6CidrBlocks: rule.cidrIpv6 ? [rule.cidrIpv6] : undefined,
    prefixListIds: rule.prefixListId ? [rule.prefixListId] : undefined,
    securityGroups: rule.referencedSecurityGroupId ? [rule.referencedSecurityGroupId] : undefined,
    description: rule.description,
    protocol: rule.ipProtocol,
    fromPort: rule.fromPort ?? 0,
    toPort: rule.toPort ?? 0,
});

export const types = {
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": singleRule("ingress"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": singleRule("egress"),
};
