import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { datasetOf, type ModelDefinition } from "../../components/model/model";
import type { ModelOutputs } from "../../contracts/outputs";
import { csvLine, csvRecords } from "../../functions/shared/csv";
import { inRoot } from "../checkout";
import { checkCsvFile } from "../files/csvFile";
import { PredictionClient } from "../realtime/client";
import { withKnownColumns } from "../realtime/knownColumns";
import { askApi, type Scores } from "../realtime/predictions";
import type { StackStatus } from "../status/status";
import { CommandError, UsageError } from "../terminal/errors";

const rowsAsked = 5;

/** The algorithms of a stack of which no model serves yet: nobody can ask it anything before they are trained. */
export function notServing({ pipelines = {} }: StackStatus): readonly string[] {
    return Object.keys(pipelines).filter((algorithm) => pipelines[algorithm]?.champion === undefined);
}

/**
 * A file of the checkout's data that a model can be trained with: the one that is called as it is, else the first one
 * with its columns.
 * @throws UsageError where there is none
 */
export async function sampleOf(model: ModelDefinition, folder: string = inRoot("data")): Promise<string> {
    const own = join(folder, `${model.name}.csv`);
    const others = readdirSync(folder)
        .filter((file) => file.endsWith(".csv"))
        .map((file) => join(folder, file));
    for (const file of [...(existsSync(own) ? [own] : []), ...others.filter((other) => other !== own)]) {
        if (await fits(file, model)) return file;
    }
    throw new UsageError(
        `No file in ${folder} has the columns of ${model.name}: put one there as ${model.name}.csv, or name one by --file.`,
    );
}

async function fits(file: string, model: ModelDefinition): Promise<boolean> {
    try {
        await checkCsvFile(file, "training", datasetOf(model));
        return true;
    } catch (error) {
        if (error instanceof UsageError) return false;
        throw error;
    }
}

/**
 * Asks a stack's API about some rows of a file.
 * @throws CommandError where it does not answer, or an algorithm or the combination gives no number for a row
 */
export async function askSome(outputs: ModelOutputs, model: ModelDefinition, file: string): Promise<readonly Scores[]> {
    const lines = firstLines(readFileSync(file, "utf8"), model);
    const { csv } = withKnownColumns(lines.join(""), model.columns, model.delimiter);
    const scores = await askApi(new PredictionClient(outputs.realtime), outputs, csv);
    requireNumbers(scores, lines.length - 1);
    return scores;
}

/** The header and some rows, however many lines they take. */
function firstLines(text: string, { delimiter }: ModelDefinition): string[] {
    const lines: string[] = [];
    for (const record of csvRecords(text, Infinity, delimiter)) {
        if (typeof record === "string" || lines.length > rowsAsked) break;
        lines.push(`${csvLine(record.fields, delimiter ?? ",")}\n`);
    }
    return lines;
}

/** @throws CommandError naming what is missing */
export function requireNumbers(scores: readonly Scores[], rows: number): void {
    if (scores.length !== rows) throw new CommandError(`The API answered ${scores.length} of ${rows} rows.`);
    const missing = scores.flatMap((one, row) =>
        Object.entries(one).flatMap(([name, score]) =>
            typeof score === "number" && Number.isFinite(score) ? [] : [`row ${row + 1} has no score of ${name}`],
        ),
    );
    if (missing.length > 0) throw new CommandError(`The API answered, but ${missing.join(", ")}.`);
}
