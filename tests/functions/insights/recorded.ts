import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { ReportRequest } from "../../../contracts/reports";
import { sampleRequest } from "../../../tools/docs/pictures/sample";

const python = process.env.DRIVETRAIN_PYTHON ?? join(__dirname, "../../../.drivetrain/python/bin/python");

/** The last of the runs of recorded.py. */
export const lastRun = "20260104-060000-0a1b2c3d";

/** Leaves the files of monitoring runs below a folder, by the real jobs: `artifacts/` and `captures/` are the buckets. */
export function recordRuns(folder: string): void {
    execFileSync(python, [join(__dirname, "recorded.py"), folder], { stdio: ["ignore", "ignore", "inherit"] });
}

/** What the report of a run is asked. */
export function requestOf(run = lastRun): ReportRequest {
    const [, month = "", day = ""] = /^\d{4}(\d\d)(\d\d)/.exec(run) ?? [];
    return {
        ...sampleRequest,
        runId: run,
        location: `s3://artifacts/monitoring/${run}`,
        reportFolder: `s3://captures/reports/${run}`,
        startedAt: `2026-${month}-${day}T06:00:00Z`,
    };
}
