import * as fs from "node:fs";
import type { S3Client } from "@aws-sdk/client-s3";
import { messageOf } from "./errors";
import { putObject, type S3Location } from "./storage";

/** From this size on a file goes in parts of this size, in bytes. */
const partSize = 32 * 1024 * 1024;

/** Writes a file as one object, of which no more than a part is held in memory. */
export async function uploadFile(
    s3: S3Client,
    location: S3Location,
    file: string,
    kmsKeyId?: string,
    size = partSize,
): Promise<void> {
    if (fs.statSync(file).size <= size) {
        return putObject(s3, location, fs.readFileSync(file), kmsKeyId);
    }
    const { CreateMultipartUploadCommand, AbortMultipartUploadCommand } = await import("@aws-sdk/client-s3");
    const place = { Bucket: location.bucket, Key: location.key };
    const encryption = kmsKeyId ? { ServerSideEncryption: "aws:kms" as const, SSEKMSKeyId: kmsKeyId } : {};
    let begun: { Bucket: string; Key: string; UploadId?: string } | undefined;
    try {
        const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...place, ...encryption }));
        begun = { ...place, UploadId };
        await uploadParts(s3, begun, file, size);
    } catch (error) {
        if (begun) {
            await s3
                .send(new AbortMultipartUploadCommand({ ...begun, UploadId: begun.UploadId }))
                .catch(() => undefined);
        }
        throw new Error(`Could not upload to s3://${location.bucket}/${location.key}: ${messageOf(error)}`);
    }
}

async function uploadParts(
    s3: S3Client,
    upload: { Bucket: string; Key: string; UploadId?: string },
    file: string,
    size: number,
): Promise<void> {
    const { UploadPartCommand, CompleteMultipartUploadCommand } = await import("@aws-sdk/client-s3");
    const begun = { ...upload, UploadId: upload.UploadId };
    const parts: { PartNumber: number; ETag?: string }[] = [];
    const handle = await fs.promises.open(file);
    try {
        for (let start = 0; ; start += size) {
            const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, start);
            if (bytesRead === 0) {
                break;
            }
            const PartNumber = parts.length + 1;
            const Body = buffer.subarray(0, bytesRead);
            const { ETag } = await s3.send(new UploadPartCommand({ ...begun, PartNumber, Body }));
            parts.push({ PartNumber, ETag });
        }
    } finally {
        await handle.close();
    }
    await s3.send(new CompleteMultipartUploadCommand({ ...begun, MultipartUpload: { Parts: parts } }));
}
