import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PlannedSubnet, planSubnets, SubnetSpec } from "./layout";

type Strategy = "None" | "Single" | "OnePerAz";

/** Arguments of awsx.ec2.Vpc, as far as the local stand-in goes; all others are refused by name. */
export interface VpcArgs {
    readonly availabilityZoneCidrMask?: number;
    readonly availabilityZoneNames?: string[];
    readonly cidrBlock?: string;
    readonly enableDnsHostnames?: pulumi.Input<boolean>;
    readonly enableDnsSupport?: pulumi.Input<boolean>;
    readonly instanceTenancy?: pulumi.Input<string>;
    readonly natGateways?: { readonly strategy: Strategy };
    readonly numberOfAvailabilityZones?: number;
    readonly subnetSpecs?: SubnetSpec[];
    readonly subnetStrategy?: string;
    readonly tags?: Tags;
    readonly vpcEndpointSpecs?: (aws.ec2.VpcEndpointArgs & { readonly serviceName: string })[];
}

const accepted: readonly string[] = [
    "availabilityZoneCidrMask",
    "availabilityZoneNames",
    "cidrBlock",
    "enableDnsHostnames",
    "enableDnsSupport",
    "instanceTenancy",
    "natGateways",
    "numberOfAvailabilityZones",
    "subnetSpecs",
    "subnetStrategy",
    "tags",
    "vpcEndpointSpecs",
];

/**
 * Stands in for awsx.ec2.Vpc: the same children, by type, name and parent, as the published component makes. Its
 * subnet strategy is "Auto" alone, the one that the published documentation recommends.
 */
export class Vpc extends pulumi.ComponentResource<VpcOutputs> {
    constructor(name: string, args: VpcArgs, opts: pulumi.ComponentResourceOptions) {
        super("awsx:ec2:Vpc", name, { name, args }, opts);
    }

    /** What the component gives to the program, once its children are declared. */
    outputs(): Promise<VpcOutputs> {
        return this.getData();
    }

    protected override async initialize({ name, args }: { name: string; args: VpcArgs }): Promise<VpcOutputs> {
        validate(args);
        const zones = args.availabilityZoneNames ?? (await this.zones(args.numberOfAvailabilityZones ?? 3));
        const cidrBlock = args.cidrBlock ?? "10.0.0.0/16";
        const planned = planSubnets(name, cidrBlock, zones, args.subnetSpecs, args.availabilityZoneCidrMask);
        const strategy = args.natGateways?.strategy ?? "OnePerAz";
        validateNatGateways(strategy, planned);

        const tags = pulumi.output(args.tags).apply((own) => ({ Name: name, ...own }));
        const vpc = new aws.ec2.Vpc(
            name,
            {
                cidrBlock,
                enableDnsHostnames: args.enableDnsHostnames,
                enableDnsSupport: args.enableDnsSupport,
                instanceTenancy: args.instanceTenancy,
                tags,
            },
            { parent: this },
        );
        const internetGateway = new aws.ec2.InternetGateway(
            name,
            { vpcId: vpc.id, tags },
            { parent: vpc, dependsOn: [vpc] },
        );
        const parts: Parts = emptyParts(vpc, internetGateway);
        planned.forEach((subnet) => addSubnet(name, subnet, zones.indexOf(subnet.zone), strategy, args, tags, parts));
        parts.vpcEndpoints = (args.vpcEndpointSpecs ?? []).map(
            (spec) =>
                new aws.ec2.VpcEndpoint(
                    spec.serviceName,
                    { ...spec, vpcId: vpc.id, tags: merged(tags, spec.tags) },
                    { parent: vpc, dependsOn: [vpc] },
                ),
        );
        return outputsOf(parts, args);
    }

    private async zones(count: number): Promise<string[]> {
        const { names } = await aws.getAvailabilityZones({}, { parent: this });
        if (names.length < count) throw new Error(`The region has fewer than ${count} availability zones.`);
        return names.slice(0, count);
    }
}

interface Parts {
    readonly vpc: aws.ec2.Vpc;
    readonly internetGateway: aws.ec2.InternetGateway;
    readonly subnets: { readonly planned: PlannedSubnet; readonly subnet: aws.ec2.Subnet }[];
    readonly routeTables: aws.ec2.RouteTable[];
    readonly routeTableAssociations: aws.ec2.RouteTableAssociation[];
    readonly routes: aws.ec2.Route[];
    readonly natGateways: aws.ec2.NatGateway[];
    readonly eips: aws.ec2.Eip[];
    vpcEndpoints: aws.ec2.VpcEndpoint[];
}

const emptyParts = (vpc: aws.ec2.Vpc, internetGateway: aws.ec2.InternetGateway): Parts => ({
    vpc,
    internetGateway,
    subnets: [],
    routeTables: [],
    routeTableAssociations: [],
    routes: [],
    natGateways: [],
    eips: [],
    vpcEndpoints: [],
});

type Tags = pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;

const merged = (...tags: (Tags | undefined)[]): pulumi.Output<Record<string, string>> =>
    pulumi.all(tags).apply((maps) => Object.assign({}, ...maps) as Record<string, string>);

