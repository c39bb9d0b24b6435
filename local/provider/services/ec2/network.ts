import type { Tenancy } from "@aws-sdk/client-ec2";
import type { ec2 } from "@pulumi/aws";
import { regional, reported, taggable } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import { about, retag, tagsFor, until } from "./common";

const vpc = define<ec2.VpcArgs, ec2.VpcState>({
    inputs: {
        ...regional,
        ...taggable,
        assignGeneratedIpv6CidrBlock: "boolean",
        cidrBlock: "string",
        enableDnsHostnames: "boolean",
        enableDnsSupport: "boolean",
        instanceTenancy: "default|dedicated",
    },
    outputs: [
        "arn",
        "defaultNetworkAclId",
        "defaultRouteTableId",
        "defaultSecurityGroupId",
        "dhcpOptionsId",
        "ipv6AssociationId",
        "mainRouteTableId",
        "ownerId",
        "tagsAll",
    ],
    computed: ["enableDnsHostnames"],
    defaults: { enableDnsSupport: true, instanceTenancy: "default" },
    replaceOn: ["assignGeneratedIpv6CidrBlock", "cidrBlock", "instanceTenancy"],
    async create(aws, inputs) {
        const client = await aws.clients.ec2();
        const { Vpc } = await client.createVpc({
            CidrBlock: inputs.cidrBlock,
            AmazonProvidedIpv6CidrBlock: inputs.assignGeneratedIpv6CidrBlock,
            InstanceTenancy: inputs.instanceTenancy as Tenancy,
            TagSpecifications: tagsFor("vpc", inputs.tagsAll),
        });
        const VpcId = Vpc?.VpcId ?? "";
        return {
            id: VpcId,
            async finish() {
                if (inputs.enableDnsSupport === false) {
                    await client.modifyVpcAttribute({ VpcId, EnableDnsSupport: { Value: false } });
                }
                if (inputs.enableDnsHostnames) {
                    await client.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: true } });
                }
            },
        };
    },
    async read(aws, id) {
        const client = await aws.clients.ec2();
        const ofVpc = { Filters: [{ Name: "vpc-id", Values: [id] }] };
        const [{ Vpcs }, hostnames, support, tables, groups, acls] = await Promise.all([
            client.describeVpcs({ VpcIds: [id] }),
            client.describeVpcAttribute({ VpcId: id, Attribute: "enableDnsHostnames" }),
            client.describeVpcAttribute({ VpcId: id, Attribute: "enableDnsSupport" }),
            client.describeRouteTables(ofVpc),
            client.describeSecurityGroups(ofVpc),
            client.describeNetworkAcls(ofVpc),
        ]);
        const live = Vpcs?.[0];
        if (!live) return undefined;
        const main = tables.RouteTables?.find((table) => table.Associations?.some(({ Main }) => Main))?.RouteTableId;
        return {
            ...about(aws, `vpc/${id}`, live),
            cidrBlock: live.CidrBlock,
            defaultNetworkAclId: acls.NetworkAcls?.find((acl) => acl.IsDefault)?.NetworkAclId,
            defaultRouteTableId: main,
            defaultSecurityGroupId: groups.SecurityGroups?.find(({ GroupName }) => GroupName === "default")?.GroupId,
            dhcpOptionsId: live.DhcpOptionsId,
            enableDnsHostnames: hostnames.EnableDnsHostnames?.Value ?? false,
            enableDnsSupport: support.EnableDnsSupport?.Value ?? true,
            instanceTenancy: live.InstanceTenancy,
            mainRouteTableId: main,
        };
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.ec2();
        if (changed.has("enableDnsSupport")) {
            await client.modifyVpcAttribute({ VpcId: id, EnableDnsSupport: { Value: news.enableDnsSupport ?? true } });
        }
        if (changed.has("enableDnsHostnames")) {
            const Value = news.enableDnsHostnames ?? false;
            await client.modifyVpcAttribute({ VpcId: id, EnableDnsHostnames: { Value } });
        }
        await retag(aws, id, tags);
    },
    async delete(aws, id) {
        await (await aws.clients.ec2()).deleteVpc({ VpcId: id });
    },
});

