import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { monitoringPrefix } from "../../contracts/monitoring";
import type { ModelOutputs } from "../../contracts/outputs";
import { s3Uri } from "../../contracts/places";
import { reportPage as pageIn, type ReportRequest, reportsPrefix, runDescription } from "../../contracts/reports";
import { readOptional } from "../../functions/insights/reading/history";
import { readRun } from "../../functions/insights/reading/run";
import { reportPage } from "../../functions/insights/report/report";
import { connectReports, type ReportServices } from "../../functions/insights/writeReport";
import { inRoot } from "../checkout";
import { download } from "../files/objects";
import type { StackReference } from "../stacks/stack";
import { stackOption } from "../stacks/stackOption";
import { CommandError, UsageError } from "../terminal/errors";

/** A report on this machine. */
export interface FetchedReport {
    readonly run: string;
    /** Path of the page. */
    readonly file: string;
    /** S3 URI of the page that the run left. */
    readonly report: string;
    /** What the page lacks, as a sentence; undefined where it is the run's own. */
    readonly lacks?: string;
}

/** Runs that are looked at for one that was judged: most find something new. */
const mostLooked = 50;

/**
 * Brings the report of a run here: the page that the run left, or, where that may not be read or is gone, one made of
 * the run's other files, which tell no rows.
 * @param run its id; the last run that was judged where none is given
 * @param file where to put it
 * @throws CommandError where there is no such run
 */
export async function fetchReport(
    stack: StackReference,
    outputs: ModelOutputs,
    run?: string,
    file?: string,
): Promise<FetchedReport> {
    const services = await connectReports();
    const request = await findRun(services, stack, outputs, run);
    const path = file ?? inRoot(".drivetrain", "insights", stack.name, `report-${request.runId}.html`);
    mkdirSync(dirname(path), { recursive: true });
    const report = pageIn(request.reportFolder);
    try {
        await download(report, path);
        return { run: request.runId, file: path, report };
    } catch (error) {
        const lacks = whyNot(error as Error, report);
        const data = await readRun(services, outputs.model, request, lacks);
        writeFileSync(path, reportPage(data, new Date().toISOString()));
        return { run: request.runId, file: path, report, lacks };
    }
}

/** The run's description: it tells what its report is made of. */
async function findRun(
    { listing, objects }: ReportServices,
    stack: StackReference,
    { artifactBucket }: ModelOutputs,
    run: string | undefined,
): Promise<ReportRequest> {
    if (run !== undefined && !/^[\w-]+$/.test(run)) {
        throw new UsageError(`"${run}" is no run: ids are as in s3://${artifactBucket}/${monitoringPrefix}.`);
    }
    const known = run === undefined ? await newestRuns(listing, stack, artifactBucket) : [run];
    for (const id of known.slice(0, mostLooked)) {
        const description = runDescription(s3Uri(artifactBucket, `${monitoringPrefix}${id}`));
        const text = await readOptional(objects, description);
        if (text !== "") return JSON.parse(text) as ReportRequest;
    }
    throw new CommandError(
        run === undefined
            ? `No monitoring run of ${stack.name} that these credentials may read has judged anything yet: \`npx drivetrain monitor${stackOption(stack.name)}\` starts one.`
            : `There is no report of the run ${run}: it judged nothing, or there was no such run. \`npx drivetrain report${stackOption(stack.name)}\` shows the last one.`,
    );
}

/** The ids of all runs, the newest first: they begin with the time of the run. */
async function newestRuns(listing: ReportServices["listing"], stack: StackReference, bucket: string) {
    const ids = await listing.folders(bucket, monitoringPrefix).catch((error: Error) => {
        if (error.name !== "AccessDenied") throw error;
        throw new CommandError(
            `These credentials may not look for the runs of ${stack.name}: ask for s3:ListBucket of s3://${bucket}, and for ` +
                `s3:GetObject under ${monitoringPrefix} there.`,
        );
    });
    return [...ids].sort().reverse();
}

/** What to say in place of the rows. @throws the error where it has another cause */
function whyNot(error: Error, report: string): string {
    const without = "Single rows are left out here: ";
    if (error.name === "NoSuchKey") {
        return `${without}the run's own report, ${report}, is gone with the captures of that time, or was never written.`;
    }
    if (error.name === "AccessDenied") {
        return (
            `${without}they lie where captures do, and these credentials may not read ${report}. ` +
            `Ask for s3:GetObject under ${reportsPrefix} of that bucket, and kms:Decrypt by the stack's key.`
        );
    }
    throw error;
}
