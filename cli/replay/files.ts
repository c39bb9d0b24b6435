import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../terminal/errors";
import { replayPage } from "./page";
import type { ReplayReport } from "./report";

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
