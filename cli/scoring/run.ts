import { createHash } from "node:crypto";
import { type DescribeExecutionOutput, SFNClient } from "@aws-sdk/client-sfn";
import type { PushedObject } from "../files/landing";
import { readText } from "../files/objects";
import { type EndedRun, endedRun } from "../runs/endedRun";
import { findExecution, followExecution } from "../runs/executions";
import { failedIn } from "../runs/failures";
import type { Pace } from "../runs/pace";
import type { ModelOutputs } from "../stacks/outputs";
import { number } from "../terminal/format";
import { type Report, step } from "../terminal/progress";

/**
 * What a scoring run says in the end (components/scoring). A run of an event that came twice says its verdict alone.
 */
export interface ScoringOutput {
    readonly verdict: "scored" | "duplicate";
    /** Rows of the file; `output` and `quarantined` add up to it. */
    readonly input: number;
    readonly output: number;
    readonly quarantined: number;
    /** S3 URI of the result. */
    readonly location: string;
    readonly algorithms: Readonly<
        Record<string, { readonly rows: number; readonly modelPackageArn: string; readonly modelName: string }>
    >;
    /** Algorithms of which no version is approved. */
    readonly degraded: readonly string[];
    /** S3 URI of the rows that were set aside; null where there are none. */
    readonly quarantine: string | null;
}

/** One scoring run that has ended. */
export interface ScoringRun extends EndedRun<ScoringOutput> {
    /** The run's folder, an S3 URI without a slash at its end. */
    readonly folder: string;
}

/** How many rows were set aside, by the reason. */
export type Reasons = Readonly<Record<string, number>>;

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
            return { ...endedRun<ScoringOutput>(ended), folder: `${scores}${runIdOf(ended.execution)}` };
        },
        detail: outcomeOf,
        isFailure: (run) => run.failure !== undefined,
    });
}

/** The id that an execution gives itself (components/asl/runs.ts); a run that failed tells it nowhere. */
export function runIdOf({ executionArn = "", startDate }: Pick<DescribeExecutionOutput, "executionArn" | "startDate">) {
    const start = (startDate ?? new Date(0)).toISOString();
    const digits = (text: string): string => text.replace(/\D/g, "");
    const hash = createHash("sha256").update(executionArn).digest("hex").slice(0, 8);
    return `${digits(start.slice(0, 10))}-${digits(start.slice(11, 19))}-${hash}`;
}

/** `804 of 804 rows scored, 0 set aside` or `failed in "Pre-process"` */
export function outcomeOf({ output, status, failure }: ScoringRun): string {
    if (output === undefined) return failedIn(status, failure?.state);
    if (output.verdict === "duplicate") return "duplicate: another run scores this file";
    return `${number(output.output)} of ${number(output.input)} rows scored, ${number(output.quarantined)} set aside`;
}

/** Why a run set rows aside, as its report says; undefined for a run that wrote none. */
export async function readReasons({ folder }: ScoringRun): Promise<Reasons | undefined> {
    const text = await readText(`${folder}/report/report.json`);
    return text === undefined ? undefined : (JSON.parse(text) as { reasons?: Reasons }).reasons;
}
