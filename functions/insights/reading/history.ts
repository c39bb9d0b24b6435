import { driftRecordsPrefix, type Judgement } from "../../../contracts/monitoring";
import { s3Uri } from "../../../contracts/places";
import { readCsv } from "../../shared/csv";
import type { Listing } from "../../shared/listing";
import { type Objects, readText } from "../../shared/objects";
import { newestRecords } from "./newestRecords";

/** A feature, or a metric, in a run: a row of drift.csv (jobs/monitor/report.py). */
export interface DriftRow {
    readonly run: string;
    /** ISO 8601. */
    readonly time: string;
    readonly judgement: Judgement;
    /** By whose baseline: an algorithm. */
    readonly name: string;
    readonly feature: string;
    readonly slice: string;
    readonly value?: number;
    readonly threshold?: number;
    /** The checks that are violated. */
    readonly violations: readonly string[];
}

/** Objects read at once. */
const together = 10;

/** The rows of the newest runs' records, the oldest run first. A record that is gone, or is none, tells nothing. */
export async function readHistory(
    { listing, objects }: { readonly listing: Listing; readonly objects: Objects },
    bucket: string,
    runs: number,
): Promise<readonly DriftRow[]> {
    const keys = await newestRecords(listing, bucket, driftRecordsPrefix, runs);
    const rows: DriftRow[] = [];
    for (let first = 0; first < keys.length; first += together) {
        const texts = await Promise.all(
            keys.slice(first, first + together).map((key) => readOptional(objects, s3Uri(bucket, key))),
        );
        for (const text of texts) rows.push(...driftRows(text));
    }
    return rows.sort((a, b) => a.time.localeCompare(b.time) || a.run.localeCompare(b.run));
}

/** The text of an object; an empty one where it is missing. */
export async function readOptional(objects: Objects, uri: string): Promise<string> {
    return readText(objects, uri).catch((error: Error) => {
        if (error.name === "ObjectMissing") return "";
        throw error;
    });
}

/** The rows of a drift.csv, with the columns of a record or without them. */
export function driftRows(csv: string): DriftRow[] {
    const [header = [], ...records] = readCsv(csv).records;
    const at = Object.fromEntries(header.map((name, index) => [name, index]));
    return records.map((record) => {
        const text = (name: string) => record[at[name] ?? -1] ?? "";
        const number = (name: string) => (text(name) === "" ? undefined : Number(text(name)));
        return {
            run: text("run"),
            time: text("time"),
            judgement: text("judgement") as Judgement,
            name: text("name"),
            feature: text("feature"),
            slice: text("slice"),
            value: number("value"),
            threshold: number("threshold"),
            violations: text("violations").split(";").filter(Boolean),
        };
    });
}
