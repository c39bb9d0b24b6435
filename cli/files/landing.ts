import { basename } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { locationsOf } from "../../components/model/model";
import type { ModelOutputs } from "../../contracts/outputs";
import { s3Uri } from "../../contracts/places";
import { isManifest, readManifest } from "../../functions/shared/manifest";
import { models } from "../../infra/models";
import { CommandError, UsageError } from "../terminal/errors";
import type { FileSpec } from "./columns";
import { readCsvFile } from "./csvFile";
import type { Purpose } from "./purpose";

/** An object that was put into the landing bucket. */
export interface PushedObject {
    readonly bucket: string;
    readonly key: string;
    readonly versionId?: string;
    readonly etag?: string;
    /** When the upload started, milliseconds since 1970. */
    readonly atMs: number;
}

/**
 * Puts a file where data of its purpose lands: the bucket's own event starts the pipelines, and ground truth waits
 * there for the monitor.
 * @param name what it is called there, a folder included
 * @throws UsageError for one that the pipelines would refuse, as far as that is known before
 */
export async function push(
    outputs: ModelOutputs,
    path: string,
    purpose: Purpose,
    name = basename(path),
): Promise<PushedObject> {
    const body = await readCsvFile(path, purpose, specOf(outputs.model));
    if (isManifest(path)) requireManifest(outputs, path, body.toString("utf8"));
    const key = `${prefixOf(outputs, purpose)}${name}`;
    const object = { bucket: outputs.landingBucket, key, atMs: Date.now() };
    const { VersionId, ETag } = await new S3Client({}).send(
        new PutObjectCommand({ Bucket: object.bucket, Key: object.key, Body: body, ContentType: contentTypeOf(path) }),
    );
    return { ...object, versionId: VersionId, etag: ETag };
}

function prefixOf({ stage, model, ...outputs }: ModelOutputs, purpose: Purpose): string {
    const prefix = {
        training: outputs.trainingPrefix,
        scoring: outputs.scoring.prefix,
        "ground truth": outputs.groundTruthPrefix,
    }[purpose];
    if (prefix !== undefined) return prefix;
    throw new CommandError(
        `The stack of ${model} (${stage}) does not tell where ground truth lands: bring it up again.`,
    );
}

function requireManifest({ landingBucket: bucket, dataPrefix }: ModelOutputs, path: string, text: string): void {
    const prefix = dataPrefix ?? locationsOf({ name: "" }).data;
    try {
        readManifest(path, text, { bucket, prefix });
    } catch (error) {
        throw new UsageError((error as Error).message);
    }
}

function contentTypeOf(path: string): string {
    if (isManifest(path)) return "application/json";
    // https://www.iana.org/assignments/media-types/application/vnd.apache.parquet
    return path.endsWith(".parquet") ? "application/vnd.apache.parquet" : "text/csv";
}

/** What is known of a model's files. */
function specOf(model: string): FileSpec | undefined {
    return models.find(({ name }) => name === model);
}

/** A line for the step that pushes. */
export function placeOf({ bucket, key }: Pick<PushedObject, "bucket" | "key">): string {
    return s3Uri(bucket, key);
}
