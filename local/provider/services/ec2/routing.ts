import type { LogDestinationType, TrafficType, VpcEndpointType } from "@aws-sdk/client-ec2";
import type { ec2 } from "@pulumi/aws";
import { regional, reported, taggable, tagMap } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import { about, hashcode, retag, tagsFor, until } from "./common";

const routeTable = define<ec2.RouteTableArgs, ec2.RouteTableState>({
    inputs: { ...regional, ...taggable, "vpcId!": "string" },
    outputs: ["arn", "ownerId", "tagsAll"],
    replaceOn: ["vpcId"],
    async create(aws, inputs) {
        const client = await aws.clients.ec2();
        const TagSpecifications = tagsFor("route-table", inputs.tagsAll);
        const { RouteTable } = await client.createRouteTable({ VpcId: inputs.vpcId, TagSpecifications });
        return RouteTable?.RouteTableId ?? "";
    },
    async read(aws, id) {
        const { RouteTables } = await (await aws.clients.ec2()).describeRouteTables({ RouteTableIds: [id] });
        const live = RouteTables?.[0];
        return live && { ...about(aws, `route-table/${id}`, live), vpcId: live.VpcId };
    },
    async update(aws, id, { tags }) {
        await retag(aws, id, tags);
    },
    async delete(aws, id) {
        await (await aws.clients.ec2()).deleteRouteTable({ RouteTableId: id });
    },
});

const routeTableAssociation = define<ec2.RouteTableAssociationArgs, ec2.RouteTableAssociationState>({
    inputs: { ...regional, "routeTableId!": "string", subnetId: "string" },
    outputs: [],
    deleteFirst: true,
    async create(aws, { routeTableId, subnetId }) {
        const client = await aws.clients.ec2();
        const made = await client.associateRouteTable({ RouteTableId: routeTableId, SubnetId: subnetId });
        return made.AssociationId ?? "";
    },
    async read(aws, id, { routeTableId = "" }) {
        const { RouteTables } = await (await aws.clients.ec2()).describeRouteTables({ RouteTableIds: [routeTableId] });
        const live = RouteTables?.[0]?.Associations?.find((one) => one.RouteTableAssociationId === id);
        return live && { routeTableId, subnetId: live.SubnetId };
    },
    async delete(aws, id) {
        await (await aws.clients.ec2()).disassociateRouteTable({ AssociationId: id });
    },
});

const route = define<ec2.RouteArgs, ec2.RouteState>({
    inputs: {
        ...regional,
        destinationCidrBlock: "string",
        gatewayId: "string",
        natGatewayId: "string",
        "routeTableId!": "string",
    },
    outputs: ["instanceId", "instanceOwnerId", "origin", "state"],
    replaceOn: ["destinationCidrBlock", "routeTableId"],
    deleteFirst: true,
    async create(aws, inputs) {
        await (await aws.clients.ec2()).createRoute(routeRequest(inputs));
        return `r-${inputs.routeTableId}${hashcode(inputs.destinationCidrBlock ?? "")}`;
    },
    async read(aws, _id, { routeTableId = "", destinationCidrBlock }) {
        const { RouteTables } = await (await aws.clients.ec2()).describeRouteTables({ RouteTableIds: [routeTableId] });
        const live = RouteTables?.[0]?.Routes?.find((one) => one.DestinationCidrBlock === destinationCidrBlock);
        if (!live) return undefined;
        return {
            routeTableId,
            destinationCidrBlock,
            gatewayId: live.GatewayId,
            natGatewayId: live.NatGatewayId,
            origin: live.Origin ?? "CreateRoute",
            state: live.State,
        };
    },
    async update(aws, _id, { news }) {
        await (await aws.clients.ec2()).replaceRoute(routeRequest(news));
    },
    async delete(aws, _id, { routeTableId, destinationCidrBlock }) {
        const client = await aws.clients.ec2();
        await client.deleteRoute({ RouteTableId: routeTableId, DestinationCidrBlock: destinationCidrBlock });
    },
});

