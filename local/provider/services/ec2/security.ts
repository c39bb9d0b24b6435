import type { IpPermission } from "@aws-sdk/client-ec2";
import type { ec2, vpc } from "@pulumi/aws";
import { regional, taggable, tagMap } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import { Session } from "../../engine/session";
import { about, hashcode, retag, tagsFor } from "./common";

type Direction = "ingress" | "egress";

const block = {
    cidrBlocks: "set",
    description: "string",
    "fromPort!": "number",
    ipv6CidrBlocks: "set",
    prefixListIds: "set",
    "protocol!": "string",
    securityGroups: "set",
    self: "boolean",
    "toPort!": "number",
} as const;

interface Block {
    readonly cidrBlocks?: string[];
    readonly description?: string;
    readonly fromPort: number;
    readonly ipv6CidrBlocks?: string[];
    readonly prefixListIds?: string[];
    readonly protocol: string;
    readonly securityGroups?: string[];
    readonly self?: boolean;
    readonly toPort: number;
}

const securityGroup = define<ec2.SecurityGroupArgs, ec2.SecurityGroupState>({
    inputs: {
        ...regional,
        ...taggable,
        description: "string",
        egress: [block],
        ingress: [block],
        name: "string",
        revokeRulesOnDelete: "boolean",
        vpcId: "string",
    },
    outputs: ["arn", "ownerId", "tagsAll"],
    computed: ["egress", "ingress", "vpcId"],
    autoName: { property: "name", maxLength: 255 },
    defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
    replaceOn: ["description", "name", "vpcId"],
    async create(aws, inputs) {
        const client = await aws.clients.ec2();
        const made = await client.createSecurityGroup({
            GroupName: inputs.name,
            Description: inputs.description,
            VpcId: inputs.vpcId,
            TagSpecifications: tagsFor("security-group", inputs.tagsAll),
        });
        const id = made.GroupId ?? "";
        return {
            id,
            async finish() {
                // AWS opens every new group to the outside; the published provider closes it.
                await setRules(aws, id, "egress", inputs.egress ?? []);
                if (inputs.ingress) await setRules(aws, id, "ingress", inputs.ingress);
            },
        };
    },
    async read(aws, id) {
        const { SecurityGroups } = await (await aws.clients.ec2()).describeSecurityGroups({ GroupIds: [id] });
        const live = SecurityGroups?.[0];
        if (!live) return undefined;
        return {
            ...about(aws, `security-group/${id}`, live),
            name: live.GroupName,
            description: live.Description,
            egress: live.IpPermissionsEgress?.map(ruleBlock),
            ingress: live.IpPermissions?.map(ruleBlock),
            vpcId: live.VpcId,
        };
    },
    async update(aws, id, { news, changed, tags }) {
        if (changed.has("ingress")) await setRules(aws, id, "ingress", news.ingress ?? []);
        if (changed.has("egress")) await setRules(aws, id, "egress", news.egress ?? []);
        await retag(aws, id, tags);
    },
    async delete(aws, id) {
        await (await aws.clients.ec2()).deleteSecurityGroup({ GroupId: id });
    },
});

/** Makes a group's rules in one direction exactly these. */
async function setRules(aws: Session, GroupId: string, direction: Direction, wanted: Block[]): Promise<void> {
    const client = await aws.clients.ec2();
    const { SecurityGroups } = await client.describeSecurityGroups({ GroupIds: [GroupId] });
    const group = SecurityGroups?.[0];
    const live = (direction === "egress" ? group?.IpPermissionsEgress : group?.IpPermissions) ?? [];
    if (live.length) await revoke(aws, direction, GroupId, live);
    if (wanted.length) {
        await authorize(
            aws,
            direction,
            GroupId,
            wanted.map((rule) => permission(rule, GroupId)),
        );
    }
}

async function authorize(aws: Session, direction: Direction, GroupId: string, IpPermissions: IpPermission[]) {
    const client = await aws.clients.ec2();
    const request = { GroupId, IpPermissions };
    await (direction === "egress"
        ? client.authorizeSecurityGroupEgress(request)
        : client.authorizeSecurityGroupIngress(request));
}

async function revoke(aws: Session, direction: Direction, GroupId: string, IpPermissions: IpPermission[]) {
    const client = await aws.clients.ec2();
    const request = { GroupId, IpPermissions };
    await (direction === "egress"
        ? client.revokeSecurityGroupEgress(request)
        : client.revokeSecurityGroupIngress(request));
}

