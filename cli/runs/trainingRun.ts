import { Exit } from "../terminal/errors";
import type { EndedRun } from "./endedRun";

/** What a training run may say in the end (components/training). */
export type Verdict = "promoted" | "rejected" | "pending" | "superseded" | "duplicate";

/** How champion and challenger did on the same rows. Errors: lower is better. */
export interface Comparison {
    readonly metric: string;
    readonly rows: number;
    readonly challenger: number;
    /** Null for the first model. */
    readonly champion: number | null;
    /** By how much the champion has to be undercut. */
    readonly margin: number;
}

/** How a training run judged its model: the output of the state machine. A run that trained nothing says less. */
export interface RunOutput {
    readonly verdict: Verdict;
    readonly reason: string;
    readonly metric?: { readonly name: string; readonly value: number; readonly threshold: number } | null;
    readonly comparison?: Comparison | null;
    readonly metrics?: Readonly<Record<string, number>> | null;
    readonly modelName?: string | null;
    readonly modelPackageArn?: string | null;
    readonly endpointName?: string | null;
    readonly endpointConfigName?: string | null;
    /** S3 URI of the model's `transform.json`. */
    readonly transform?: string | null;
    /** The model that served before. */
    readonly championModelName?: string | null;
    /** `taken back` where a person had approved a version of data that is older than what serves. */
    readonly approval?: "taken back";
}

/** One training run that has ended. */
export interface TrainingRun extends EndedRun<RunOutput> {
    readonly algorithm: string;
}

/** The contract's form of a run: what summary.json has of it under `training`. */
export function runSummary({ status, executionArn, output }: TrainingRun): Record<string, unknown> {
    return {
        status,
        executionArn,
        metrics: output?.metrics ?? {},
        verdict: output?.verdict ?? "",
        modelName: output?.modelName ?? "",
        endpointName: output?.endpointName ?? "",
        endpointConfigName: output?.endpointConfigName ?? "",
        modelPackageArn: output?.modelPackageArn ?? "",
    };
}

/** A run as `--json` tells it: the contract's keys, and what led to the verdict. */
export function runDetails(run: TrainingRun): Record<string, unknown> {
    return {
        ...runSummary(run),
        seconds: run.seconds,
        metric: run.output?.metric,
        comparison: run.output?.comparison,
        reason: run.output?.reason ?? run.failure?.reason,
        failure: run.failure,
        states: run.states,
    };
}

/** A failed run outweighs a model that does not come to serve. */
export function exitCodeFor(runs: readonly TrainingRun[]): number {
    if (runs.some((run) => run.failure)) return Exit.failed;
    const refused = ["rejected", "superseded"];
    return runs.some((run) => refused.includes(run.output?.verdict ?? "")) ? Exit.rejected : Exit.ok;
}
