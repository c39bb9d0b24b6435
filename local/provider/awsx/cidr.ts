/** A block of IPv4 addresses. */
export interface Cidr {
    /** The first address as a number. */
    readonly base: number;
    /** Length of the prefix. */
    readonly bits: number;
}

/** @throws when the text is no IPv4 block such as `10.0.0.0/16`. */
export function parseCidr(text: string): Cidr {
    const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
    const numbers = match?.slice(1).map(Number) ?? [];
    const [bits = 33] = numbers.slice(4);
    if (bits > 32 || numbers.slice(0, 4).some((octet) => octet > 255)) {
        throw new Error(`"${text}" is not an IPv4 block such as 10.0.0.0/16.`);
    }
    const address = numbers.slice(0, 4).reduce((sum, octet) => sum * 256 + octet, 0);
    return blockOf(address, bits);
}

export function formatCidr({ base, bits }: Cidr): string {
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256);
    return `${octets.join(".")}/${bits}`;
}

/** How many addresses the block has. */
export const size = ({ bits }: Pick<Cidr, "bits">): number => 2 ** (32 - bits);

/** The block of this size that holds the address. */
export function blockOf(address: number, bits: number): Cidr {
    return { base: Math.floor(address / size({ bits })) * size({ bits }), bits };
}

/** The first block of this size that begins after the other one's end. */
export function blockAfter(previous: Cidr, bits: number): Cidr {
    const last = blockOf(previous.base + size(previous) - 1, bits);
    return { base: last.base + size(last), bits };
}
