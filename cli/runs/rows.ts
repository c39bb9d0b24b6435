import { folderOfTransform, runFile } from "../../contracts/places";
import { readText } from "../files/objects";
import { reasonLines } from "../scoring/text";
import { number } from "../terminal/format";
import type { TrainingRun } from "./trainingRun";

/** What pre-processing counted of a training file (jobs/preprocess writes it as the run's `report.json`). */
export interface TrainingRows {
    readonly input: number;
    readonly used: number;
    readonly quarantined: number;
    /** How many rows were set aside, by the reason. */
    readonly reasons: Readonly<Record<string, number>>;
}

/** What became of the rows of a file: every algorithm's run of it counts the same; undefined where none came so far. */
export async function readRows(runs: readonly TrainingRun[]): Promise<TrainingRows | undefined> {
    const transform = runs.flatMap(({ output }) => output?.transform ?? [])[0];
    if (transform === undefined) return undefined;
    const text = await readText(runFile(folderOfTransform(transform), "report"));
    return text === undefined ? undefined : (JSON.parse(text) as TrainingRows);
}

/** How many rows were used and set aside, and why. */
export function rowsText({ input, used, quarantined, reasons }: TrainingRows): string {
    const told = `${number(used)} of ${number(input)} ${input === 1 ? "row" : "rows"} used, ${number(quarantined)} set aside`;
    return [quarantined > 0 ? `${told}:` : `${told}.`, ...reasonLines(reasons)].join("\n");
}
