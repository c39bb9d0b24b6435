import type { Fleet, Member } from "./fleet";

/** A fleet, and the share of each of its variants' traffic that it gets. */
export interface Part {
    readonly fleet: Fleet;
    /** 0 to 1 */
    share(variantName: string): number;
}

interface Candidate {
    readonly part: Part;
    readonly member: Member;
    /** The credit of smooth weighted round robin. */
    credit: number;
}

/**
 * Shares out an endpoint's traffic over its variants and, while it is updated, over two fleets: by smooth weighted
 * round robin, so that the same calls meet the same variants of the same fleets.
 */
export class Traffic {
    private readonly candidates: Candidate[];
    /** The candidates of each variant, for calls that name it. */
    private readonly named = new Map<string, Candidate[]>();

    constructor(parts: readonly Part[]) {
        this.candidates = parts.flatMap((part) => part.fleet.members.map((member) => ({ part, member, credit: 0 })));
        for (const candidate of this.candidates) {
            const { name } = candidate.member.variant;
            this.named.set(name, [...(this.named.get(name) ?? []), { ...candidate }]);
        }
    }

    /** All traffic to one fleet. */
    static to(fleet: Fleet): Traffic {
        return new Traffic([{ fleet, share: () => 1 }]);
    }

    /**
     * The next variant by weight and share.
     *
     * @param target the variant that the call names, if it names one
     */
    next(target?: string): Member | undefined {
        if (target !== undefined) {
            return choose(this.named.get(target) ?? [], ({ part, member }) => part.share(member.variant.name));
        }
        return choose(this.candidates, ({ part, member }) => member.variant.weight * part.share(member.variant.name));
    }
}

function choose(candidates: readonly Candidate[], weightOf: (candidate: Candidate) => number): Member | undefined {
    let total = 0;
    let chosen: Candidate | undefined;
    for (const candidate of candidates) {
        const weight = weightOf(candidate);
        total += weight;
        candidate.credit += weight;
        // Credits are sums of shares: what is equal but for rounding stays with the earlier one.
        if (weight > 0 && (!chosen || candidate.credit > chosen.credit + 1e-9)) {
            chosen = candidate;
        }
    }
    if (chosen) {
        chosen.credit -= total;
    }
    return chosen?.member;
}
