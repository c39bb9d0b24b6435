import * as fs from "node:fs";
import * as path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { entriesIfThere } from "../../files";
import { invalid, messageOf } from "./errors";

/** A place in S3, taken apart. */
export interface S3Location {
    readonly bucket: string;
    readonly key: string;
}

/** @param uri `s3://bucket/key` or `https://s3.../bucket/key`; only the first is supported */
export function parseS3Uri(uri: string): S3Location {
    const match = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(uri);
    if (!match) {
        throw invalid(`"${uri}" is not an S3 URI of the form s3://bucket/key.`);
    }
    return { bucket: match[1]!, key: match[2] ?? "" };
}

/** All keys under a prefix; folder markers (keys that end in a slash) are left out, as SageMaker leaves them. */
export async function listKeys(s3: S3Client, { bucket, key }: S3Location): Promise<string[]> {
    const { ListObjectsV2Command } = await import("@aws-sdk/client-s3");
    const keys: string[] = [];
    let token: string | undefined;
    do {
        const answer = await s3.send(
            new ListObjectsV2Command({ Bucket: bucket, Prefix: key, ContinuationToken: token }),
        );
        keys.push(...(answer.Contents ?? []).map((object) => object.Key!).filter((name) => !name.endsWith("/")));
        token = answer.NextContinuationToken;
    } while (token);
    return keys;
}

/**
 * Refuses an input prefix that holds nothing, or that the role cannot list.
 *
 * The wording is SageMaker's (amazon-sagemaker-examples#2489).
 */
export async function requireObjects(s3: S3Client, uri: string, roleArn: string, region: string): Promise<void> {
    const location = parseS3Uri(uri);
    const keys = await listKeys(s3, location).catch(() => []);
    if (keys.length === 0) {
        throw invalid(
            `No S3 objects found under S3 URL "${uri}" given in input data source. Please ensure that the bucket ` +
                `exists in the selected region (${region}), that objects exist under that S3 prefix, and that the ` +
                `role "${roleArn}" has "s3:ListBucket" permissions on bucket "${location.bucket}".`,
        );
    }
}

/**
 * Copies everything under an S3 prefix into a folder.
 *
 * The part of a key below the prefix becomes the file's path, as in File mode: `s3://b/a` and `s3://b/a/` bring
 * `a/x/y.csv` as `x/y.csv`; a prefix that ends within a name, as `s3://b/a/tra`, brings `a/train.csv` as `train.csv`.
 *
 * Of machines that share the objects (ShardedByS3Key), each takes its own: which ones, AWS does not say, but that each
 * gets about as many.
 *
 * @returns the number of objects under the prefix
 */
export async function download(
    s3: S3Client,
    uri: string,
    folder: string,
    share: { readonly place: number; readonly of: number } = { place: 0, of: 1 },
): Promise<number> {
    const location = parseS3Uri(uri);
    const keys = await listKeys(s3, location);
    await fs.promises.mkdir(folder, { recursive: true });
    for (const key of keys.filter((_, index) => index % share.of === share.place)) {
        const relative = path.normalize(below(location.key, key));
        if (relative.startsWith("..")) {
            throw invalid(`The key "${key}" in bucket ${location.bucket} leads out of the folder it is copied to.`);
        }
        await downloadObject(s3, { bucket: location.bucket, key }, path.join(folder, relative));
    }
    return keys.length;
}

/** The part of a key below a prefix. */
export function below(prefix: string, key: string): string {
    const folder = prefix.endsWith("/") || prefix === "" ? prefix : `${prefix}/`;
    return key.slice(key.startsWith(folder) ? folder.length : prefix.lastIndexOf("/") + 1);
}

/** Copies one object to a file. */
export async function downloadObject(s3: S3Client, { bucket, key }: S3Location, file: string): Promise<void> {
    const { GetObjectCommand } = await import("@aws-sdk/client-s3");
    const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    await fs.promises.mkdir(path.dirname(file), { recursive: true });
    await pipeline(answer.Body as Readable, fs.createWriteStream(file));
}

/** Copies a folder's files, or the first of them up to a share, to a prefix, with a KMS key where one is named. */
export async function upload(s3: S3Client, folder: string, uri: string, kmsKeyId?: string, share = 1): Promise<void> {
    const { bucket, key } = parseS3Uri(uri);
    const files = filesUnder(folder);
    for (const file of files.slice(0, Math.ceil(share * files.length))) {
        const relative = path.relative(folder, file).split(path.sep).join("/");
        await putObject(s3, { bucket, key: joinKey(key, relative) }, fs.readFileSync(file), kmsKeyId);
    }
}

/** Writes one object, encrypted with a KMS key where one is named. */
export async function putObject(
    s3: S3Client,
    { bucket, key }: S3Location,
    body: Buffer | string,
    kmsKeyId?: string,
    contentType?: string,
): Promise<void> {
    const { PutObjectCommand } = await import("@aws-sdk/client-s3");
    const encryption = kmsKeyId ? { ServerSideEncryption: "aws:kms" as const, SSEKMSKeyId: kmsKeyId } : {};
    try {
        await s3.send(
            new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType, ...encryption }),
        );
    } catch (error) {
        throw new Error(`Could not upload to s3://${bucket}/${key}: ${messageOf(error)}`);
    }
}

/** Joins a prefix and a relative key with exactly one slash. */
export function joinKey(...parts: readonly string[]): string {
    return parts
        .filter((part) => part !== "")
        .map((part) => part.replace(/\/+$/, ""))
        .join("/");
}

/** The regular files below a folder, in the order of their names; nothing for a folder that is missing. */
export function filesUnder(folder: string): string[] {
    // A container that runs may remove the folder at any time.
    return entriesIfThere(folder)
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap((entry) => {
            const child = path.join(folder, entry.name);
            return entry.isDirectory() ? filesUnder(child) : entry.isFile() ? [child] : [];
        });
}
