import type { DriftRequest } from "../../contracts/monitoring";
import { csvLine, readCsv } from "../shared/csv";
import { type Objects, readText } from "../shared/objects";

/** What a record says of a row beside what the analyzer said. */
const known = ["model", "version", "window", "files", "execution"] as const;

/**
 * The analyzer's `drift.csv` of each judgement (jobs/monitor/report.py), a row per feature and baseline, with what it
 * cannot know beside it: the model, the version, the window. All judgements have the same columns, so that one table
 * holds them.
 */
export async function* driftRecord(objects: Objects, model: string, request: DriftRequest): AsyncGenerator<string> {
    const { window, location, models, executionArn } = request;
    const versions = Object.fromEntries(models.map((one) => [one.algorithm, one.modelPackageArn]));
    let begun = false;
    for (const judgement of request.judgements) {
        const files = `${location}/${judgement}/`;
        // Another container than ours leaves none.
        const text = await readText(objects, `${files}drift.csv`).catch(noneWhereMissing);
        const [header = [], ...rows] = readCsv(text).records;
        const algorithmAt = header.indexOf("name");
        if (!begun) {
            yield line([...known, ...header]);
            begun = true;
        }
        for (const row of rows) {
            const version = versions[row[algorithmAt] ?? ""] ?? "";
            yield line([model, version, window, files, executionArn, ...row]);
        }
    }
}

function noneWhereMissing(error: Error): string {
    if (error.name === "ObjectMissing") return "";
    throw error;
}

function line(fields: readonly string[]): string {
    return `${csvLine(fields, ",")}\n`;
}
