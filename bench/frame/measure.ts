/** Something that is run again and again beside others. */
export interface Contender {
    /** As the table calls it. */
    readonly name: string;
    /** Does it once, and may tell what else it took. Throws where it did not do what is to be measured. */
    readonly run: () => Promise<Usage | void>;
}

/** What a process took beside time. */
export interface Usage {
    /** Seconds of a processor, of all of them together. */
    readonly cpu: number;
    /** The most memory that it had at once, in MB (10^6 bytes). */
    readonly megabytes: number;
}

/** What a contender took, in the order of its runs. */
export interface Measurement {
    readonly name: string;
    readonly seconds: readonly number[];
    /** Of contenders that tell it. */
    readonly cpu?: readonly number[];
    readonly megabytes?: readonly number[];
}

/**
 * Runs contenders in turn, several times each: what slows the machine down for a while then slows down all of them.
 *
 * @param report is told of each run before it starts
 */
export async function measureInTurn(
    contenders: readonly Contender[],
    rounds: number,
    report: (line: string) => void,
): Promise<Measurement[]> {
    const taken = contenders.map(() => ({ seconds: [] as number[], usages: [] as Usage[] }));
    for (let round = 1; round <= rounds; round++) {
        for (const [index, { name, run }] of contenders.entries()) {
            report(`round ${round} of ${rounds}: ${name}`);
            const start = performance.now();
            const usage = await run();
            taken[index]!.seconds.push((performance.now() - start) / 1000);
            if (usage) taken[index]!.usages.push(usage);
        }
    }
    return contenders.map(({ name }, index) => {
        const { seconds, usages } = taken[index]!;
        if (usages.length === 0) return { name, seconds };
        return {
            name,
            seconds,
            cpu: usages.map(({ cpu }) => cpu),
            megabytes: usages.map(({ megabytes }) => megabytes),
        };
    });
}

/** The middle of the values; of an even number of them, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    const upper = sorted[middle];
    if (upper === undefined) throw new Error("There is no median of nothing.");
    return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
}
