import type { AnalysisReport, Judgement } from "../../../contracts/monitoring";
import { parseS3Uri } from "../../../contracts/places";
import { type Figures, figuresFile, reportFiles, type ReportRequest, type ToldRows } from "../../../contracts/reports";
import type { Listing } from "../../shared/listing";
import { type Objects, readJsonObject } from "../../shared/objects";
import { type DriftRow, driftRows, readHistory, readOptional } from "./history";

/** What a report is made of. */
export interface RunData {
    readonly model: string;
    readonly request: ReportRequest;
    readonly judged: readonly JudgedData[];
    /** The last runs, the oldest first, and this one at the end. */
    readonly history: readonly DriftRow[];
    /** Why rows of the window are left out, where they are. */
    readonly withheld?: string;
}

/** What there is of a judgement; without figures where another container than ours made it. */
export interface JudgedData {
    readonly judgement: Judgement;
    readonly report: AnalysisReport;
    readonly figures?: Figures;
    readonly rows?: ToldRows;
}

/** Runs that drift is shown over. */
export const runsShown = 60;

/**
 * Reads what a run left.
 * @param withheld why the rows of the window are not to be read
 * @throws an error named `ObjectMissing` where a judgement has no report
 */
export async function readRun(
    services: { readonly listing: Listing; readonly objects: Objects },
    model: string,
    request: ReportRequest,
    withheld?: string,
): Promise<RunData> {
    const { objects } = services;
    const judged = await Promise.all(
        request.judgements.map(async (judgement): Promise<JudgedData> => {
            const files = `${request.location}/${judgement}`;
            const rows = `${request.reportFolder}/${judgement}/${reportFiles.rows}`;
            return {
                judgement,
                report: (await readJsonObject(objects, `${files}/report.json`)) as AnalysisReport,
                figures: await optional<Figures>(objects, `${files}/${figuresFile}`),
                // Of data quality no row is told.
                rows:
                    withheld === undefined && judgement === "model-quality"
                        ? await optional<ToldRows>(objects, rows)
                        : undefined,
            };
        }),
    );
    const own = await Promise.all(
        request.judgements.map((judgement) => readOptional(objects, `${request.location}/${judgement}/drift.csv`)),
    );
    const before = await readHistory(services, parseS3Uri(request.location).bucket, runsShown);
    const history = before.filter(({ run, time }) => run !== request.runId && time <= request.startedAt);
    return { model, request, judged, history: [...history, ...own.flatMap(driftRows)], withheld };
}

async function optional<T>(objects: Objects, uri: string): Promise<T | undefined> {
    const text = await readOptional(objects, uri);
    return text === "" ? undefined : (JSON.parse(text) as T);
}
