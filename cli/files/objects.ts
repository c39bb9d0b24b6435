import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { parseS3Uri } from "../../contracts/places";
import { interruption } from "../terminal/interrupt";

/** The text of an object, or of its first bytes; undefined where there is none. */
export async function readText(uri: string, bytes?: number): Promise<string | undefined> {
    try {
        const Range = bytes === undefined ? undefined : `bytes=0-${bytes - 1}`;
        const { Body } = await new S3Client({}).send(new GetObjectCommand({ ...objectOf(uri), Range }));
        return await Body?.transformToString("utf8");
    } catch (error) {
        // Whoever may not list a bucket is told AccessDenied of what is not there; other objects tell the same.
        if ((error as Error).name === "NoSuchKey") return undefined;
        throw error;
    }
}

/** Writes an object into a file, however large it is; a file that was cut short does not stay. */
export async function download(uri: string, path: string): Promise<void> {
    const { Body } = await new S3Client({}).send(new GetObjectCommand(objectOf(uri)));
    try {
        await pipeline(Body as Readable, createWriteStream(path), { signal: interruption });
    } catch (error) {
        await rm(path, { force: true });
        throw error;
    }
}

function objectOf(uri: string): { Bucket: string; Key: string } {
    const { bucket, key } = parseS3Uri(uri);
    return { Bucket: bucket, Key: key };
}
