/** Where an object is, or where objects begin. */
export interface Place {
    readonly bucket: string;
    /** An object's key, or a prefix of keys; no slash at its start. */
    readonly key: string;
}

/** The URI of an object, or of a prefix. The key stands in it as it is: S3 URIs encode nothing. */
export function s3Uri(bucket: string, key = ""): string {
    return `s3://${bucket}/${key}`;
}

/** @throws Error where the text is no URI of an object */
export function parseS3Uri(uri: string): Place {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
    if (bucket === undefined || key === undefined) {
        throw new Error(`"${uri}" is not the URI of an object: s3://<bucket>/<key>.`);
    }
    return { bucket, key };
}

/** What runs leave in their folders, by its path below the folder. */
export const runFiles = {
    /** The verdict of a training run that was judged (contracts/verdict.ts). */
    verdict: "verdict.json",
    /** What pre-processing fitted (contracts/transform.ts). */
    transform: "transform/transform.json",
    /** What pre-processing counted. */
    report: "report/report.json",
    /** What a processing job that merged a batch tells of it. */
    merge: "merge/merge.json",
    /** The rows that could not be used. */
    quarantine: "quarantine/quarantined.csv",
} as const;

/** What of a training run's folder the monitor compares with. */
export const baselineFolder = "baseline";

/** The files in it, in the shapes of SageMaker Model Monitor (jobs/monitor/documents.py, quality.py, importance.py). */
export const baselineFiles = {
    /** How each feature's values are distributed. */
    statistics: "statistics.json",
    /** What is expected of them. */
    constraints: "constraints.json",
    /** How good the version is on the test rows. */
    qualityStatistics: "quality_statistics.json",
    /** How good it should stay. */
    qualityConstraints: "quality_constraints.json",
    /** How much the version goes by each feature. */
    importance: "importance.json",
} as const;

/** Beside them, of a version whose property `attribution` says so: how much each feature adds to its answers. */
export const attributionFile = "attribution.json";

/** @param folder the run's, an S3 URI without a slash at its end */
export function runFile(folder: string, file: keyof typeof runFiles): string {
    return `${folder}/${runFiles[file]}`;
}

/** The folder of the run that left a transform, without a slash at its end. */
export function folderOfTransform(uri: string): string {
    const end = `/${runFiles.transform}`;
    return uri.endsWith(end) ? uri.slice(0, -end.length) : uri;
}
