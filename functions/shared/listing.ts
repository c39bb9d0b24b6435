/** What is in buckets, as far as functions look for it. */
export interface Listing {
    /** The names of the folders right below a prefix, without a slash at their ends, in the order of their names. */
    folders(bucket: string, prefix: string): Promise<readonly string[]>;
    /** The objects below a prefix. */
    objects(bucket: string, prefix: string): Promise<readonly ListedObject[]>;
}

export interface ListedObject {
    readonly key: string;
    /** Milliseconds since 1970. */
    readonly modified: number;
}

/** S3 itself, by the SDK that the Lambda runtime carries. */
export async function connectListing(): Promise<Listing> {
    const s3 = await import("@aws-sdk/client-s3");
    const client = new s3.S3Client({});
    async function* pages(Bucket: string, Prefix: string, Delimiter?: string) {
        let ContinuationToken: string | undefined;
        do {
            const command = new s3.ListObjectsV2Command({ Bucket, Prefix, Delimiter, ContinuationToken });
            const page = await client.send(command);
            yield page;
            ContinuationToken = page.NextContinuationToken;
        } while (ContinuationToken !== undefined);
    }
    return {
        async folders(bucket, prefix) {
            const found: string[] = [];
            for await (const { CommonPrefixes = [] } of pages(bucket, prefix, "/")) {
                found.push(...CommonPrefixes.map(({ Prefix = "" }) => Prefix.slice(prefix.length, -1)));
            }
            return found;
        },
        async objects(bucket, prefix) {
            const found: ListedObject[] = [];
            for await (const { Contents = [] } of pages(bucket, prefix)) {
                found.push(
                    ...Contents.map(({ Key = "", LastModified }) => ({
                        key: Key,
                        modified: LastModified?.getTime() ?? 0,
                    })),
                );
            }
            return found;
        },
    };
}