const subnet = define<ec2.SubnetArgs, ec2.SubnetState>({
    inputs: {
        ...regional,
        ...taggable,
        assignIpv6AddressOnCreation: "boolean",
        availabilityZone: "string",
        availabilityZoneId: "string",
        cidrBlock: "string",
        enableDns64: "boolean",
        ipv6CidrBlock: "string",
        ipv6Native: "boolean",
        mapPublicIpOnLaunch: "boolean",
        "vpcId!": "string",
    },
    outputs: ["arn", "ipv6CidrBlockAssociationId", "ownerId", "tagsAll"],
    computed: ["availabilityZone", "availabilityZoneId"],
    defaults: {
        assignIpv6AddressOnCreation: false,
        enableDns64: false,
        ipv6Native: false,
        mapPublicIpOnLaunch: false,
    },
    replaceOn: ["availabilityZone", "availabilityZoneId", "cidrBlock", "ipv6CidrBlock", "ipv6Native", "vpcId"],
    deleteFirst: true,
    async create(aws, inputs) {
        const client = await aws.clients.ec2();
        const { Subnet } = await client.createSubnet({
            VpcId: inputs.vpcId,
            AvailabilityZone: inputs.availabilityZone,
            AvailabilityZoneId: inputs.availabilityZoneId,
            CidrBlock: inputs.cidrBlock,
            Ipv6CidrBlock: inputs.ipv6CidrBlock,
            Ipv6Native: inputs.ipv6Native,
            TagSpecifications: tagsFor("subnet", inputs.tagsAll),
        });
        const SubnetId = Subnet?.SubnetId ?? "";
        return {
            id: SubnetId,
            async finish() {
                if (!inputs.mapPublicIpOnLaunch) return;
                await client.modifySubnetAttribute({ SubnetId, MapPublicIpOnLaunch: { Value: true } });
            },
        };
    },
    async read(aws, id) {
        const { Subnets } = await (await aws.clients.ec2()).describeSubnets({ SubnetIds: [id] });
        const live = Subnets?.[0];
        if (!live) return undefined;
        return {
            ...about(aws, `subnet/${id}`, live),
            assignIpv6AddressOnCreation: live.AssignIpv6AddressOnCreation ?? false,
            availabilityZone: live.AvailabilityZone,
            availabilityZoneId: live.AvailabilityZoneId,
            cidrBlock: live.CidrBlock,
            mapPublicIpOnLaunch: live.MapPublicIpOnLaunch ?? false,
            vpcId: live.VpcId,
        };
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.ec2();
        if (changed.has("mapPublicIpOnLaunch")) {
            const Value = news.mapPublicIpOnLaunch;
            await client.modifySubnetAttribute({ SubnetId: id, MapPublicIpOnLaunch: { Value } });
        }
        if (changed.has("assignIpv6AddressOnCreation")) {
            const Value = news.assignIpv6AddressOnCreation;
            await client.modifySubnetAttribute({ SubnetId: id, AssignIpv6AddressOnCreation: { Value } });
        }
        await retag(aws, id, tags);
    },
    async delete(aws, id) {
        await (await aws.clients.ec2()).deleteSubnet({ SubnetId: id });
    },
});

const internetGateway = define<ec2.InternetGatewayArgs, ec2.InternetGatewayState>({
    inputs: { ...regional, ...taggable, vpcId: "string" },
    outputs: ["arn", "ownerId", "tagsAll"],
    computed: ["vpcId"],
    replaceOn: [],
    async create(aws, inputs) {
        const client = await aws.clients.ec2();
        const TagSpecifications = tagsFor("internet-gateway", inputs.tagsAll);
        const { InternetGateway } = await client.createInternetGateway({ TagSpecifications });
        const id = InternetGateway?.InternetGatewayId ?? "";
        return {
            id,
            async finish() {
                if (!inputs.vpcId) return;
                await client.attachInternetGateway({ InternetGatewayId: id, VpcId: inputs.vpcId });
            },
        };
    },
    async read(aws, id) {
        const client = await aws.clients.ec2();
        const { InternetGateways } = await client.describeInternetGateways({ InternetGatewayIds: [id] });
        const live = InternetGateways?.[0];
        return live && { ...about(aws, `internet-gateway/${id}`, live), vpcId: live.Attachments?.[0]?.VpcId };
    },
    async update(aws, id, { news, olds, changed, tags }) {
        const client = await aws.clients.ec2();
        if (changed.has("vpcId")) {
            if (olds.vpcId) await client.detachInternetGateway({ InternetGatewayId: id, VpcId: olds.vpcId });
            if (news.vpcId) await client.attachInternetGateway({ InternetGatewayId: id, VpcId: news.vpcId });
        }
        await retag(aws, id, tags);
    },
    async delete(aws, id, { vpcId }) {
        const client = await aws.clients.ec2();
        if (vpcId) await client.detachInternetGateway({ InternetGatewayId: id, VpcId: vpcId });
        await client.deleteInternetGateway({ InternetGatewayId: id });
    },
});

