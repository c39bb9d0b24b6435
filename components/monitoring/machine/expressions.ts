import { consolidatedPrefix, monitoringPrefix } from "../../../contracts/monitoring";
import { s3Uri } from "../../../contracts/places";
import { reportsPrefix } from "../../../contracts/reports";
import { jsonata } from "../../asl/jsonata";
import { runId } from "../../asl/runs";

/** What a monitoring run is called, and where it leaves its files: `{ id, name, location, window, report }`. */
export function nameMonitorRun({
    base,
    artifactBucket,
    captureBucket,
}: {
    readonly base: string;
    readonly artifactBucket: string;
    readonly captureBucket: string;
}): string {
    return jsonata(`(
        ${runId};
        {
            'id': $id,
            'name': '${base}-' & $id,
            'location': '${s3Uri(artifactBucket, monitoringPrefix)}' & $id,
            'window': '${s3Uri(captureBucket, consolidatedPrefix)}' & $id & '/',
            'report': '${s3Uri(captureBucket, reportsPrefix)}' & $id
        }
    )`);
}