function permission(rule: Block, ownGroup: string): IpPermission {
    const Description = rule.description;
    const groups = [...(rule.securityGroups ?? []), ...(rule.self ? [ownGroup] : [])];
    const all = rule.protocol === "-1" || rule.protocol === "all";
    return {
        IpProtocol: all ? "-1" : rule.protocol,
        FromPort: all ? undefined : rule.fromPort,
        ToPort: all ? undefined : rule.toPort,
        IpRanges: rule.cidrBlocks?.map((CidrIp) => ({ CidrIp, Description })),
        Ipv6Ranges: rule.ipv6CidrBlocks?.map((CidrIpv6) => ({ CidrIpv6, Description })),
        PrefixListIds: rule.prefixListIds?.map((PrefixListId) => ({ PrefixListId, Description })),
        UserIdGroupPairs: groups.length ? groups.map((GroupId) => ({ GroupId, Description })) : undefined,
    };
}

function ruleBlock(live: IpPermission): Block {
    const ranges = [...(live.IpRanges ?? []), ...(live.UserIdGroupPairs ?? [])];
    return {
        cidrBlocks: live.IpRanges?.map(({ CidrIp = "" }) => CidrIp),
        description: ranges[0]?.Description,
        fromPort: live.FromPort ?? 0,
        ipv6CidrBlocks: live.Ipv6Ranges?.map(({ CidrIpv6 = "" }) => CidrIpv6),
        prefixListIds: live.PrefixListIds?.map(({ PrefixListId = "" }) => PrefixListId),
        protocol: live.IpProtocol ?? "-1",
        securityGroups: live.UserIdGroupPairs?.map(({ GroupId = "" }) => GroupId),
        toPort: live.ToPort ?? 0,
    };
}

const securityGroupRule = define<ec2.SecurityGroupRuleArgs, ec2.SecurityGroupRuleState>({
    inputs: {
        ...regional,
        cidrBlocks: "strings",
        description: "string",
        "fromPort!": "number",
        ipv6CidrBlocks: "strings",
        prefixListIds: "strings",
        "protocol!": "string",
        "securityGroupId!": "string",
        self: "boolean",
        sourceSecurityGroupId: "string",
        "toPort!": "number",
        "type!": "ingress|egress",
    },
    outputs: ["securityGroupRuleId"],
    defaults: { self: false },
    async create(aws, inputs) {
        const type = inputs.type as Direction;
        await authorize(aws, type, inputs.securityGroupId, [rulePermission(inputs)]);
        return `sgrule-${hashcode(JSON.stringify([inputs.securityGroupId, type, rulePermission(inputs)]))}`;
    },
    async read(aws, _id, state) {
        const client = await aws.clients.ec2();
        const { SecurityGroups } = await client.describeSecurityGroups({ GroupIds: [state.securityGroupId ?? ""] });
        const group = SecurityGroups?.[0];
        const live = state.type === "egress" ? group?.IpPermissionsEgress : group?.IpPermissions;
        const wanted = rulePermission(state);
        return live?.some((one) => holds(one, wanted)) ? {} : undefined;
    },
    async delete(aws, _id, state) {
        await revoke(aws, state.type as Direction, state.securityGroupId ?? "", [rulePermission(state)]);
    },
});

interface Rule {
    readonly securityGroupId?: string;
    readonly sourceSecurityGroupId?: string;
    readonly fromPort?: number;
    readonly toPort?: number;
    readonly protocol?: string;
}

function rulePermission({ sourceSecurityGroupId: source, ...rule }: Rule): IpPermission {
    const { fromPort = 0, toPort = 0, protocol = "-1" } = rule;
    const securityGroups = source ? [source] : undefined;
    return permission({ ...rule, fromPort, toPort, protocol, securityGroups }, rule.securityGroupId ?? "");
}

function holds(live: IpPermission, wanted: IpPermission): boolean {
    if (live.IpProtocol !== wanted.IpProtocol || (wanted.FromPort ?? live.FromPort) !== live.FromPort) return false;
    const ranges = new Set(live.IpRanges?.map(({ CidrIp }) => CidrIp));
    const groups = new Set(live.UserIdGroupPairs?.map(({ GroupId }) => GroupId));
    return (
        (wanted.IpRanges ?? []).every(({ CidrIp }) => ranges.has(CidrIp)) &&
        (wanted.UserIdGroupPairs ?? []).every(({ GroupId }) => groups.has(GroupId))
    );
}

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
    "aws:ec2/securityGroup:SecurityGroup": securityGroup,
    "aws:ec2/securityGroupRule:SecurityGroupRule": securityGroupRule,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": singleRule("ingress"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": singleRule("egress"),
};
