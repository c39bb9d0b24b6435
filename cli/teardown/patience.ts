import type { StackReference } from "../stacks/stack";

/** How often to look whether something has settled, and how long, in milliseconds. */
export interface Patience {
    readonly everyMs: number;
    readonly stopsWithinMs: number;
    readonly settlesWithinMs: number;
}

/** How long to wait for what has to end before a stack can go: an endpoint on AWS comes up in minutes. */
export function patienceOf(stack: StackReference): Patience {
    const minute = 60_000;
    return stack.local
        ? { everyMs: 300, stopsWithinMs: minute, settlesWithinMs: 2 * minute }
        : { everyMs: 5000, stopsWithinMs: 5 * minute, settlesWithinMs: 45 * minute };
}
