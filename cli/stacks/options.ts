import type { Pace } from "../runs/executions";
import type { Patience } from "../teardown/sweep";
import { findStack, type StackReference } from "./stack";
import { stackOption } from "./stackOption";

/** Options that every command takes. */
export interface CommonOptions {
    readonly stack: string;
    readonly json?: boolean;
}

/** @throws UsageError where no stack, or a platform, is called so */
export function stackOf(options: CommonOptions): StackReference {
    return findStack(options.stack);
}

/** The local stage takes seconds for what takes SageMaker minutes: look more often, and wait less. */
export function paceOf(stack: StackReference): Pace {
    const minute = 60_000;
    return stack.local
        ? { everyMs: 300, startsWithinMs: minute, endsWithinMs: 15 * minute }
        : { everyMs: 5000, startsWithinMs: 5 * minute, endsWithinMs: 24 * 60 * minute };
}

/** The same for what has to end before a stack can go: an endpoint on AWS comes up in minutes. */
export function patienceOf(stack: StackReference): Patience {
    const minute = 60_000;
    return stack.local
        ? { everyMs: 300, stopsWithinMs: minute, settlesWithinMs: 2 * minute }
        : { everyMs: 5000, stopsWithinMs: 5 * minute, settlesWithinMs: 45 * minute };
}

/** What is true once Ctrl-C has ended a command that follows runs, as its last words: SageMaker, or the stage, runs on. */
export function goingOn({ name, local }: StackReference, what: string): string {
    const where = local ? " in the local stage, which keeps running" : "";
    return `${what} goes on without this command${where}: \`npx drivetrain status${stackOption(name)}\` tells how it ends.`;
}