const routeRequest = (inputs: {
    routeTableId: string;
    destinationCidrBlock?: string;
    gatewayId?: string;
    natGatewayId?: string;
}) => ({
    RouteTableId: inputs.routeTableId,
    DestinationCidrBlock: inputs.destinationCidrBlock,
    GatewayId: inputs.gatewayId,
    NatGatewayId: inputs.natGatewayId,
});

const vpcEndpoint = define<ec2.VpcEndpointArgs, ec2.VpcEndpointState>({
    inputs: {
        ...regional,
        ...taggable,
        autoAccept: "boolean",
        ipAddressType: "ipv4|dualstack|ipv6",
        policy: "policy",
        privateDnsEnabled: "boolean",
        routeTableIds: "set",
        securityGroupIds: "set",
        serviceName: "string",
        subnetIds: "set",
        vpcEndpointType: "Gateway|Interface|GatewayLoadBalancer",
        "vpcId!": "string",
    },
    outputs: [
        "arn",
        "cidrBlocks",
        "dnsEntries",
        "networkInterfaceIds",
        "ownerId",
        "prefixListId",
        "requesterManaged",
        "state",
        "tagsAll",
    ],
    computed: ["ipAddressType", "policy", "privateDnsEnabled", "routeTableIds", "securityGroupIds", "subnetIds"],
    defaults: { vpcEndpointType: "Gateway" },
    replaceOn: ["serviceName", "vpcEndpointType", "vpcId"],
    async create(aws, inputs) {
        const client = await aws.clients.ec2();
        const { VpcEndpoint } = await client.createVpcEndpoint({
            VpcId: inputs.vpcId,
            ServiceName: inputs.serviceName,
            VpcEndpointType: inputs.vpcEndpointType as VpcEndpointType,
            PolicyDocument: inputs.policy,
            PrivateDnsEnabled: inputs.privateDnsEnabled,
            RouteTableIds: inputs.routeTableIds,
            SecurityGroupIds: inputs.securityGroupIds,
            SubnetIds: inputs.subnetIds,
            TagSpecifications: tagsFor("vpc-endpoint", inputs.tagsAll),
        });
        return VpcEndpoint?.VpcEndpointId ?? "";
    },
    async read(aws, id) {
        const client = await aws.clients.ec2();
        const live = await until(`the start of VPC endpoint ${id}`, async () => {
            const { VpcEndpoints } = await client.describeVpcEndpoints({ VpcEndpointIds: [id] });
            return VpcEndpoints?.find(({ State }) => State?.toLowerCase() !== "pending");
        });
        return reported({
            ...about(aws, `vpc-endpoint/${id}`, live),
            cidrBlocks: [],
            dnsEntries: live.DnsEntries?.map(({ DnsName = "", HostedZoneId = "" }) => ({
                dnsName: DnsName,
                hostedZoneId: HostedZoneId,
            })),
            networkInterfaceIds: live.NetworkInterfaceIds ?? [],
            policy: live.PolicyDocument,
            privateDnsEnabled: live.PrivateDnsEnabled,
            requesterManaged: live.RequesterManaged ?? false,
            routeTableIds: live.RouteTableIds,
            securityGroupIds: live.Groups?.map(({ GroupId = "" }) => GroupId),
            serviceName: live.ServiceName,
            state: live.State?.toLowerCase(),
            subnetIds: live.SubnetIds,
            vpcEndpointType: live.VpcEndpointType,
            vpcId: live.VpcId,
        });
    },
    async update(aws, id, { news, olds, tags }) {
        const client = await aws.clients.ec2();
        const [tables, groups, subnets] = [
            listChange(olds.routeTableIds, news.routeTableIds),
            listChange(olds.securityGroupIds, news.securityGroupIds),
            listChange(olds.subnetIds, news.subnetIds),
        ];
        await client.modifyVpcEndpoint({
            VpcEndpointId: id,
            AddRouteTableIds: tables.added,
            RemoveRouteTableIds: tables.removed,
            AddSecurityGroupIds: groups.added,
            RemoveSecurityGroupIds: groups.removed,
            AddSubnetIds: subnets.added,
            RemoveSubnetIds: subnets.removed,
            PolicyDocument: news.policy,
            PrivateDnsEnabled: news.privateDnsEnabled,
        });
        await retag(aws, id, tags);
    },
    async delete(aws, id) {
        const client = await aws.clients.ec2();
        const { Unsuccessful } = await client.deleteVpcEndpoints({ VpcEndpointIds: [id] });
        const failed = Unsuccessful?.[0]?.Error;
        if (failed) throw new Error(`${failed.Code}: ${failed.Message}`);
    },
});

