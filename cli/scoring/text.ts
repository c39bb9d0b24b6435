import { explanationColumns, type ScoringOutcome, type ScoringReport } from "../../contracts/scoring";
import { failureSentence } from "../runs/failures";
import { versionOf } from "../runs/registry";
import { count, duration, number } from "../terminal/format";
import { type Cell, table } from "../terminal/table";
import type { ScoredTable } from "./result";
import { outcomeOf, type ScoringRun } from "./run";

/** What a scoring run left, as far as it is shown. */
export interface ScoringFindings {
    /** First rows of the result. */
    readonly preview?: ScoredTable;
    readonly reasons?: ScoringReport["reasons"];
    /** The files on this machine that the result, and the rows that were set aside, were put into. */
    readonly saved?: { readonly result: string; readonly quarantine?: string };
}

/** What came of a file, as people read it. */
export function scoringText({ output, seconds }: ScoringRun, { preview, reasons, saved }: ScoringFindings): string {
    if (output === undefined) return "";
    return [
        table(["rows in", "scored", "set aside", "time"], [countsOf(output, seconds)]),
        table(["algorithm", "version", "model", "rows"], Object.entries(output.algorithms).map(versionRow)),
        ...degradedLines(output),
        ...clampedLines(output),
        ...(preview && preview.rows.length > 0
            ? [
                  previewTable(preview, output),
                  ...explanationLines(preview, output),
                  `First ${count(preview.rows.length, "row")}.`,
              ]
            : []),
        `Result: ${output.location}${here(saved?.result)}`,
        ...asideLines(output, reasons, saved?.quarantine),
    ].join("\n");
}

function countsOf({ input, output, quarantined }: ScoringOutcome, seconds: number): Cell[] {
    return [number(input), number(output), number(quarantined), duration(seconds)];
}

function versionRow([algorithm, { modelPackageArn, modelName, rows }]: [
    string,
    ScoringOutcome["algorithms"][string],
]): Cell[] {
    return [algorithm, versionOf(modelPackageArn), modelName, number(rows)];
}

function degradedLines({ degraded }: ScoringOutcome): string[] {
    return degraded.length === 0
        ? []
        : [`Degraded: no version of ${degraded.join(", ")} is approved, so the result rests on the others alone.`];
}

function clampedLines({ clamped }: ScoringOutcome): string[] {
    return clamped > 0
        ? [
              `${count(clamped, "result")} ${clamped === 1 ? "was" : "were"} beyond the least or the greatest value that the ` +
                  `model's file gives the target, and ${clamped === 1 ? "is" : "are"} that value.`,
          ]
        : [];
}

/** More columns than this make a table that no terminal holds. */
const columnsShown = 14;

/**
 * The first rows; scores, which stand in the last columns, are rounded. Of a wide table the identifier, which is the
 * first column, and the scores; what explains them is told in a table of its own.
 */
function previewTable({ header, rows }: ScoredTable, { algorithms, degraded, explained = [] }: ScoringOutcome): string {
    const scores = header.length - Object.keys(algorithms).length - degraded.length - 1;
    const carried = scores - explanationColumns(explained).length;
    const isWide = carried + header.length - scores > columnsShown;
    const isShown = (_: unknown, column: number): boolean =>
        column === 0 || column >= scores || (!isWide && column < carried);
    const shown = (cell: string, column: number): Cell =>
        column < scores || cell === "" ? cell : number(Number(cell));
    return table(
        header.filter(isShown),
        rows.map((row) => row.map(shown).filter(isShown)),
    );
}

/** What adds or takes most of the first rows' scores, and where the result has it. */
function explanationLines({ header, rows }: ScoredTable, { explained = [] }: ScoringOutcome): string[] {
    if (explained.length === 0) return [];
    const reasons = explained.map((algorithm) => {
        const places = explanationColumns([algorithm]).map((column) => header.indexOf(column));
        return (row: readonly string[]): string => {
            const told = places.map((place) => row[place] ?? "");
            const pairs = told.flatMap((feature, at) =>
                at % 2 === 0 && feature !== "" ? [[feature, told[at + 1]]] : [],
            );
            return pairs.map(([feature, amount]) => `${feature} ${signed(Number(amount))}`).join(", ");
        };
    });
    return [
        table(
            [header[0] ?? "", ...explained.map((algorithm) => `${algorithm}: what adds or takes most`)],
            rows.map((row) => [row[0] ?? "", ...reasons.map((reason) => reason(row))]),
        ),
        `In the result: ${explanationColumns(explained.slice(0, 1)).slice(0, 2).join(" and ")}, and so on.`,
    ];
}

function signed(amount: number): string {
    return `${amount < 0 ? "" : "+"}${number(amount)}`;
}

function asideLines(
    { quarantine }: ScoringOutcome,
    reasons: ScoringReport["reasons"] | undefined,
    saved: string | undefined,
): string[] {
    if (quarantine === null) return [];
    return [`Set aside: ${quarantine}${here(saved)}`, ...reasonLines(reasons)];
}

function here(path: string | undefined): string {
    return path === undefined ? "" : `, and here: ${path}`;
}

/** Why rows were set aside, the most frequent reason first. */
export function reasonLines(reasons: ScoringReport["reasons"] = {}): string[] {
    return Object.entries(reasons)
        .sort(([, a], [, b]) => b - a)
        .map(([reason, rows]) => `  ${count(rows, "row")}: ${reason}`);
}

/** Why a file was not scored. */
export function notScoredText(run: ScoringRun, reasons: ScoringReport["reasons"] | undefined): string {
    if (run.output?.verdict === "duplicate") {
        return `The event of this upload came twice, and the first run has it: ${run.executionArn} did nothing.`;
    }
    const lines = reasonLines(reasons);
    return [
        failureSentence("scoring", run, outcomeOf(run)),
        ...(lines.length > 0 ? [`Rows set aside: ${run.folder}/quarantine/`, ...lines] : []),
    ].join("\n");
}
