import type { Notice } from "../../contracts/notices";
import type { ScoringOutcome } from "../../contracts/scoring";
import {
    asSubject,
    executionLines,
    failureLines,
    outcomeOf,
    parsedObject,
    publish,
    type StatusChange,
} from "../shared/notices";

/** What the notice knows of the pipeline beside the event. */
export interface ScoringFacts {
    readonly model: string;
    /** Where scoring runs leave their files: an S3 location with a slash at its end. */
    readonly scores: string;
}

/** What became of a file to be scored, and what to do about it. */
export function composeScoringNotice(event: StatusChange, { model, scores }: ScoringFacts): Notice {
    const output = parsedObject(event.detail.output) as Partial<ScoringOutcome>;
    const outcome = outcomeOf(event) === "succeeded" ? "scored" : outcomeOf(event);
    const lines = [
        headline(outcome, model, output),
        "",
        ...(event.detail.status === "SUCCEEDED" ? resultLines(output) : failureLines(event)),
        "",
        `What to do: ${advice(outcome, output, scores)}`,
        "",
        `Model: ${model}`,
        ...Object.entries(output.algorithms ?? {}).flatMap(([algorithm, { modelName, modelPackageArn }]) => [
            `Model version of ${algorithm}: ${modelName}`,
            `Model package of ${algorithm}: ${modelPackageArn}`,
        ]),
        ...(output.degraded ?? []).map((algorithm) => `No version serves: ${algorithm}`),
        ...executionLines(event),
    ];
    return {
        subject: asSubject(`[drivetrain] scoring by ${model}: ${outcome}${subjectCount(output)}`),
        message: lines.join("\n"),
        attributes: { model, pipeline: "scoring", outcome },
    };
}

function headline(outcome: string, model: string, output: Partial<ScoringOutcome>): string {
    if (outcome === "scored") return `A file was scored by ${model}: ${countsOf(output)}.`;
    return `Scoring a file by ${model} ${outcome === "failed" ? "failed" : `was ended: ${outcome}`}.`;
}

function resultLines({ location, quarantine, record }: Partial<ScoringOutcome>): string[] {
    return [
        `Result: ${location ?? "the output of the execution tells"}`,
        ...(quarantine ? [`Rows set aside: ${quarantine}`] : []),
        ...(record ? [`Record: ${record}`] : []),
    ];
}

function advice(outcome: string, { quarantine }: Partial<ScoringOutcome>, scores: string): string {
    const again = "push the file once more.";
    if (outcome === "scored") {
        return quarantine ? `mend the rows that were set aside, and push them as a file of their own.` : "nothing.";
    }
    if (outcome === "aborted") return `nothing if it was meant; else ${again}`;
    return `open the execution (below) and mend what the reason names (rows that could not be used are under ${scores}<run>/quarantine/); then ${again}`;
}

function countsOf({ input, output, quarantined, clamped }: Partial<ScoringOutcome>): string {
    if (input === undefined || output === undefined) return "its execution tells how many rows";
    const aside = quarantined ? `, ${shown(quarantined)} set aside` : "";
    const bounded = clamped ? `, ${shown(clamped)} beyond the bounds of the target and set to them` : "";
    return `${shown(output)} of ${shown(input)} rows${aside}${bounded}`;
}

function subjectCount({ input, output }: Partial<ScoringOutcome>): string {
    return input === undefined || output === undefined ? "" : ` (${shown(output)} of ${shown(input)} rows)`;
}

function shown(count: number): string {
    return count.toLocaleString("en-US");
}

/**
 * Publishes one message for one change of status; none for an event that came twice. Environment: TOPIC_ARN, MODEL,
 * SCORES.
 */
export async function notifyScoring(event: StatusChange): Promise<Notice | null> {
    if (outcomeOf(event) === "duplicate") {
        return null;
    }
    const facts = { model: process.env.MODEL ?? "", scores: process.env.SCORES ?? "" };
    const notice = composeScoringNotice(event, facts);
    await publish(notice);
    return notice;
}
