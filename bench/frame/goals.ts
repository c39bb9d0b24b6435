import { type Measurement, median } from "./measure";

/** A ratio of two contenders' medians that is not to be exceeded. */
export interface Goal {
    readonly what: string;
    /** The contender that is judged. */
    readonly of: string;
    /** The contender that it is compared with. */
    readonly to: string;
    readonly atMost: number;
}

export interface JudgedGoal extends Goal {
    readonly reached: number;
    readonly met: boolean;
}

/** @throws Error where a goal speaks of a contender that was not measured */
export function judge(goals: readonly Goal[], measurements: readonly Measurement[]): JudgedGoal[] {
    const secondsOf = (name: string): number => {
        const found = measurements.find((one) => one.name === name);
        if (found === undefined) throw new Error(`A goal speaks of "${name}", which was not measured.`);
        return median(found.seconds);
    };
    return goals.map((goal) => {
        const reached = secondsOf(goal.of) / secondsOf(goal.to);
        return { ...goal, reached, met: reached <= goal.atMost };
    });
}
