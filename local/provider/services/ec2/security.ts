import type { IpPermission } from "@aws-sdk/client-ec2";
import type { ec2 } from "@pulumi/aws";
import { regional, taggable } from "../../engine/convert";
import { type Change, define } from "../../engine/resourceType";
import { Session } from "../../engine/session";
import { about, hashcode, retag, tagsFor } from "./common";

export type Direction = "ingress" | "egress";

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

export interface Block {
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
    read: readGroup,
    update: updateGroup,
    async delete(aws, id) {
        await (await aws.clients.ec2()).deleteSecurityGroup({ GroupId: id });
    },
});

/**
 * The group that comes with a VPC, taken over: its rules become exactly those that are asked for, none by default. It
 * goes with the VPC alone, so to delete it is to let go of it.
 */
const defaultSecurityGroup = define<ec2.DefaultSecurityGroupArgs, ec2.DefaultSecurityGroupState>({
    inputs: {
        ...regional,
        ...taggable,
        egress: [block],
        ingress: [block],
        revokeRulesOnDelete: "boolean",
        vpcId: "string",
    },
    outputs: ["arn", "description", "name", "namePrefix", "ownerId", "tagsAll"],
    computed: ["vpcId"],
    defaults: { revokeRulesOnDelete: false },
    replaceOn: ["vpcId"],
    async create(aws, inputs) {
        const { SecurityGroups } = await (
            await aws.clients.ec2()
        ).describeSecurityGroups({
            Filters: [
                { Name: "vpc-id", Values: [inputs.vpcId ?? ""] },
                { Name: "group-name", Values: ["default"] },
            ],
        });
        const id = SecurityGroups?.[0]?.GroupId;
        if (id === undefined) throw new Error(`The VPC ${inputs.vpcId} has no default security group.`);
        await setRules(aws, id, "ingress", inputs.ingress ?? []);
        await setRules(aws, id, "egress", inputs.egress ?? []);
        await retag(aws, id, { set: inputs.tagsAll, removed: [] });
        return id;
    },
    read: readGroup,
    update: updateGroup,
    delete: () => Promise.resolve(),
});

async function readGroup(aws: Session, id: string) {
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
}

interface RulesChange extends Pick<Change<never, never>, "changed" | "tags"> {
    readonly news: { readonly ingress?: Block[]; readonly egress?: Block[] };
}

async function updateGroup(aws: Session, id: string, { news, changed, tags }: RulesChange): Promise<void> {
    if (changed.has("ingress")) await setRules(aws, id, "ingress", news.ingress ?? []);
    if (changed.has("egress")) await setRules(aws, id, "egress", news.egress ?? []);
    await retag(aws, id, tags);
}

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

export function permission(rule: Block, ownGroup: string): IpPermission {
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

export const types = {
    "aws:ec2/securityGroup:SecurityGroup": securityGroup,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": defaultSecurityGroup,
    "aws:ec2/securityGroupRule:SecurityGroupRule": securityGroupRule,
};
