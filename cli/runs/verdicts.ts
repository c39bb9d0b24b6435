import type { ChampionComparison, CombinedQuality, TrainingOutcome } from "../../contracts/verdict";
import { stackOption } from "../stacks/stackOption";
import { duration, number, r2Text } from "../terminal/format";
import { type Cell, table } from "../terminal/table";
import { failedIn, failureSentence } from "./failures";
import { versionOf } from "./registry";
import type { TrainingRun } from "./trainingRun";

/** `promoted, validation:rmse 2,311.2` or `failed in "Train the model"`. */
export function verdictOf({ output, status, failure }: TrainingRun): string {
    if (output === undefined) return failedIn(status, failure?.state);
    return [output.verdict, output.metric && `${output.metric.name} ${number(output.metric.value)}`]
        .filter(Boolean)
        .join(", ");
}

/** A run as the table shows it; the verdict of a trial is another word. */
export interface ShownRun extends Pick<TrainingRun, "algorithm" | "status" | "seconds"> {
    readonly output?: Omit<TrainingOutcome, "verdict" | "reason"> & { readonly verdict: string };
}

/** The table that ends a training. */
export function runsTable(runs: readonly ShownRun[]): string {
    const rows = runs.map(({ algorithm, status, output, seconds }): Cell[] => [
        algorithm,
        output?.verdict ?? status.toLowerCase(),
        output?.metric && `${output.metric.name}\n${number(output.metric.value)}`,
        output?.metric && number(output.metric.threshold),
        output?.comparison && challenger(output.comparison),
        champion(output?.comparison),
        output && named(output),
        duration(seconds),
    ]);
    const combined = combinedOf(runs);
    if (combined) rows.push(combinedRow(combined));
    const head = ["algorithm", "verdict", "metric", "threshold", "challenger", "champion", "version, endpoint", "time"];
    return table(head, rows);
}

/**
 * How the combined result did on the test rows of these runs of one file: as the last of them has measured it, which knows
 * the others' models; undefined where none was judged.
 */
export function combinedOf(runs: readonly Pick<ShownRun, "output">[]): CombinedQuality | undefined {
    const known = runs.flatMap(({ output }) => output?.combined ?? []);
    return known.toSorted((one, other) => other.algorithms.length - one.algorithms.length)[0];
}

function challenger({ metric, challenger, r2 }: ChampionComparison): Cell {
    return [metric, number(challenger), ...r2Lines(r2)].join("\n");
}

/** None of a version of before it was kept. */
function r2Lines(r2: number | null | undefined): string[] {
    return typeof r2 === "number" ? [`r2 ${r2Text(r2)}`] : [];
}

function combinedRow({ rule, algorithms, rmse, r2 }: CombinedQuality): Cell[] {
    const of = `${rule} of\n${algorithms.join("\n")}`;
    return [
        "combined",
        undefined,
        undefined,
        undefined,
        ["rmse", number(rmse), ...r2Lines(r2)].join("\n"),
        undefined,
        of,
        undefined,
    ];
}

/** Every model that is judged has been compared; a run that ended before (duplicate, superseded) has no comparison. */
function champion(comparison: ChampionComparison | null | undefined): Cell {
    if (!comparison) return undefined;
    const { champion, rows, margin } = comparison;
    if (champion === null) return "none";
    const lines = [number(champion), `${number(rows)} rows`, margin > 0 ? `margin ${number(margin)}` : ""];
    return lines.filter(Boolean).join("\n");
}

function named({ modelName, modelPackageArn, endpointName }: NonNullable<ShownRun["output"]>): Cell {
    const version = modelPackageArn ? `version ${versionOf(modelPackageArn)}` : undefined;
    const lines = [version, modelName, endpointName].filter(Boolean);
    return lines.length > 0 ? lines.join("\n") : undefined;
}

/**
 * What came of a run, in sentences: the reason, which has both figures, the version in the registry, what to do next.
 * @param stack the stack's name
 */
export function explained(run: TrainingRun, stack: string): string {
    const { algorithm, output } = run;
    if (output === undefined) return failureSentence(algorithm, run, verdictOf(run));
    const { reason, modelPackageArn, verdict, approval } = output;
    return [
        `${algorithm}: ${reason}`,
        modelPackageArn ? `  Model package: ${modelPackageArn}` : "",
        verdict === "pending"
            ? `  It serves once it is approved: npx drivetrain approve ${algorithm}${stackOption(stack)}`
            : "",
        approval === "taken back" ? "  Its approval was taken back: the registry has the version as rejected." : "",
    ]
        .filter(Boolean)
        .join("\n");
}
