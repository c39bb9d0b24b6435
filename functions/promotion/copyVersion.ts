import { noBaseline } from "../../contracts/parameters";
import { attributionFile, baselineFiles, baselineFolder, parseS3Uri, runFile } from "../../contracts/places";
import type { CopiedVersion, CopyRequest } from "../../contracts/promotion";
import { namedError } from "../shared/errors";

/** What the handler needs of S3. */
export interface Copies {
    /**
     * Copies an object, of whatever size, under the key of the bucket that it comes to.
     * @throws an error named `ObjectMissing` where there is none
     */
    copy(from: string, to: string): Promise<void>;
}

/** What of the comparison goes along: how the version did, in the shape of the registry's model quality. */
const statisticsFile = "comparison/challenger.json";

/**
 * Copies what a version serves with, and what it is compared with later: artifact, transform, baseline and statistics.
 * The artifact comes last, so that no version can be made of a part.
 */
export async function copyVersion(copies: Copies, { version, location }: CopyRequest): Promise<CopiedVersion> {
    const { properties, artifact } = version;
    const source = properties["location"] ?? "";
    const theirs = properties["baseline-location"] ?? noBaseline;
    const copied = {
        artifact: `${location}/model/model.tar.gz`,
        transform: runFile(location, "transform"),
        baseline: theirs === noBaseline ? "" : `${location}/${baselineFolder}`,
        statistics: `${location}/${statisticsFile}`,
    };
    await copies.copy(properties["transform"] ?? "", copied.transform);
    await copies.copy(`${source}/${statisticsFile}`, copied.statistics);
    if (copied.baseline !== "") {
        const files = [...Object.values(baselineFiles), ...(properties["attribution"] ? [attributionFile] : [])];
        for (const file of files) await copies.copy(`${theirs}/${file}`, `${copied.baseline}/${file}`);
    }
    await copies.copy(artifact, copied.artifact);
    return copied;
}

/** S3's limit of one copy; parts of this size make 10,000 of them 5 TB. */
const partSize = 512 * 1024 * 1024;

/** S3 itself, by the SDK that the Lambda runtime carries. */
export async function connectCopies(size = partSize): Promise<Copies> {
    const s3 = await import("@aws-sdk/client-s3");
    const client = new s3.S3Client({});
    return {
        async copy(from, to) {
            const source = parseS3Uri(from);
            const { bucket: Bucket, key: Key } = parseS3Uri(to);
            const CopySource = `${source.bucket}/${source.key.split("/").map(encodeURIComponent).join("/")}`;
            try {
                const { ContentLength: length = 0, ETag } = await client
                    .send(new s3.HeadObjectCommand({ Bucket: source.bucket, Key: source.key }))
                    .catch(whereMissing(from));
                // What was looked at is what is copied.
                const same = { CopySource, CopySourceIfMatch: ETag };
                if (length <= size) {
                    await client.send(new s3.CopyObjectCommand({ Bucket, Key, ...same }));
                    return;
                }
                const place = { Bucket, Key };
                const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand(place));
                try {
                    const parts: { PartNumber: number; ETag?: string }[] = [];
                    for (let start = 0; start < length; start += size) {
                        const PartNumber = parts.length + 1;
                        const CopySourceRange = `bytes=${start}-${Math.min(start + size, length) - 1}`;
                        const part = { ...place, UploadId, PartNumber, CopySourceRange, ...same };
                        const { CopyPartResult } = await client.send(new s3.UploadPartCopyCommand(part));
                        parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
                    }
                    const MultipartUpload = { Parts: parts };
                    await client.send(new s3.CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload }));
                } catch (error) {
                    await client.send(new s3.AbortMultipartUploadCommand({ ...place, UploadId }));
                    throw error;
                }
            } catch (error) {
                const { name, message } = error as Error;
                throw name === "ObjectMissing"
                    ? error
                    : namedError(name, `${from} cannot be copied to ${to}: ${message}`);
            }
        },
    };
}

/** For the `catch` of a HEAD request, the answer to which has no words. */
function whereMissing(uri: string): (error: Error & { $metadata?: { httpStatusCode?: number } }) => never {
    return (error) => {
        throw [403, 404].includes(error.$metadata?.httpStatusCode ?? 0)
            ? namedError("ObjectMissing", `${uri} is not there, or must not be read`)
            : error;
    };
}

/** The factory of the handler, to be serialized into a Lambda. */
export function copyHandler(
    open: () => Promise<Copies> = connectCopies,
): () => (request: CopyRequest) => Promise<CopiedVersion> {
    return () => async (request) => copyVersion(await open(), request);
}
