import type { DriftRequest, Judgement } from "./monitoring";
import { parseS3Uri } from "./places";

/** Prefix of the capture bucket that monitoring runs leave their reports under: they tell raw rows, as captures do. */
export const reportsPrefix = "reports/";

/** What a run's folder below it has. */
export const reportFiles = { page: "report.html", rows: "rows.json" } as const;

/** What charts show of a judgement, beside its `report.json` (jobs/monitor/figures.py). */
export const figuresFile = "figures.json";

/** The folder of a run's report, an S3 URI without a slash at its end. */
export function reportPage(folder: string): string {
    return `${folder}/${reportFiles.page}`;
}

/** What a run's report was asked to be of ({@link ReportRequest}), by the run's folder in the artifact bucket. */
export function runDescription(location: string): string {
    return `${location}/report/run.json`;
}

/** What the state "Write the report" asks its function. */
export interface ReportRequest extends Omit<DriftRequest, "report"> {
    /** The folder of the run's report, an S3 URI without a slash at its end. */
    readonly reportFolder: string;
    readonly jobs: RunJobs;
}

/** The jobs of a monitoring run, as Step Functions was told of their ends. */
export interface RunJobs {
    readonly consolidation: { readonly name: string; readonly run?: string; readonly seconds?: number };
    readonly analyses: readonly {
        readonly judgement: Judgement;
        readonly name?: string;
        /** Milliseconds since 1970. */
        readonly startedAt?: number;
        readonly endedAt?: number;
        readonly message?: string;
    }[];
}

/** What that function answers. */
export interface ReportAnswer {
    /** S3 URI of the page. */
    readonly report: string;
}

/** `figures.json`: without a row of the window. */
export interface Figures {
    readonly run: string;
    /** ISO 8601. */
    readonly time: string;
    readonly judgement: Judgement;
    readonly rows: number;
    /** Of data quality, by each baseline that differs from the others. */
    readonly names?: Readonly<
        Record<string, { readonly features: readonly FeatureFigures[]; readonly leftOut: number }>
    >;
    /** Of model quality, by algorithm and for the combined `result`. */
    readonly answers?: Readonly<Record<string, AnswerFigures>>;
}

/** A feature in the baseline and in the window: numbers in bins, a number of few values by these, or categories. */
export interface FeatureFigures {
    readonly feature: string;
    /** As the model's file says: `date` means seconds since 1970. */
    readonly type: string;
    readonly kind: "bins" | "values" | "categories";
    /** Of bins, one more than there are; the outermost bins take in what is beyond. */
    readonly edges?: readonly number[];
    readonly labels?: readonly (string | number)[];
    /** Of categories, whether the baseline lacks them. */
    readonly unknown?: readonly boolean[];
    /** Of categories, those that have no label of their own: `rest` counts their values. */
    readonly others?: number;
    readonly baseline: FeatureSide;
    readonly window: FeatureSide;
}

export interface FeatureSide {
    readonly present: number;
    readonly missing: number;
    readonly counts: readonly number[];
    readonly rest?: number;
    /** Different categories. */
    readonly distinct?: number;
    readonly least?: number;
    readonly most?: number;
    readonly mean?: number;
}

/** Ten groups of rows, by what was true of them; `sampled` is the number of rows that they were made of. */
export interface AnswerFigures {
    readonly sampled: number;
    readonly groups: readonly {
        readonly rows: number;
        readonly least: number;
        readonly most: number;
        /** The means of what was true, and of what was answered. */
        readonly actual: number;
        readonly predicted: number;
        /** The mean of the absolute errors. */
        readonly error: number;
    }[];
}

/** `rows.json`: what tells rows of the window, for those alone who may see captures (jobs/monitor/answers.py). */
export interface ToldRows {
    readonly worst: readonly WorstRow[];
    /** By name, a sample of what was true and what was answered. */
    readonly points?: Readonly<Record<string, readonly (readonly [number, number])[]>>;
}

export interface WorstRow {
    readonly identifier: string | null;
    readonly actual: number;
    readonly answers: Readonly<Record<string, number | null>>;
    readonly error: number;
    readonly values: Readonly<Record<string, string | null>>;
}

/**
 * The page of AWS's console that shows an object to who signs in and may read it. The console has an address in each
 * region, and a domain in each partition.
 */
export function consoleObjectUrl(uri: string, region: string): string {
    const { bucket, key } = parseS3Uri(uri);
    const path = key.split("/").map(encodeURIComponent).join("/");
    return `https://${consoleHost(region)}/s3/object/${bucket}?region=${region}&prefix=${path}`;
}

/** The page of AWS's console that shows an execution. */
export function consoleExecutionUrl(executionArn: string): string {
    const region = executionArn.split(":")[3] ?? "";
    return `https://${consoleHost(region)}/states/home?region=${region}#/v2/executions/details/${executionArn}`;
}

function consoleHost(region: string): string {
    const domain = region.startsWith("cn-")
        ? "amazonaws.cn"
        : region.startsWith("us-gov-")
          ? "amazonaws-us-gov.com"
          : "aws.amazon.com";
    return `${region}.console.${domain}`;
}
