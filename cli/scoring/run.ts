import { type DescribeExecutionOutput, SFNClient } from "@aws-sdk/client-sfn";
import type { ModelOutputs } from "../../contracts/outputs";
import { runFile } from "../../contracts/places";
import { runId } from "../../contracts/runIds";
import type { ScoringOutcome, ScoringReport } from "../../contracts/scoring";
import type { PushedObject } from "../files/landing";
import { readText } from "../files/objects";
import { type EndedRun, endedRun } from "../runs/endedRun";
import { findExecution, followExecution } from "../runs/executions";
import { failedIn } from "../runs/failures";
import type { Pace } from "../runs/pace";
import { number } from "../terminal/format";
import { type Report, step } from "../terminal/progress";

/** One scoring run that has ended. */
export interface ScoringRun extends EndedRun<ScoringOutcome> {
    /** The run's folder, an S3 URI without a slash at its end. */
    readonly folder: string;
}

/** Follows the scoring run that an upload started to its end. */
export async function followScoring(outputs: ModelOutputs, pushed: PushedObject, pace: Pace): Promise<ScoringRun> {
    const client = new SFNClient({});
    const { stateMachineArn, scores } = outputs.scoring;
    return step({
        title: "score",
        run: async (report: Report): Promise<ScoringRun> => {
            report("waiting for the event to start a run");
            const executionArn = await findExecution(client, stateMachineArn, pushed, pace);
            const ended = await followExecution(client, executionArn, pace, report);
            return { ...endedRun<ScoringOutcome>(ended), folder: `${scores}${runIdOf(ended.execution)}` };
        },
        detail: outcomeOf,
        isFailure: (run) => run.failure !== undefined,
    });
}

/** The id of the run that an execution was; one that failed tells it nowhere. */
export function runIdOf({ executionArn = "", startDate }: Pick<DescribeExecutionOutput, "executionArn" | "startDate">) {
    return runId(executionArn, startDate ?? new Date(0));
}

/** `804 of 804 rows scored, 0 set aside` or `failed in "Pre-process"` */
export function outcomeOf({ output, status, failure }: ScoringRun): string {
    if (output === undefined) return failedIn(status, failure?.state);
    if (output.verdict === "duplicate") return "duplicate: another run scores this file";
    return `${number(output.output)} of ${number(output.input)} rows scored, ${number(output.quarantined)} set aside`;
}

/** Why a run set rows aside, as its report says; undefined for a run that wrote none. */
export async function readReasons({ folder }: ScoringRun): Promise<ScoringReport["reasons"] | undefined> {
    const text = await readText(runFile(folder, "report"));
    return text === undefined ? undefined : (JSON.parse(text) as Partial<ScoringReport>).reasons;
}