const eip = define<ec2.EipArgs, ec2.EipState>({
    inputs: { ...regional, ...taggable, domain: "vpc|standard" },
    outputs: ["allocationId", "arn", "associationId", "privateDns", "privateIp", "publicDns", "publicIp", "tagsAll"],
    computed: ["domain"],
    replaceOn: ["domain"],
    async create(aws, inputs) {
        const client = await aws.clients.ec2();
        const TagSpecifications = tagsFor("elastic-ip", inputs.tagsAll);
        return (await client.allocateAddress({ Domain: "vpc", TagSpecifications })).AllocationId ?? "";
    },
    async read(aws, id) {
        const { Addresses } = await (await aws.clients.ec2()).describeAddresses({ AllocationIds: [id] });
        const live = Addresses?.[0];
        if (!live) return undefined;
        const { arn, tagsAll } = about(aws, `elastic-ip/${id}`, live);
        const { AssociationId: associationId, PublicIp: publicIp, PrivateIpAddress: privateIp } = live;
        return { arn, tagsAll, allocationId: id, associationId, publicIp, privateIp, domain: live.Domain };
    },
    async update(aws, id, { tags }) {
        await retag(aws, id, tags);
    },
    async delete(aws, id) {
        await (await aws.clients.ec2()).releaseAddress({ AllocationId: id });
    },
});

const natGateway = define<ec2.NatGatewayArgs, ec2.NatGatewayState>({
    inputs: {
        ...regional,
        ...taggable,
        allocationId: "string",
        connectivityType: "public|private",
        subnetId: "string",
    },
    outputs: ["associationId", "networkInterfaceId", "publicIp", "tagsAll"],
    defaults: { connectivityType: "public" },
    replaceOn: ["allocationId", "connectivityType", "subnetId"],
    async create(aws, inputs) {
        const client = await aws.clients.ec2();
        const { NatGateway } = await client.createNatGateway({
            AllocationId: inputs.allocationId,
            ConnectivityType: inputs.connectivityType as "public" | "private",
            SubnetId: inputs.subnetId,
            TagSpecifications: tagsFor("natgateway", inputs.tagsAll),
        });
        return NatGateway?.NatGatewayId ?? "";
    },
    async read(aws, id) {
        const client = await aws.clients.ec2();
        const live = await until(`the start of NAT gateway ${id}`, async () => {
            const { NatGateways } = await client.describeNatGateways({ NatGatewayIds: [id] });
            return NatGateways?.find(({ State }) => State !== "pending");
        });
        if (live.State === "failed") throw new Error(`the NAT gateway failed: ${live.FailureMessage}`);
        if (live.State !== "available") return undefined;
        const address = live.NatGatewayAddresses?.[0];
        return reported({
            allocationId: address?.AllocationId,
            associationId: address?.AssociationId,
            connectivityType: live.ConnectivityType ?? "public",
            networkInterfaceId: address?.NetworkInterfaceId,
            publicIp: address?.PublicIp,
            subnetId: live.SubnetId,
            tagsAll: about(aws, id, { Tags: live.Tags }).tagsAll,
        });
    },
    async update(aws, id, { tags }) {
        await retag(aws, id, tags);
    },
    async delete(aws, id) {
        const client = await aws.clients.ec2();
        await client.deleteNatGateway({ NatGatewayId: id });
        await until(`the end of NAT gateway ${id}`, async () => {
            const { NatGateways = [] } = await client.describeNatGateways({ NatGatewayIds: [id] });
            return NatGateways.every(({ State }) => State === "deleted") ? true : undefined;
        });
    },
});

export const types = {
    "aws:ec2/vpc:Vpc": vpc,
    "aws:ec2/subnet:Subnet": subnet,
    "aws:ec2/internetGateway:InternetGateway": internetGateway,
    "aws:ec2/eip:Eip": eip,
    "aws:ec2/natGateway:NatGateway": natGateway,
};