/** A subnet with its route table, and for a public one the NAT gateway that the strategy puts there. */
function addSubnet(
    vpcName: string,
    planned: PlannedSubnet,
    zoneIndex: number,
    strategy: Strategy,
    args: VpcArgs,
    shared: Tags,
    parts: Parts,
): void {
    const { name, type } = planned;
    const { vpc } = parts;
    const subnetTags = { Name: name, SubnetType: type };
    const subnet = new aws.ec2.Subnet(
        name,
        {
            vpcId: vpc.id,
            availabilityZone: planned.zone,
            cidrBlock: planned.cidrBlock,
            mapPublicIpOnLaunch: type === "Public",
            assignIpv6AddressOnCreation: false,
            tags: merged(shared, planned.tags as Tags | undefined, subnetTags),
        },
        { parent: vpc, dependsOn: [vpc] },
    );
    parts.subnets.push({ planned, subnet });
    const routeTable = new aws.ec2.RouteTable(
        name,
        { vpcId: vpc.id, tags: merged(shared, subnetTags) },
        { parent: subnet, dependsOn: [subnet] },
    );
    parts.routeTables.push(routeTable);
    const ofTable = { parent: routeTable, dependsOn: [routeTable] };
    parts.routeTableAssociations.push(
        new aws.ec2.RouteTableAssociation(name, { routeTableId: routeTable.id, subnetId: subnet.id }, ofTable),
    );
    if (type === "Public" && wantsNatGateway(strategy, parts.natGateways.length, zoneIndex)) {
        addNatGateway(`${vpcName}-${zoneIndex + 1}`, subnet, args.tags, parts);
    }
    const target = routeTarget(type, strategy, zoneIndex, parts);
    if (target) {
        const everywhere = { routeTableId: routeTable.id, destinationCidrBlock: "0.0.0.0/0", ...target };
        parts.routes.push(new aws.ec2.Route(name, everywhere, ofTable));
    }
}

function addNatGateway(name: string, subnet: aws.ec2.Subnet, tags: Tags | undefined, parts: Parts): void {
    const options = { parent: subnet, dependsOn: [subnet] };
    const named = merged(tags, { Name: name });
    const eip = new aws.ec2.Eip(name, { tags: named }, options);
    parts.eips.push(eip);
    const placed = { subnetId: subnet.id, allocationId: eip.allocationId, tags: named };
    parts.natGateways.push(new aws.ec2.NatGateway(name, placed, options));
}

const wantsNatGateway = (strategy: Strategy, made: number, zoneIndex: number): boolean =>
    strategy === "Single" ? made === 0 : strategy === "OnePerAz" && made <= zoneIndex;

/** Where traffic to the outside goes: public subnets to the internet, private ones through a NAT gateway. */
function routeTarget(type: string, strategy: Strategy, zoneIndex: number, parts: Parts) {
    if (type === "Public") return { gatewayId: parts.internetGateway.id };
    if (type !== "Private" || strategy === "None") return undefined;
    return { natGatewayId: parts.natGateways[strategy === "Single" ? 0 : zoneIndex]?.id };
}

export type VpcOutputs = ReturnType<typeof outputsOf>;

function outputsOf({ vpc, subnets, ...parts }: Parts, args: VpcArgs) {
    const ofType = (type: string) => subnets.filter(({ planned }) => planned.type === type).map(({ subnet }) => subnet);
    const ids = (type: string) => ofType(type).map((subnet) => subnet.id);
    return {
        ...parts,
        vpc,
        vpcId: vpc.id,
        subnets: subnets.map(({ subnet }) => subnet),
        publicSubnets: ofType("Public"),
        privateSubnets: ofType("Private"),
        isolatedSubnets: ofType("Isolated"),
        publicSubnetIds: ids("Public"),
        privateSubnetIds: ids("Private"),
        isolatedSubnetIds: ids("Isolated"),
        subnetLayout: args.subnetSpecs ?? [],
    };
}

function validate(args: VpcArgs): void {
    const given = Object.entries(args as object).filter(([, value]) => value !== undefined && value !== null);
    const unknown = given.map(([key]) => key).filter((key) => !accepted.includes(key));
    if (unknown.length > 0) {
        throw new Error(
            `The local stand-in for awsx.ec2.Vpc does not support ${unknown.join(", ")}; it accepts ${accepted.join(", ")}.`,
        );
    }
    if (args.subnetStrategy !== "Auto") {
        throw new Error(`The local stand-in for awsx.ec2.Vpc has one subnet strategy: set subnetStrategy to "Auto".`);
    }
    if (args.availabilityZoneNames && args.numberOfAvailabilityZones) {
        throw new Error("Only one of [availabilityZoneNames] and [numberOfAvailabilityZones] can be specified");
    }
    const natKeys = Object.keys(args.natGateways ?? {}).filter((key) => key !== "strategy");
    const specKeys = (args.subnetSpecs ?? []).flatMap((spec) => Object.keys(spec));
    const extra = [...natKeys, ...specKeys.filter((key) => !["type", "name", "cidrMask", "tags"].includes(key))];
    if (extra.length > 0) {
        throw new Error(`The local stand-in for awsx.ec2.Vpc does not support ${[...new Set(extra)].join(", ")}.`);
    }
}

/** NAT gateways live in public subnets and serve the others. */
function validateNatGateways(strategy: Strategy, planned: readonly PlannedSubnet[]): void {
    if (strategy === "None") return;
    const types = new Set(planned.map(({ type }) => type));
    if (types.has("Public") && (types.has("Private") || types.has("Isolated"))) return;
    throw new Error(
        `The NAT gateway strategy "${strategy}" needs public subnets to hold the gateways and private or isolated ones to use them.`,
    );
}
