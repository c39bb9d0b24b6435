import { type ReportAnswer, reportPage as pageIn, type ReportRequest, runDescription } from "../../contracts/reports";
import { connectListing, type Listing } from "../shared/listing";
import { connectObjects, type Objects, writeJsonObject, writeText } from "../shared/objects";
import { readRun } from "./reading/run";
import { reportPage } from "./report/report";

/** What the handler needs of AWS. */
export interface ReportServices {
    readonly objects: Objects;
    readonly listing: Listing;
}

/** Writes the report of a run, and beside the run's files what it was asked, so that others can make one, too. */
export async function write(
    services: ReportServices,
    model: string,
    request: ReportRequest,
    madeAt: string,
): Promise<ReportAnswer> {
    // First, so that a page can still be made where this one fails.
    await writeJsonObject(services.objects, runDescription(request.location), request);
    const page = reportPage(await readRun(services, model, request), madeAt);
    const report = pageIn(request.reportFolder);
    await writeText(services.objects, report, page, "text/html; charset=utf-8");
    return { report };
}

/** The factory of the handler, to be serialized into a Lambda. Environment: MODEL. */
export function writeReportHandler(
    connect: () => Promise<ReportServices> = connectReports,
): () => (request: ReportRequest) => Promise<ReportAnswer> {
    return () => async (request) => write(await connect(), process.env.MODEL ?? "", request, new Date().toISOString());
}

/** S3 itself. */
export async function connectReports(): Promise<ReportServices> {
    return { objects: await connectObjects(), listing: await connectListing() };
}
