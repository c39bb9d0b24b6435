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
    /** Of dates: whether none has a time. */
    readonly isDaily: boolean;
    /** How the column goes with the target, -1 to 1; 0 where one of them never changes. */
    readonly correlation: number;
    /** Whether it is the target's own value in each row. */
    readonly isTarget: boolean;
}

/** What reading a whole file tells of its columns. */
export interface Measured {
    /** Of each column of numbers, dates or booleans. */
    readonly facts: ReadonlyMap<string, Facts>;
    /** The columns of which a missing value tells something of the target. */
    readonly telling: ReadonlySet<string>;
    /** The pairs of columns that add up to the target in every row. */
    readonly sums: readonly (readonly [string, string])[];
}

/** Reads a file again, its columns being known. */
export async function measure(
    { path, columns: { length: width }, delimiter, places }: FileProfile,
    columns: readonly Column[],
    target: string,
): Promise<Measured> {
    const measures = columns.map((column) => new Measure(column, places.get(column.name) ?? width));
    const targetPlace = measures.findIndex(({ column }) => column.name === target);
    const sums = new Sums(measures.length);
    for await (const batch of readRows(path, delimiter)) {
        for (const row of batch) {
            if ("problem" in row || row.number === 0) continue;
            const readings = measures.map((one) => one.read(row.fields));
            const values = readings.map((reading) => (typeof reading === "number" ? reading : undefined));
            const goal = values[targetPlace];
            measures.forEach((one, index) => one.add(readings[index], goal));
            if (goal !== undefined) sums.add(values, goal, targetPlace);
        }
    }
    return {
        facts: new Map(
            measures.flatMap((one) => (one.column.type === "string" ? [] : [[one.column.name, one.facts()]])),
        ),
        telling: new Set(measures.flatMap((one) => (one.isMissingTelling ? one.column.name : []))),
        sums: sums.found().map(([a, b]) => [columns[a]?.name ?? "", columns[b]?.name ?? ""]),
    };
}

/** So few rows say something by chance. */
const fewestRows = 5;

/** Mean and variance of numbers as they come, by Welford's method. */
class Moments {
    count = 0;
    mean = 0;
    private squares = 0;

    add(value: number): void {
        this.count++;
        const difference = value - this.mean;
        this.mean += difference / this.count;
        this.squares += difference * (value - this.mean);
    }

    /** The population's. */
    get variance(): number {
        return this.squares / this.count;
    }
}

/** One column's values. */
class Measure {
    private count = 0;
    private whole = 0;
    private min = Infinity;
    private max = -Infinity;
    private daily = 0;
    private readonly moments = new Moments();
    /** The target where there is a value, and where there is none. */
    private readonly with = new Moments();
    private readonly without = new Moments();
    /** Of the rows that have the target, too. */
    private readonly both = { count: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0, equal: 0 };

    constructor(
        readonly column: Column,
        private readonly place: number,
    ) {}

    /** What stands in a row: a number, or what is as good as one; null where it is missing. */
    read(fields: readonly string[]): string | number | null | undefined {
        const reading = readText(this.column, fields[this.place] ?? "");
        return "value" in reading ? reading.value : undefined;
    }

    add(value: string | number | null | undefined, goal: number | undefined): void {
        if (goal !== undefined && value !== undefined) (value === null ? this.without : this.with).add(goal);
        if (typeof value !== "number") return;
        this.count++;
        if (Number.isInteger(value)) this.whole++;
        if (value % 86_400 === 0) this.daily++;
        this.min = Math.min(this.min, value);
        this.max = Math.max(this.max, value);
        this.moments.add(value);
        if (goal !== undefined) this.compare(value, goal);
    }

    /** Whether the target differs between rows with and without a value, by more than chance. */
    get isMissingTelling(): boolean {
        const [one, other] = [this.with, this.without];
        if (Math.min(one.count, other.count) < fewestRows) return false;
        const error = Math.sqrt(one.variance / one.count + other.variance / other.count);
        return Math.abs(one.mean - other.mean) > 3 * error && error > 0;
    }

    facts(): Facts {
        const { count, min, max, both } = this;
        const spread = Math.sqrt(both.xx * both.yy);
        return {
            ...{ count, min, max },
            deviation: Math.sqrt(this.moments.variance),
            isWhole: this.whole === count,
            isDaily: this.daily === count,
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

/** Pairs of columns of which the sum is the target, in all rows so far. */
class Sums {
    private rows = 0;
    private pairs: (readonly [number, number])[] | undefined;

    constructor(private readonly columns: number) {}

    add(values: readonly (number | undefined)[], goal: number, target: number): void {
        const isSum = ([a, b]: readonly [number, number]) => {
            const [x, y] = [values[a], values[b]];
            return x !== undefined && y !== undefined && Math.abs(x + y - goal) <= 1e-9 * Math.abs(goal);
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
