import { existsSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnOf, type Scope } from "../access/scope";
import type { BuiltImage, Image, PrebuiltImage } from "../model/model";
import { awsTexts, validateText } from "../validation/awsText";
import { type Problem, problemIf, within } from "../validation/problem";

/**
 * An image as jobs, models and their roles need to know it: `prebuiltImage` finds one of SageMaker's, `algorithmImage`
 * (components/training/CustomImage.ts) gives an algorithm's, whichever kind it is.
 */
export interface JobImage {
    /** What `TrainingImage` and `Image` of SageMaker's requests take. An image that is yet to be built has none. */
    readonly uri: pulumi.Output<string>;
    /** ARN of the repository, for the permission to pull. It is known in every preview, whether built or not. */
    readonly repositoryArn: pulumi.Output<string>;
    /** What must exist before a run can start. */
    readonly ready: readonly pulumi.Resource[];
}

/** SageMaker's scikit-learn container: Python 3.10, of which pre-processing takes the standard library alone. */
export const preprocessImage: PrebuiltImage = { repository: "sagemaker-scikit-learn", tag: "1.4-2-cpu-py3" };

/** An image of SageMaker's own registry, whose account differs by region. */
export function prebuiltImage(image: PrebuiltImage, parent: pulumi.Resource): JobImage {
    const found = aws.sagemaker.getPrebuiltEcrImageOutput(
        { repositoryName: image.repository, imageTag: image.tag },
        { parent },
    );
    return { uri: found.registryPath, repositoryArn: found.registryPath.apply(repositoryArnOf), ready: [] };
}

/** An image's own name, and the repository that it is pulled from. */
export interface FoundImage {
    readonly uri: string;
    readonly repositoryArn: string;
}

/** Several of SageMaker's own images, found at once, by the same names. */
export function prebuiltImages(
    images: Readonly<Record<string, PrebuiltImage>>,
    parent: pulumi.Resource,
): pulumi.Output<Readonly<Record<string, FoundImage>>> {
    const found = Object.entries(images).map(([name, image]) => {
        const { uri, repositoryArn } = prebuiltImage(image, parent);
        return pulumi
            .all([uri, repositoryArn])
            .apply(([uri, repositoryArn]) => [name, { uri, repositoryArn }] as const);
    });
    return pulumi.all(found).apply((found) => Object.fromEntries(found));
}

/** Whether an image is built from a folder, rather than one of SageMaker's registry. */
export function isBuilt(image: Image): image is BuiltImage {
    return "build" in image;
}

/** Physical name of the repository of an image that is built. */
export function repositoryNameOf(scope: Scope, algorithm: string): string {
    return `${scope.prefix}-${algorithm}`;
}

/** ARN of a repository of the stack's account. */
export function ownRepositoryArn(scope: Scope, algorithm: string): string {
    return arnOf(scope, "ecr", `repository/${repositoryNameOf(scope, algorithm)}`);
}

/** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>` as the repository's ARN. */
export function repositoryArnOf(uri: string): string {
    const [, account, region, repository] = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[^/]+\/([^:@]+)/.exec(uri) ?? [];
    if (account === undefined || region === undefined || repository === undefined) {
        throw new Error(`"${uri}" is no image of an ECR registry: <account>.dkr.ecr.<region>.../<repository>:<tag>.`);
    }
    return `arn:aws:ecr:${region}:${account}:repository/${repository}`;
}

/** One entry of `AlgorithmSpecification.MetricDefinitions`. */
export interface MetricDefinition {
    readonly Name: string;
    readonly Regex: string;
}

/** The metrics that an image of one's own is expected to print, beside the one that its gate judges by. */
export const customMetrics: readonly string[] = ["train:rmse", "train:mae", "validation:rmse", "validation:mae"];

/**
 * `AlgorithmSpecification.MetricDefinitions` of a training or tuning job. SageMaker knows the metrics of its own
 * algorithms, and refuses definitions for them (undefined: leave the member out). Of any other image it knows none: it
 * reads them from the log, where the container prints `<name>=<number>` at the start of a line or after a blank, e.g.
 * `train:rmse=2101.3 validation:rmse=2360.4`.
 *
 * @param gateMetric the metric that the gate judges by
 */
export function metricDefinitions(image: Image, gateMetric: string): MetricDefinition[] | undefined {
    if (!isBuilt(image)) return undefined;
    return [...new Set([...customMetrics, gateMetric])].map((Name) => ({
        Name,
        Regex: `(?:^|\\s)${Name.replace(/[^\w:-]/g, "\\$&")}=([-+0-9.eE]+)`,
    }));
}

/**
 * The folder that an image is built from, as an absolute path, so that it is the same for every provider. `build` is
 * relative to the program's root, where the engine starts programs, wherever this package is installed.
 */
export function contextOf({ build }: BuiltImage, root = process.cwd()): string {
    return resolve(root, build);
}

/**
 * What is wrong with an image's definition.
 *
 * @param root the program's root
 */
export function validateImage(image: Image, root = process.cwd()): Problem[] {
    return isBuilt(image)
        ? within(["build"], validateFolder(image, root))
        : [
              ...validateText(["repository"], image.repository, awsTexts.imageRepository),
              ...validateText(["tag"], image.tag, awsTexts.imageTag),
          ];
}

function validateFolder(image: BuiltImage, root: string): Problem[] {
    const folder = contextOf(image, root);
    const fromRoot = relative(root, folder);
    if (isAbsolute(image.build) || fromRoot === "" || fromRoot.startsWith("..")) {
        const message = `"${image.build}" must be a folder below the program's root, relative to it.`;
        return [{ path: [], message }];
    }
    if (!existsSync(folder) || !statSync(folder).isDirectory()) {
        return [{ path: [], message: `there is no folder "${image.build}" in ${root}.` }];
    }
    return problemIf(!existsSync(join(folder, "Dockerfile")), [], `"${image.build}" has no Dockerfile.`);
}
