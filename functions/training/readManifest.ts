import { parseS3Uri, s3Uri } from "../../contracts/places";
import { type ManifestPlace, manifestRefused, type NamedObject, readManifest } from "../shared/manifest";

/** What the state "Read the manifest" asks. */
export interface ManifestRequest {
    /** The manifest, an S3 URI. */
    readonly manifest: string;
    /** Its version; empty in a bucket that keeps none. */
    readonly version: string;
    /** The run's folder, an S3 URI without a slash at its end. */
    readonly location: string;
}

/** The copies that make the run's own data, in the order of the manifest. */
export interface ManifestObjects {
    /** Each as CopyObject takes it: the version of an object, and the key of its copy. */
    readonly copies: readonly { readonly source: string; readonly key: string }[];
}

/** What is known of an object in S3. */
export interface ObjectFacts {
    readonly version?: string;
    readonly bytes: number;
    /** When it was written. */
    readonly written: Date;
}

/** The landing bucket, as far as manifests are read in it. */
export interface ManifestReader {
    /** @throws Error where it cannot be read */
    text(bucket: string, key: string, version: string): Promise<{ readonly text: string; readonly written: Date }>;
    /** Undefined where there is none, or none that may be read. */
    facts(bucket: string, key: string): Promise<ObjectFacts | undefined>;
}

/** More than any manifest whose objects a run takes. */
const mostManifestBytes = 2 ** 20;
/** What CopyObject takes. */
const mostObjectBytes = 5 * 1024 ** 3;
/** What Step Functions passes on is 256 KiB, with what it says around it. */
const mostAnswerBytes = 200_000;
/** Requests to S3 at once. */
const atOnce = 20;

/**
 * Reads a manifest, and finds the versions of the objects that it names.
 *
 * What they hold is fixed by the manifest's own time: one that was written after it is refused, so that runs of several
 * algorithms learn from the same rows.
 * @throws an error named `ManifestRefused` with a sentence that names the lines
 */
export async function findObjects(
    reader: ManifestReader,
    place: ManifestPlace,
    { manifest, version, location }: ManifestRequest,
): Promise<ManifestObjects> {
    const { bucket, key } = parseS3Uri(manifest);
    const { text, written } = await reader.text(bucket, key, version);
    const objects = readManifest(key, text, place);
    const facts: (ObjectFacts | undefined)[] = [];
    for (let start = 0; start < objects.length; start += atOnce) {
        const some = objects.slice(start, start + atOnce).map((object) => reader.facts(place.bucket, object.key));
        facts.push(...(await Promise.all(some)));
    }
    const problems = objects.flatMap((object, index) => problemOf(place, object, facts[index], written) ?? []);
    if (problems.length > 0) throw manifestRefused(key, problems);
    const folder = parseS3Uri(`${location}/input/`).key;
    const copies = objects.map((object, index) => ({
        source: sourceOf(place.bucket, object.key, facts[index]?.version),
        key: `${folder}${object.path}`,
    }));
    if (Buffer.byteLength(JSON.stringify(copies)) > mostAnswerBytes) {
        throw manifestRefused(key, [`it names ${copies.length} objects of long paths: make fewer, larger ones`]);
    }
    return { copies };
}

function problemOf(
    { bucket }: ManifestPlace,
    { key, line }: NamedObject,
    facts: ObjectFacts | undefined,
    written: Date,
): string | undefined {
    const uri = s3Uri(bucket, key);
    if (facts === undefined) return `line ${line} names ${uri}, which is not there, or must not be read`;
    if (facts.bytes > mostObjectBytes) {
        return `line ${line} names ${uri}, which has more than 5 GB: cut it into several`;
    }
    if (facts.written > written) {
        return `line ${line} names ${uri}, which was written after the manifest: push that once more, as the last one`;
    }
    return undefined;
}

/** As CopyObject takes it: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html. */
function sourceOf(bucket: string, key: string, version: string | undefined): string {
    const path = key.split("/").map(encodeURIComponent).join("/");
    return `${bucket}/${path}${version === undefined ? "" : `?versionId=${encodeURIComponent(version)}`}`;
}

/** S3 itself, by the SDK that the Lambda runtime carries. */
async function connect(): Promise<ManifestReader> {
    const s3 = await import("@aws-sdk/client-s3");
    const client = new s3.S3Client({});
    return {
        async text(Bucket, Key, version) {
            const VersionId = version === "" ? undefined : version;
            const command = new s3.GetObjectCommand({ Bucket, Key, VersionId });
            const { Body, ContentLength = 0, LastModified = new Date() } = await client.send(command);
            if (ContentLength > mostManifestBytes) throw manifestRefused(Key, ["it has more than 1 MB"]);
            return { text: (await Body?.transformToString("utf8")) ?? "", written: LastModified };
        },
        async facts(Bucket, Key) {
            try {
                const head = await client.send(new s3.HeadObjectCommand({ Bucket, Key }));
                return {
                    version: head.VersionId,
                    bytes: head.ContentLength ?? 0,
                    written: head.LastModified ?? new Date(0),
                };
            } catch (error) {
                // The answer to a HEAD request has no words.
                const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
                if ([403, 404].includes($metadata?.httpStatusCode ?? 0)) return undefined;
                throw error;
            }
        },
    };
}

/** The factory of the Lambda's handler: {@link findObjects} in S3. */
export function manifestHandler(place: ManifestPlace): () => (request: ManifestRequest) => Promise<ManifestObjects> {
    return () => async (request) => findObjects(await connect(), place, request);
}
