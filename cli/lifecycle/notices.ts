import { executionIn } from "../../contracts/notices";
import type { Notification } from "../../local";

/** A run that a notice has to tell of. */
export interface ToldRun {
    /** What it did: `training of xgboost`, `scoring`. */
    readonly what: string;
    readonly executionArn: string;
}

/** The runs of which no notice tells yet. */
export function untold(notices: readonly Notification[], runs: readonly ToldRun[]): ToldRun[] {
    const told = new Set(notices.map(executionIn));
    return runs.filter(({ executionArn }) => !told.has(executionArn));
}

/**
 * Compares notices with the runs that they should tell of: exactly one each.
 * @returns one sentence per difference
 */
export function mismatches(notices: readonly Notification[], runs: readonly ToldRun[]): string[] {
    const executions = notices.map(executionIn);
    const counted = runs.map(({ what, executionArn }) => ({
        what,
        times: executions.filter((execution) => execution === executionArn).length,
    }));
    const known = new Set(runs.map(({ executionArn }) => executionArn));
    return [
        ...counted
            .filter(({ times }) => times !== 1)
            .map(({ what, times }) => `The ${what} sent ${times} notifications instead of one.`),
        ...notices
            .filter((_, index) => !known.has(executions[index] ?? ""))
            .map(({ subject }) => `The notification "${subject}" is of none of the runs.`),
    ];
}
