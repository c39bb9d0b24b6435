import { parseS3Uri } from "../../contracts/places";
import { namedError } from "./errors";
import { upload } from "./uploads";

/** Objects of S3 by their `s3://` URIs, as far as functions read them. */
export interface ObjectReader {
    /**
     * The object's bytes, as they come.
     * @throws an error named `ObjectMissing` where there is no such object
     */
    read(uri: string): Promise<AsyncIterable<Uint8Array>>;
}

/** Objects as far as functions read and write them. */
export interface Objects extends ObjectReader {
    /** Makes the object of these texts, one after the other; none is made where they end in an error. */
    write(uri: string, texts: AsyncIterable<string>, contentType: string): Promise<void>;
}

/**
 * For the `catch` of a reading: an object that is missing makes the work impossible, which another try would not mend;
 * any other error is thrown as it is.
 */
export function whereMissing(impossible: (reason: string) => Error): (error: Error) => never {
    return (error) => {
        throw error.name === "ObjectMissing" ? impossible(error.message) : error;
    };
}

/** The text of an object. */
export async function readText(objects: ObjectReader, uri: string): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await objects.read(uri)) {
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
}

/** What a JSON object says. */
export async function readJsonObject(objects: ObjectReader, uri: string): Promise<unknown> {
    const text = await readText(objects, uri);
    try {
        return JSON.parse(text);
    } catch (error) {
        throw new Error(`${uri} is not JSON: ${(error as Error).message}`);
    }
}

/** Leaves a value as JSON in one line, as tools that query JSON take it. */
export async function writeJsonObject(objects: Objects, uri: string, value: unknown): Promise<void> {
    await writeText(objects, uri, `${JSON.stringify(value)}\n`, "application/json");
}

/** Makes an object of a text. */
export async function writeText(objects: Objects, uri: string, text: string, contentType: string): Promise<void> {
    await objects.write(uri, only(text), contentType);
}

// eslint-disable-next-line @typescript-eslint/require-await -- a text that is there stands for texts to come
async function* only(text: string): AsyncGenerator<string> {
    yield text;
}

/** S3 itself, for who only reads, by the SDK that the Lambda runtime carries; once per warm worker. */
export async function connectReader(): Promise<ObjectReader> {
    const s3 = await import("@aws-sdk/client-s3");
    const client = new s3.S3Client({});
    return {
        async read(uri) {
            try {
                const { Body } = await client.send(new s3.GetObjectCommand(placeOf(uri)));
                return Body as AsyncIterable<Uint8Array>;
            } catch (error) {
                throw withUri(uri, error as Error);
            }
        },
    };
}

/** S3 itself, likewise. */
export async function connectObjects(): Promise<Objects> {
    const s3 = await import("@aws-sdk/client-s3");
    const client = new s3.S3Client({});
    return {
        ...(await connectReader()),
        async write(uri, texts, ContentType) {
            const place = placeOf(uri);
            await upload(
                {
                    async put(Body) {
                        await client.send(new s3.PutObjectCommand({ ...place, ContentType, Body }));
                    },
                    async begin() {
                        const command = new s3.CreateMultipartUploadCommand({ ...place, ContentType });
                        const { UploadId } = await client.send(command);
                        return UploadId ?? "";
                    },
                    async part(UploadId, PartNumber, Body) {
                        const command = new s3.UploadPartCommand({ ...place, UploadId, PartNumber, Body });
                        // S3 wants to hear the checksum again that the SDK had it keep.
                        const { ETag, ChecksumCRC32 } = await client.send(command);
                        return { PartNumber, ETag, ChecksumCRC32 };
                    },
                    async complete(UploadId, Parts) {
                        const MultipartUpload = { Parts };
                        const command = new s3.CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload });
                        await client.send(command);
                    },
                    async abort(UploadId) {
                        await client.send(new s3.AbortMultipartUploadCommand({ ...place, UploadId }));
                    },
                },
                texts,
            );
        },
    };
}

function placeOf(uri: string): { Bucket: string; Key: string } {
    const { bucket, key } = parseS3Uri(uri);
    return { Bucket: bucket, Key: key };
}

/**
 * The same error, with a message that tells which object it is about. S3 tells that an object is missing to those alone
 * who may list the bucket; to others it says that access is denied.
 */
function withUri(uri: string, { name, message }: Error): Error {
    const what = { NoSuchKey: "is not there", AccessDenied: "is not there, or must not be read" }[name];
    return what === undefined
        ? namedError(name, `${uri} cannot be read: ${message}`)
        : namedError("ObjectMissing", `${uri} ${what}`);
}
