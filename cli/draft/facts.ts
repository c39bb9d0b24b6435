import type { Column } from "../../contracts/dataset";
import { readText } from "../../functions/shared/values";
import type { FileProfile } from "./profile";
import { readRows } from "./rows";

/** What the numbers of a column are, read as the product reads them. */
export interface Facts {
    /** How many rows have a value. */
    readonly count: number;
    readonly min: number;
    readonly max: number;
    /** The population's standard deviation. */
    readonly deviation: number;
    readonly isWhole: boolean;
    /** How the column goes with the target, -1 to 1; 0 where one of them never changes. */
    readonly correlation: number;
    /** Whether it is the target's own value in each row. */
    readonly isTarget: boolean;
}

/** The facts of a file's numbers, and the pairs of columns that add up to the target in every row. */
export interface Measured {
    readonly facts: ReadonlyMap<string, Facts>;
    readonly sums: readonly (readonly [string, string])[];
}

/** Reads a file again, its columns being known. @param columns those of numbers */
export async function measure(
    { path, columns: { length: width }, delimiter, places }: FileProfile,
    columns: readonly Column[],
    target: string,
): Promise<Measured> {
    const measures = columns.map((column) => new Measure(column, places.get(column.name) ?? width));
    const y = measures.find(({ column }) => column.name === target);
    const sums = new Sums(measures.length);
    for await (const batch of readRows(path, delimiter)) {
        for (const row of batch) {
            if ("problem" in row || row.number === 0) continue;
            const values = measures.map((one) => one.read(row.fields));
            const goal = y?.read(row.fields);
            measures.forEach((one, index) => one.add(values[index], goal));
            if (goal !== undefined) sums.add(values, goal, measures.indexOf(y as Measure));
        }
    }
    return {
        facts: new Map(measures.map((one) => [one.column.name, one.facts()])),
        sums: sums.found().map(([a, b]) => [columns[a]?.name ?? "", columns[b]?.name ?? ""]),
    };
}

/** One column's numbers, by Welford's method. */
class Measure {
    private count = 0;
    private whole = 0;
    private min = Infinity;
    private max = -Infinity;
    private mean = 0;
    private squares = 0;
    /** Of the rows that have the target, too. */
    private readonly both = { count: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0, equal: 0 };

    constructor(
        readonly column: Column,
        private readonly place: number,
    ) {}

    read(fields: readonly string[]): number | undefined {
        const reading = readText(this.column, fields[this.place] ?? "");
        return "value" in reading && typeof reading.value === "number" ? reading.value : undefined;
    }

    add(value: number | undefined, goal: number | undefined): void {
        if (value === undefined) return;
        this.count++;
        if (Number.isInteger(value)) this.whole++;
        this.min = Math.min(this.min, value);
        this.max = Math.max(this.max, value);
        const difference = value - this.mean;
        this.mean += difference / this.count;
        this.squares += difference * (value - this.mean);
        if (goal !== undefined) this.compare(value, goal);
    }

    facts(): Facts {
        const { count, min, max, both } = this;
        const spread = Math.sqrt(both.xx * both.yy);
        return {
            ...{ count, min, max },
            deviation: Math.sqrt(this.squares / count),
            isWhole: this.whole === count,
            correlation: spread > 0 ? both.xy / spread : 0,
            isTarget: both.count > 0 && both.equal === both.count && both.count === count,
        };
    }

    private compare(x: number, y: number): void {
        const { both } = this;
        both.count++;
        if (x === y) both.equal++;
        const [dx, dy] = [x - both.x, y - both.y];
        both.x += dx / both.count;
        both.y += dy / both.count;
        both.xx += dx * (x - both.x);
        both.yy += dy * (y - both.y);
        both.xy += dx * (y - both.y);
    }
}

/** So few rows may add up by chance. */
const fewestRows = 5;

/** Pairs of columns of which the sum is the target, in all rows so far. */
class Sums {
    private rows = 0;
    private pairs: (readonly [number, number])[] | undefined;

    constructor(private readonly columns: number) {}

    add(values: readonly (number | undefined)[], goal: number, target: number): void {
        const isSum = ([a, b]: readonly [number, number]) => {
            const [x, y] = [values[a], values[b]];
            // Where nothing is added, one of them is the target, which is told already.
            return x === undefined || y === undefined || Math.abs(x + y - goal) <= 1e-9 * Math.abs(goal);
        };
        this.pairs = (this.pairs ?? this.all(target)).filter(isSum);
        this.rows++;
    }

    found(): readonly (readonly [number, number])[] {
        return this.rows < fewestRows ? [] : (this.pairs ?? []);
    }

    private all(target: number): (readonly [number, number])[] {
        const indexes = Array.from({ length: this.columns }, (_, index) => index).filter((index) => index !== target);
        return indexes.flatMap((a) => indexes.filter((b) => b > a).map((b) => [a, b] as const));
    }
}
