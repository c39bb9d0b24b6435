import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { type Build, buildImage, prepareBuild, type PreparedBuild } from "../images/build";
import { imagesFolder, placeOf } from "../images/store";
import { clientsFor } from "./engine/clients";
import { found } from "./engine/errors";
import type { Difference } from "./engine/lifecycle";
import { isLocalStack, parseUrn } from "./engine/naming";
import type { Olds, ServedProvider } from "./engine/protocol";
import { conform } from "./engine/shape";
import { hasUnknown, Properties, UNKNOWN } from "./engine/values";

const type = "docker-build:index:Image";

/** Inputs of docker-build's Image, as far as awsx gives them; all others are refused by name. */
const inputs = {
    buildArgs: "map",
    cacheFrom: [{ registry: { ref: "string" } }],
    cacheTo: [{ inline: {} }],
    "context!": { "location!": "string" },
    dockerfile: { location: "string" },
    platforms: "strings",
    "push!": "boolean",
    registries: [{ "address!": "string", username: "string", password: "string" }],
    "tags!": "strings",
    target: "string",
} as const;

/** What the engine holds of an image. */
interface ImageState {
    readonly contextHash: string;
    /** `sha256:<64 hexadecimal digits>`. */
    readonly digest: string;
    /** `<registry>/<repository>:<tag>@<digest>`. */
    readonly ref: string;
}

/**
 * The `docker-build` provider of the local stage: its one resource type, Image, by which awsx builds and pushes images.
 *
 * It builds without docker (local/images), keeps the result where the stage's SageMaker finds it, and puts a manifest
 * into the emulator's registry, whose digest names the image. As in the published provider every change of inputs or of
 * the context is an update that leaves the images before in the registry, and deletion takes the image out of it.
 */
export class DockerBuildProvider implements ServedProvider {
    checkConfig = () => [];

    configure(): void {}

    check(_peer: string, urn: string, _seed: Uint8Array, _olds: Properties, news: Properties) {
        checkType(urn);
        const { inputs: given, problems } = conform(inputs, news);
        if (problems.length === 0 && !hasUnknown(given.context)) {
            try {
                prepareBuild(buildOf(given));
            } catch (error) {
                problems.push({ property: "context", reason: (error as Error).message });
            }
        }
        return { inputs: given, problems };
    }

    diff(_peer: string, _urn: string, olds: Olds, news: Properties): Difference {
        const changed = Object.keys({ ...olds.inputs, ...news }).filter(
            (name) => name !== "__defaults" && !isDeepStrictEqual(olds.inputs[name], news[name]),
        );
        if (contextHashOf(news) !== olds.state.contextHash) changed.push("contextHash");
        return { changed, replaces: [], deleteBeforeReplace: false };
    }

    async create(_peer: string, urn: string, news: Properties, preview: boolean) {
        if (preview) return { id: "", outputs: planned(news) };
        const outputs = await this.build(urn, news);
        return { id: outputs.ref as string, outputs };
    }

    async update(_peer: string, urn: string, _id: string, _olds: object, news: Properties, preview: boolean) {
        return preview ? planned(news) : this.build(urn, news);
    }

    async read(_peer: string, urn: string, id: string, given: Properties, state: Properties) {
        checkLocal(urn, "read");
        const [image] = await imagesOf(state);
        if (!image) return { id: "", inputs: {}, outputs: {} };
        return { id, inputs: given, outputs: state };
    }

    async delete(_peer: string, urn: string, _id: string, state: Properties): Promise<void> {
        checkLocal(urn, "delete");
        const { repository, uri } = addressOf(state);
        await found(
            registryOf(state).then((ecr) =>
                ecr.batchDeleteImage({
                    repositoryName: repository,
                    imageIds: [{ imageDigest: (state as unknown as ImageState).digest }],
                }),
            ),
        );
        const place = placeOf(uri, imagesFolder());
        if (place) rmSync(place, { recursive: true, force: true });
    }

    invoke(_peer: string, token: string): Properties {
        throw new Error(`The local provider does not know the function ${token} of docker-build.`);
    }

    private async build(urn: string, news: Properties): Promise<Properties> {
        checkLocal(urn, "build");
        const prepared = prepareBuild(buildOf(news));
        const { tag, repository } = addressOf(news);
        const manifest = manifestOf(prepared);
        const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
        const state = { ...news, digest, ref: `${firstTag(news)}@${digest}`, contextHash: prepared.digest };
        buildImage(prepared, placeOf(addressOf(state).uri, imagesFolder())!);
        const ecr = await registryOf(news);
        await ecr
            .putImage({ repositoryName: repository, imageManifest: manifest, imageTag: tag })
            .catch((error: Error) => {
                if (error.name !== "ImageAlreadyExistsException") throw error;
            });
        return state;
    }
}

/** What an image is before it is built. */
const planned = (news: Properties): Properties => ({
    ...news,
    contextHash: contextHashOf(news) ?? UNKNOWN,
    digest: UNKNOWN,
    ref: UNKNOWN,
});

function contextHashOf(news: Properties): string | undefined {
    return hasUnknown(news.context) ? undefined : prepareBuild(buildOf(news)).digest;
}

function buildOf(news: Properties): Build {
    return {
        context: (news.context as { location: string }).location,
        dockerfile: (news.dockerfile as { location?: string } | undefined)?.location,
        args: news.buildArgs as Record<string, string> | undefined,
        target: news.target as string | undefined,
    };
}

/** An image manifest (version 2, schema 2) whose digest stands for the content alone. */
function manifestOf({ digest }: PreparedBuild): string {
    return JSON.stringify({
        schemaVersion: 2,
        mediaType: "application/vnd.docker.distribution.manifest.v2+json",
        config: { mediaType: "application/vnd.docker.container.image.v1+json", size: 0, digest: `sha256:${digest}` },
        layers: [],
    });
}

const firstTag = (properties: Properties): string => (properties.tags as string[])[0]!;

/** The parts of an image's address. @throws Error for one that is in no ECR registry */
function addressOf(properties: Properties) {
    const pattern = /^((\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)):([\w.-]+)$/;
    const [, url, account, region, repository, tag] = pattern.exec(firstTag(properties)) ?? [];
    if (!url || !account || !region || !repository || !tag) {
        throw new Error(`The local stage pushes images to ECR only, not to "${firstTag(properties)}".`);
    }
    return { account, region, repository, tag, uri: `${url}@${String(properties.digest)}` };
}

function registryOf(properties: Properties) {
    const { account, region } = addressOf(properties);
    return clientsFor(account, region).ecr();
}

async function imagesOf(state: Properties) {
    const { digest } = state as unknown as ImageState;
    const query = { repositoryName: addressOf(state).repository, imageIds: [{ imageDigest: digest }] };
    const answer = await found(registryOf(state).then((ecr) => ecr.describeImages(query)));
    return answer?.imageDetails ?? [];
}

function checkType(urn: string): void {
    const { type: given } = parseUrn(urn);
    if (given !== type) throw new Error(`The local docker-build provider knows ${type} only, not ${given}.`);
}

function checkLocal(urn: string, verb: string): void {
    const { stack, name } = parseUrn(urn);
    if (isLocalStack(stack)) return;
    throw new Error(
        `The stack "${stack}" is not a local one: the local provider previews it, but does not ${verb} the image ` +
            `"${name}". Unset PULUMI_DEBUG_PROVIDERS to use AWS.`,
    );
}
