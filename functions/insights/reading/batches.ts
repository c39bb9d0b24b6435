import { s3Uri } from "../../../contracts/places";
import { type ScoringRecord, scoringRecordsPrefix } from "../../../contracts/records";
import type { Listing } from "../../shared/listing";
import type { Objects } from "../../shared/objects";
import { readOptional } from "./history";
import { newestRecords } from "./newestRecords";

/** The records of the last files that were scored, the newest first. */
export async function readBatches(
    { listing, objects }: { readonly listing: Listing; readonly objects: Objects },
    bucket: string,
    most: number,
): Promise<readonly ScoringRecord[]> {
    const keys = await newestRecords(listing, bucket, scoringRecordsPrefix, most);
    const texts = await Promise.all(keys.map((key) => readOptional(objects, s3Uri(bucket, key))));
    return texts
        .filter((text) => text !== "")
        .map((text) => JSON.parse(text) as ScoringRecord)
        .sort((a, b) => b.started_at.localeCompare(a.started_at));
}
