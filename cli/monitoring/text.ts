import { type DriftVerdict, violatedName, windowFiles } from "../../contracts/monitoring";
import { shownNumber } from "../../functions/shared/notices";
import { failureSentence } from "../runs/failures";
import { defaultStack, stackOption } from "../stacks/stackOption";
import { count, duration, number } from "../terminal/format";
import { table } from "../terminal/table";
import { type MonitoringRun, outcomeOf } from "./run";

/** What the monitor found, as people read it. */
export function monitorText({ output, seconds }: MonitoringRun, stack = defaultStack): string {
    if (output === undefined) return "";
    if (output.verdict === "nothing new") {
        return [
            output.reason,
            ...unmatchedLines(output.counts),
            ...captureLines(output),
            ...brokenLines(output.counts),
        ].join("\n");
    }
    const { counts, location, notes = [], report, window } = output;
    return [
        table(
            ["rows", "labels", "waiting for labels", "broken lines", "time"],
            [[...[counts.rows, counts.labelled, counts.pending, counts.brokenLines].map(number), duration(seconds)]],
        ),
        ...violationLines(output),
        ...metricLines(output),
        ...unmatchedLines(counts),
        ...notes.map((note) => `Not judged: ${note}.`),
        ...captureLines(output),
        ...brokenLines(counts),
        ...(report ? [`Report: npx drivetrain report${stackOption(stack)}`] : []),
        `Files: ${location}/`,
        `Rows: ${window}`,
    ].join("\n");
}

function violationLines({ violations }: DriftVerdict): string[] {
    const rows = Object.entries(violations).flatMap(([judgement, found]) =>
        found.map((violation) => [
            judgement,
            violatedName(violation),
            violation.constraint_check_type,
            violation.description,
        ]),
    );
    return rows.length === 0 ? ["Nothing drifted."] : [table(["judged", "what", "check", "found"], rows)];
}

/** How good the combined result was, where labels came. */
function metricLines({ metrics = {}, counts }: DriftVerdict): string[] {
    const told = Object.entries(metrics).map(([name, value]) => `${name} ${shownNumber(value)}`);
    return told.length === 0 ? [] : [`The result over ${count(counts.labelled, "label")}: ${told.join(", ")}.`];
}

/** Labels that may name rows that nobody asked about, e.g. since their identifiers are those of another system. */
function unmatchedLines({ unmatched = 0 }: Partial<DriftVerdict["counts"]> = {}): string[] {
    return unmatched === 0 ? [] : [`${count(unmatched, "label")} of rows that nobody asked about, kept for 90 days.`];
}

/** Broken lines that are told one by one. */
const mostBroken = 3;

type BrokenCounts = Pick<DriftVerdict["counts"], "broken" | "brokenLines">;

/** Which lines were left out, and why. */
function brokenLines({ broken = [], brokenLines: all }: BrokenCounts = { brokenLines: 0 }): string[] {
    const told = broken.slice(0, mostBroken);
    const place = (line: number) => (line === 0 ? "" : `, line ${line}`);
    return [
        ...told.map(({ object, line, reason }) => `Left out: ${object}${place(line)}: ${reason}.`),
        ...(all > told.length && told.length > 0
            ? [`... and ${all - told.length} more: see ${windowFiles.counts} of the window.`]
            : []),
    ];
}

/** What endpoints did not capture, whose drift may not be seen. */
function captureLines({ captures = [] }: Pick<DriftVerdict, "captures">): string[] {
    return captures
        .filter(({ short }) => short)
        .map(
            ({ endpoint, captured, expected, invocations, since, until }) =>
                `${endpoint} captured ${number(captured)} of ${number(invocations)} invocations between ${shown(since)} and ` +
                `${shown(until)}, where ${number(Math.round(expected))} are to be expected: data capture stops where a ` +
                "disk is nearly full.",
        );
}

function shown(time: string): string {
    return time.replace("T", " ").slice(0, 16);
}

/** Why a run came to no verdict. */
export function notJudgedText(run: MonitoringRun): string {
    return failureSentence("the monitor", run, outcomeOf(run));
}
