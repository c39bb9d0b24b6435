import { type Measurement, median } from "./measure";

/** A median of a contender, or its ratio to that of another, that is not to be exceeded. */
export interface Goal {
    readonly what: string;
    /** The contender that is judged. */
    readonly of: string;
    /** The contender that it is compared with. @default none: what it took is judged */
    readonly to?: string;
    /** What is judged. @default seconds */
    readonly by?: "seconds" | "cpu" | "megabytes";
    readonly atMost: number;
}

export interface JudgedGoal extends Goal {
    readonly reached: number;
    readonly met: boolean;
}

/** @throws Error where a goal speaks of a contender that was not measured */
export function judge(goals: readonly Goal[], measurements: readonly Measurement[]): JudgedGoal[] {
    const figureOf = (name: string, by: "seconds" | "cpu" | "megabytes"): number => {
        const found = measurements.find((one) => one.name === name)?.[by];
        if (found === undefined) throw new Error(`A goal speaks of "${name}", which was not measured.`);
        return median(found);
    };
    return goals.map((goal) => {
        const { of, to, by = "seconds" } = goal;
        const reached = figureOf(of, by) / (to === undefined ? 1 : figureOf(to, by));
        return { ...goal, reached, met: reached <= goal.atMost };
    });
}
