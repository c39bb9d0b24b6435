import * as path from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import { unpack } from "../containers/archive";
import { messageOf } from "../core/errors";
import { downloadObject, parseS3Uri } from "../core/storage";
import type { Model } from "./models";

/**
 * Brings a model's archive and unpacks it where its container looks for it.
 *
 * @param s3 a client that acts as the model's execution role
 * @param root the container's private root
 * @param report takes the details that a failure reason leaves out
 * @throws Error with SageMaker's failure reason
 */
export async function fetchModel(
    python: string,
    s3: S3Client,
    model: Model,
    root: string,
    report: (line: string) => void,
): Promise<void> {
    const url = model.input.PrimaryContainer!.ModelDataUrl;
    if (!url) {
        return;
    }
    const archive = path.join(root, "model.tar.gz");
    try {
        await downloadObject(s3, parseS3Uri(url), archive);
    } catch (error) {
        report(messageOf(error));
        throw new Error(
            `Failed to download model data for container "primary" from URL: "${url}". Please ensure that there ` +
                "is an object located at the URL and that the role passed to CreateModel has permissions to " +
                "download the object.",
        );
    }
    try {
        await unpack(python, archive, path.join(root, "opt", "ml", "model"));
    } catch (error) {
        report(messageOf(error));
        throw new Error(
            `Failed to extract model data archive for container "primary" from URL "${url}". Please ensure that ` +
                "the object located at the URL is a valid tar.gz archive.",
        );
    }
}
