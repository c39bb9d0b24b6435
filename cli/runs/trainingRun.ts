import type { TrainingOutcome } from "../../contracts/verdict";
import { Exit } from "../terminal/errors";
import type { EndedRun } from "./endedRun";

/** One training run that has ended. */
export interface TrainingRun extends EndedRun<TrainingOutcome> {
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
        combined: run.output?.combined,
        reason: run.output?.reason ?? run.failure?.reason,
        failure: run.failure,
        states: run.states,
    };
}

/** A failed run outweighs a model that does not come to serve. */
export function exitCodeFor(runs: readonly TrainingRun[]): number {
    if (runs.some((run) => run.failure)) return Exit.failed;
    const refused = ["rejected", "superseded", "withdrawn"];
    return runs.some((run) => refused.includes(run.output?.verdict ?? "")) ? Exit.rejected : Exit.ok;
}
