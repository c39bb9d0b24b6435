/** Something that is run again and again beside others. */
export interface Contender {
    /** As the table calls it. */
    readonly name: string;
    /** Does it once. Throws where it did not do what is to be measured. */
    readonly run: () => Promise<void>;
}

/** How long a contender took, in seconds, in the order of its runs. */
export interface Measurement {
    readonly name: string;
    readonly seconds: readonly number[];
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
    const taken = contenders.map((): number[] => []);
    for (let round = 1; round <= rounds; round++) {
        for (const [index, { name, run }] of contenders.entries()) {
            report(`round ${round} of ${rounds}: ${name}`);
            const start = performance.now();
            await run();
            taken[index]!.push((performance.now() - start) / 1000);
        }
    }
    return contenders.map(({ name }, index) => ({ name, seconds: taken[index]! }));
}

/** The middle of the values; of an even number of them, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    const upper = sorted[middle];
    if (upper === undefined) throw new Error("There is no median of nothing.");
    return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
}
