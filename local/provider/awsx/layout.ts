import { blockAfter, blockOf, Cidr, formatCidr, parseCidr, size } from "./cidr";

export type SubnetType = "Public" | "Private" | "Isolated" | "Unused";

/** What is wanted in every availability zone. */
export interface SubnetSpec {
    readonly type: SubnetType;
    readonly name?: string;
    readonly cidrMask?: number;
    readonly tags?: unknown;
}

/** A subnet to be made; its resource and those that belong to it bear the name. */
export interface PlannedSubnet {
    readonly name: string;
    readonly type: Exclude<SubnetType, "Unused">;
    readonly zone: string;
    readonly cidrBlock: string;
    readonly tags: unknown;
}

const order: readonly SubnetType[] = ["Public", "Private", "Isolated", "Unused"];

/**
 * awsx's subnet strategy "Auto": the VPC's range is divided evenly among the zones (by powers of two), and within a
 * zone the subnets follow one another in the order they are given, each at the next place where its size fits. Without
 * specs a zone has a private and a public subnet. In a zone, public subnets come first in the answer: the NAT gateways
 * in them must exist before the routes to them.
 * @throws when a zone is too small for its subnets, and for two subnets of the same name.
 */
export function planSubnets(
    vpcName: string,
    vpcCidr: string,
    zones: readonly string[],
    specs: readonly SubnetSpec[] | undefined,
    zoneMask?: number,
): PlannedSubnet[] {
    const range = parseCidr(vpcCidr);
    const zoneBits = zoneMask ?? range.bits + bitsFor(zones.length);
    const wanted = specs ?? defaultSpecs(zoneBits);
    refuseDuplicates(wanted);
    const masks = wanted.map((spec) => spec.cidrMask ?? zoneBits + bitsFor(wanted.length));
    const needed = masks.reduce((sum, bits) => sum + size({ bits }), 0);
    if (needed > size({ bits: zoneBits })) {
        throw new Error(
            `Subnets are too large for VPC. VPC has ${size({ bits: zoneBits })} addresses, but subnets require ${needed} addresses.`,
        );
    }
    return zones.flatMap((zone, index) => {
        const start = range.base + index * size({ bits: zoneBits });
        const blocks = allocate(start, masks);
        const planned = wanted.map((spec, at) => ({
            name: `${vpcName}-${spec.name ?? spec.type.toLowerCase()}-${index + 1}`,
            type: spec.type,
            zone,
            cidrBlock: formatCidr(blocks[at] as Cidr),
            tags: spec.tags,
        }));
        return planned
            .filter((subnet): subnet is PlannedSubnet => subnet.type !== "Unused")
            .sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
    });
}

function allocate(start: number, masks: readonly number[]): Cidr[] {
    const blocks: Cidr[] = [];
    for (const bits of masks) {
        const previous = blocks.at(-1);
        blocks.push(previous ? blockAfter(previous, bits) : blockOf(start, bits));
    }
    return blocks;
}

/** awsx never takes more than a /16 of a zone for the subnets that nobody asked for. */
function defaultSpecs(zoneBits: number): SubnetSpec[] {
    if (zoneBits > 26) {
        throw new Error(`Subnets without specs need a /26 or more in each zone, but a zone has only a /${zoneBits}.`);
    }
    const widest = Math.max(zoneBits, 16);
    return [
        { type: "Private", cidrMask: widest + 1 },
        { type: "Public", cidrMask: widest + 2 },
    ];
}

function refuseDuplicates(specs: readonly SubnetSpec[]): void {
    const names = specs.filter(({ type }) => type !== "Unused").map(({ name, type }) => name ?? type.toLowerCase());
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice) throw new Error(`Two subnet specs have the name "${twice}": give each one its own.`);
}

/** How many bits it takes to tell `count` things apart. */
const bitsFor = (count: number): number => (count <= 1 ? 0 : Math.ceil(Math.log2(count)));
