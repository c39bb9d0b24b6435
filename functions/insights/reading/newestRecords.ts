import type { ListedObject, Listing } from "../../shared/listing";

/**
 * The newest records under a prefix that is partitioned by days (`date=2026-01-02/`), the oldest of them first. What is
 * read grows with the records that are wanted and with the days that there are, never with all records.
 */
export async function newestRecords(
    listing: Listing,
    bucket: string,
    prefix: string,
    most: number,
): Promise<readonly string[]> {
    const days = [...(await listing.folders(bucket, prefix))].sort().reverse();
    const found: ListedObject[] = [];
    for (const day of days) {
        if (found.length >= most) break;
        const own = [...(await listing.objects(bucket, `${prefix}${day}/`))];
        found.push(...own.sort((a, b) => b.modified - a.modified || b.key.localeCompare(a.key)));
    }
    return found
        .slice(0, most)
        .map(({ key }) => key)
        .reverse();
}
