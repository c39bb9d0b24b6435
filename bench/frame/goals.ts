import { type Measurement, median } from "./measure";

/** A median of a contender, or its ratio to that of another, that is not to be exceeded. */
export interface Goal {
    readonly what: string;
    /** The contender that is judged. */
    readonly of: string;
    /** The contender that it is compared with, or several: the best of them. @default none: what it took is judged */
    readonly to?: string | readonly string[];
    /** What is judged. @default seconds */
    readonly by?: "seconds" | "cpu" | "megabytes";
    readonly atMost: number;
}

/** Something that was observed, not timed, and is not to exceed a number. */
export interface Observation {
    readonly what: string;
    readonly atMost: number;
    readonly reached: number;
}

export interface JudgedGoal extends Observation {
    readonly met: boolean;
}

export function judgeObservation(observation: Observation): JudgedGoal {
    return { ...observation, met: observation.reached <= observation.atMost };
}

/** @throws Error where a goal speaks of a contender that was not measured */
export function judge(goals: readonly Goal[], measurements: readonly Measurement[]): JudgedGoal[] {
    const figureOf = (name: string, by: "seconds" | "cpu" | "megabytes"): number => {
        const found = measurements.find((one) => one.name === name)?.[by];
        if (found === undefined) throw new Error(`A goal speaks of "${name}", which was not measured.`);
        return median(found);
    };
    return goals.map((goal) => {
        const { what, of, to, by = "seconds", atMost } = goal;
        const others = to === undefined ? [] : [to].flat();
        const best = others.length === 0 ? 1 : Math.min(...others.map((name) => figureOf(name, by)));
        return judgeObservation({ what, atMost, reached: figureOf(of, by) / best });
    });
}
