import { sha256Of } from "../shared/digest";
import { connectReader, type ObjectReader } from "../shared/objects";

/** What the state "Digest the artifact" asks. */
export interface DigestRequest {
    /** S3 URI of the model's artifact. */
    readonly artifact: string;
}

export interface Digest {
    /** Of the artifact's bytes, in hexadecimal: whoever copies the version elsewhere can tell that it is the same. */
    readonly sha256: string;
}

/** The factory of the handler, to be serialized into a Lambda. */
export function digestHandler(
    open: () => Promise<ObjectReader> = connectReader,
): () => (request: DigestRequest) => Promise<Digest> {
    return () =>
        async ({ artifact }) => ({ sha256: await sha256Of(await open(), artifact) });
}
