/** Something that is run again and again beside others. */
export interface Contender {
    /** As the table calls it. */
    readonly name: string;
    /** Does it once, and may tell what else it took. Throws where it did not do what is to be measured. */
    readonly run: () => Promise<Usage | Steps | void>;
}

/** What a process took beside time. */
export interface Usage {
    /** Seconds of a processor, of all of them together. */
    readonly cpu: number;
    /** The most memory that it had at once, in MB (10^6 bytes). */
    readonly megabytes: number;
}

/** Where the time went, in seconds by step: each has a line of its own in the table. */
export interface Steps {
    readonly steps: Readonly<Record<string, number>>;
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
    const taken = contenders.map((): Taken => ({ seconds: [], usages: [], steps: [] }));
    for (let round = 1; round <= rounds; round++) {
        for (const [index, { name, run }] of contenders.entries()) {
            report(`round ${round} of ${rounds}: ${name}`);
            const start = performance.now();
            const told = await run();
            const { seconds, usages, steps } = taken[index]!;
            seconds.push((performance.now() - start) / 1000);
            if (told && "steps" in told) steps.push(told.steps);
            else if (told) usages.push(told);
        }
    }
    return contenders.flatMap(({ name }, index) => measurementsOf(name, taken[index]!));
}

/** What was told of a contender's runs. */
interface Taken {
    readonly seconds: number[];
    readonly usages: Usage[];
    readonly steps: Steps["steps"][];
}

/** The measurement of a contender, and those of its steps. */
function measurementsOf(name: string, { seconds, usages, steps }: Taken): Measurement[] {
    const [cpu, megabytes] = [usages.map((one) => one.cpu), usages.map((one) => one.megabytes)];
    const whole = usages.length === 0 ? { name, seconds } : { name, seconds, cpu, megabytes };
    const parts = Object.keys(steps[0] ?? {}).map((step) => ({
        name: `${name}: ${step}`,
        seconds: steps.map((one) => one[step] ?? 0),
    }));
    return [whole, ...parts];
}

/** The middle of the values; of an even number of them, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    const upper = sorted[middle];
    if (upper === undefined) throw new Error("There is no median of nothing.");
    return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
}
