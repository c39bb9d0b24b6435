import type { EndedRun } from "./endedRun";

/** `failed in "Train the model"`, `timed out` */
export function failedIn(status: string, state: string | undefined): string {
    return `${status.toLowerCase().replace(/_/g, " ")}${state ? ` in "${state}"` : ""}`;
}

/**
 * Why a run failed, where, and where to look.
 * @param what what ran: an algorithm, or the scoring
 * @param outcome how it ended, in words
 */
export function failureSentence(
    what: string,
    { failure, executionArn }: Pick<EndedRun<unknown>, "failure" | "executionArn">,
    outcome: string,
): string {
    // That it failed is said already; other errors have names that tell more.
    const error = failure && !["Failed", "States.TaskFailed"].includes(failure.error) ? `${failure.error}: ` : "";
    const log = failure?.job ? `log group /aws/sagemaker/${failure.job.kind}s, stream ${failure.job.name}/...; ` : "";
    const reason = failure?.reason.replace(/\s*\n\s*/g, " ");
    return `${what} ${outcome}: ${error}${reason}\n  Look at: ${log}execution ${failure?.executionArn ?? executionArn}`;
}
