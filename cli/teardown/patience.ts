import type { StackReference } from "../stacks/stack";

/** How often to look whether something has settled, and how long, in milliseconds. */
export interface Patience {
    readonly everyMs: number;
    readonly stopsWithinMs: number;
    readonly settlesWithinMs: number;
    /** How long after a deployment's bad end its settlement may still be about to start. */
    readonly settlementStartsWithinMs: number;
}

/** How long to wait for what has to end before a stack can go: an endpoint on AWS comes up in minutes. */
export function patienceOf(stack: StackReference): Patience {
    const minute = 60_000;
    return stack.local
        ? { everyMs: 300, stopsWithinMs: minute, settlesWithinMs: 2 * minute, settlementStartsWithinMs: 10_000 }
        : {
              everyMs: 5000,
              stopsWithinMs: 5 * minute,
              settlesWithinMs: 45 * minute,
              settlementStartsWithinMs: 2 * minute,
          };
}
