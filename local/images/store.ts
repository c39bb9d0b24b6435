import { join } from "node:path";
import { readIfThere } from "../files";
import type { BuiltImage } from "./image";

/** An image by its digest, as everything names one that was built: `<registry>/<repository>@sha256:<digest>`. */
const byDigest =
    /^(?<registry>\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com)\/(?<repository>[a-z0-9._/-]+)@sha256:(?<digest>[0-9a-f]{64})$/;

/**
 * The folder of the images that the local stage has built: the registries of its accounts.
 * @throws Error where there is none: the stage names it in DRIVETRAIN_IMAGES
 */
export function imagesFolder(): string {
    const folder = process.env.DRIVETRAIN_IMAGES;
    if (!folder) throw new Error("DRIVETRAIN_IMAGES is not set: the local stage keeps built images in that folder.");
    return folder;
}

/** Where an image is kept; undefined for an address that is none of a built image. */
export function placeOf(uri: string, folder: string): string | undefined {
    const { registry, repository, digest } = byDigest.exec(uri)?.groups ?? {};
    if (!registry || !repository || !digest || repository.split("/").includes("..")) return undefined;
    return join(folder, registry, ...repository.split("/"), digest);
}

/** The image of an address; undefined where the address is none of a built image, or the image is gone. */
export function findBuilt(uri: string): BuiltImage | undefined {
    if (!byDigest.test(uri)) return undefined;
    const file = join(placeOf(uri, imagesFolder())!, "image.json");
    const image = readIfThere(file);
    return image === undefined ? undefined : (JSON.parse(image) as BuiltImage);
}
