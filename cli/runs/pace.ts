import type { StackReference } from "../stacks/stack";
import { stackOption } from "../stacks/stackOption";

/** How often to look, and how long, in milliseconds. */
export interface Pace {
    readonly everyMs: number;
    readonly startsWithinMs: number;
    readonly endsWithinMs: number;
}

/** The local stage takes seconds for what takes SageMaker minutes: look more often, and wait less. */
export function paceOf(stack: StackReference): Pace {
    const minute = 60_000;
    return stack.local
        ? { everyMs: 300, startsWithinMs: minute, endsWithinMs: 15 * minute }
        : { everyMs: 5000, startsWithinMs: 5 * minute, endsWithinMs: 24 * 60 * minute };
}

/** What is true once Ctrl-C has ended a command that follows runs, as its last words: SageMaker, or the stage, runs on. */
export function goingOn({ name, local }: StackReference, what: string): string {
    const where = local ? " in the local stage, which keeps running" : "";
    return `${what} goes on without this command${where}: \`npx drivetrain status${stackOption(name)}\` tells how it ends.`;
}
