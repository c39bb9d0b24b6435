/** What batch transform sends and gets, a row a line. */
export type BatchFormat = "text/csv" | "application/jsonlines";

/** How many of a row's contributions its explanation tells, the greatest first. */
export const largestContributions = 3;

/** The folder below a model's place of files to be scored whose files are explained, too. */
export const explainFolder = "explain/";

/** The columns that explain a file's scores: of each algorithm the features that add or take most, and how much. */
export function explanationColumns(algorithms: readonly string[]): readonly string[] {
    const numbers = Array.from({ length: largestContributions }, (_, place) => place + 1);
    return algorithms.flatMap((algorithm) =>
        numbers.flatMap((number) => [`${algorithm}.feature${number}`, `${algorithm}.contribution${number}`]),
    );
}

/** A model version that scores a file. */
export interface ScoringModel {
    readonly algorithm: string;
    readonly batchFormat: BatchFormat;
    readonly modelPackageArn: string;
    readonly modelName: string;
    /** The version's error on its test rows (`TestErrors`); null where its metadata has none. */
    readonly rmse: number | null;
}

/** What the state "Merge the scores" asks its function. */
export interface MergeRequest {
    /** The run's folder, an S3 URI without a slash at its end. */
    readonly location: string;
    /** The name of the result, e.g. `cars.csv`. */
    readonly file: string;
    readonly runId: string;
    readonly models: readonly ScoringModel[];
    /** The algorithms whose scores are explained: `explained/<algorithm>/` of the run has a line a row. @default [] */
    readonly explained?: readonly string[];
    /** Where the file came from, as the run's record names it. */
    readonly input: string;
    readonly executionArn: string;
    /** ISO 8601. */
    readonly startedAt: string;
    /** Whether a processing job has merged the scores, as the function asked for. */
    readonly mergedByJob: boolean;
}

/** What that function answers where there are more scores than it merges itself. */
export interface MergeByJob {
    readonly mergeJob: {
        /** For jobs/preprocess/merge.py, beside its places. */
        readonly arguments: readonly string[];
    };
}

/** What that job tells of its work, in `merge/merge.json`. */
export interface MergeReport {
    readonly rows: number;
    /** See {@link MergedScores}. */
    readonly clamped: number;
}

/** What that function answers once the scores are merged. */
export interface MergedScores {
    /** Rows of the file; `output` and `quarantined` add up to it. */
    readonly input: number;
    readonly output: number;
    readonly quarantined: number;
    /** Rows whose result was beyond the least or the greatest value of the target, and is that value. */
    readonly clamped: number;
    /** S3 URI of the result. */
    readonly location: string;
    /** S3 URI of the run's record. */
    readonly record: string;
    readonly algorithms: Readonly<
        Record<
            string,
            {
                readonly rows: number;
                /** S3 URI of the folder with the transform job's files, a slash at its end. */
                readonly location: string;
                readonly modelPackageArn: string;
                readonly modelName: string;
                /** The version's error on its test rows, by which `best` and `weighted` have gone; null where unknown. */
                readonly rmse: number | null;
            }
        >
    >;
    /** S3 URI of the rows that could not be used; null where there are none. */
    readonly quarantine: string | null;
    /** The algorithms whose scores are explained ({@link explanationColumns}); of a run of long ago undefined. */
    readonly explained?: readonly string[];
}

/** The output of a scoring run. One of an event that came twice says its verdict alone. */
export interface ScoringOutcome extends MergedScores {
    readonly verdict: "scored" | "duplicate";
    /** Algorithms of which no version serves. */
    readonly degraded: readonly string[];
}

/** The part of jobs/preprocess/score.py's `report.json` that is read. */
export interface ScoringReport {
    readonly input: number;
    readonly used: number;
    readonly quarantined: number;
    /** How many rows were set aside, by the reason. */
    readonly reasons: Readonly<Record<string, number>>;
    /** The columns that came along, the identifier first. */
    readonly carried: readonly string[];
    /** How many part files each algorithm has. */
    readonly parts: number;
}