/** What to add and to remove; a list that is left out stays as it is. */
function listChange(olds: readonly string[] = [], news: readonly string[] = olds) {
    return {
        added: news.filter((item) => !olds.includes(item)),
        removed: olds.filter((item) => !news.includes(item)),
    };
}

const flowLog = define<ec2.FlowLogArgs, ec2.FlowLogState>({
    inputs: {
        ...regional,
        ...taggable,
        iamRoleArn: "string",
        logDestination: "string",
        logDestinationType: "cloud-watch-logs|s3|kinesis-data-firehose",
        logFormat: "string",
        maxAggregationInterval: "number",
        subnetId: "string",
        trafficType: "ACCEPT|REJECT|ALL",
        vpcId: "string",
    },
    outputs: ["arn", "tagsAll"],
    computed: ["logFormat"],
    defaults: { logDestinationType: "cloud-watch-logs", maxAggregationInterval: 600 },
    replaceOn: [
        "iamRoleArn",
        "logDestination",
        "logDestinationType",
        "logFormat",
        "maxAggregationInterval",
        "subnetId",
        "trafficType",
        "vpcId",
    ],
    async create(aws, inputs) {
        const client = await aws.clients.ec2();
        const { FlowLogIds, Unsuccessful } = await client.createFlowLogs({
            ResourceIds: [inputs.vpcId ?? inputs.subnetId ?? ""],
            ResourceType: inputs.vpcId ? "VPC" : "Subnet",
            DeliverLogsPermissionArn: inputs.iamRoleArn,
            LogDestination: inputs.logDestination,
            LogDestinationType: inputs.logDestinationType as LogDestinationType,
            LogFormat: inputs.logFormat,
            MaxAggregationInterval: inputs.maxAggregationInterval,
            TrafficType: inputs.trafficType as TrafficType,
            TagSpecifications: tagsFor("vpc-flow-log", inputs.tagsAll),
        });
        const failed = Unsuccessful?.[0]?.Error;
        if (failed) throw new Error(`${failed.Code}: ${failed.Message}`);
        return FlowLogIds?.[0] ?? "";
    },
    async read(aws, id) {
        const { FlowLogs } = await (await aws.clients.ec2()).describeFlowLogs({ FlowLogIds: [id] });
        const live = FlowLogs?.[0];
        if (!live) return undefined;
        return {
            arn: aws.arn("ec2", `vpc-flow-log/${id}`),
            logFormat: live.LogFormat,
            trafficType: live.TrafficType,
            // The emulator keeps no tags of flow logs.
            tagsAll: live.Tags?.length ? tagMap(live.Tags) : undefined,
        };
    },
    async update(aws, id, { tags }) {
        await retag(aws, id, tags);
    },
    async delete(aws, id) {
        await (await aws.clients.ec2()).deleteFlowLogs({ FlowLogIds: [id] });
    },
});

export const types = {
    "aws:ec2/routeTable:RouteTable": routeTable,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": routeTableAssociation,
    "aws:ec2/route:Route": route,
    "aws:ec2/vpcEndpoint:VpcEndpoint": vpcEndpoint,
    "aws:ec2/flowLog:FlowLog": flowLog,
};
