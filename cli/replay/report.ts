import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RetrainingSettings } from "../../contracts/retraining";
import { UsageError } from "../terminal/errors";
import { replayPage } from "./page";
import { type ToldDay, type Totals, totalsOf } from "./timeline";

/** What a replay comes to: `replay.json`, and what `--json` prints. */
export interface ReplayReport {
    /** The history's folder, as it was named. */
    readonly folder: string;
    /** The stack whose model and settings were replayed. */
    readonly stack: string;
    readonly model: string;
    readonly target: string;
    readonly algorithms: readonly string[];
    /** What was set otherwise, as it was typed. */
    readonly settings: readonly string[];
    /** When drift starts training; false where it does not. */
    readonly retrain: RetrainingSettings | false;
    readonly seconds: number;
    readonly totals: Totals;
    readonly days: readonly ToldDay[];
}

export function reportOf(
    about: Pick<ReplayReport, "folder" | "stack" | "model" | "target" | "algorithms">,
    how: Pick<ReplayReport, "settings" | "retrain">,
    days: readonly ToldDay[],
    seconds: number,
): ReplayReport {
    return { ...about, ...how, seconds, totals: totalsOf(days), days };
}

const figuresFile = "replay.json";

/** Writes the figures, and a page that shows them. @returns their paths */
export function writeReport(folder: string, report: ReplayReport): { readonly figures: string; readonly page: string } {
    const files = { figures: join(folder, figuresFile), page: join(folder, "replay.html") };
    mkdirSync(folder, { recursive: true });
    writeFileSync(files.figures, `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(files.page, replayPage(report));
    return files;
}

/** Reads what an earlier replay has written. @throws UsageError where it is no such file */
export function readReport(path: string): ReplayReport {
    try {
        const report = JSON.parse(readFileSync(path, "utf8")) as Partial<ReplayReport>;
        if (report.totals && Array.isArray(report.days)) return report as ReplayReport;
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "ENOENT") {
            throw new UsageError(`There is no file "${path}": --beside takes the ${figuresFile} of a replay.`);
        }
        if (code !== undefined && code !== "EISDIR") throw error;
    }
    throw new UsageError(`"${path}" is no ${figuresFile} of a replay: --beside takes one.`);
}
