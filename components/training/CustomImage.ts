import * as aws from "@pulumi/aws";
// The module alone: all of awsx would load its former versions and an AWS client with them.
import { Image as BuiltEcrImage } from "@pulumi/awsx/ecr";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../access/keyUse";
import type { Scope } from "../access/scope";
import { Component } from "../blocks/Component";
import {
    contextOf,
    isBuilt,
    type JobImage,
    ownRepositoryArn,
    prebuiltImage,
    repositoryNameOf,
    validateImage,
} from "../blocks/image";
import type { BuiltImage, Image } from "../model/model";
import { within } from "../validation/problem";
import { requireValid } from "../validation/requireValid";

export interface AlgorithmImageArgs {
    readonly scope: Scope;
    /** Name of the model's algorithm. */
    readonly algorithm: string;
    readonly image: Image;
    /** Encrypts the repository of an image that is built. */
    readonly key: EncryptionKey;
    /** Whether to destroy the repository with the images in it. @default false */
    readonly forceDestroy?: boolean;
}

/**
 * The image of an algorithm: looked up in SageMaker's registry, or built from a folder into a repository of its own.
 *
 * @param name logical name of what is made, where something is
 */
export function algorithmImage(name: string, args: AlgorithmImageArgs, parent: pulumi.Resource): JobImage {
    const { image, ...rest } = args;
    return isBuilt(image) ? new CustomImage(name, { ...rest, image }, { parent }) : prebuiltImage(image, parent);
}

export interface CustomImageArgs extends Omit<AlgorithmImageArgs, "image"> {
    readonly image: BuiltImage;
}

/**
 * How many images a repository keeps, the newest first. A registry cannot tell which images models still name: an
 * endpoint pulls its image again whenever an instance is added or replaced, months after the push, and an approved
 * version may wait for a batch even longer. So neither the time of the push nor the lack of a tag is a reason to
 * delete. Each change of the folder makes one image; this many are years of changes.
 */
const keptImages = 500;

/**
 * An image of one's own: a repository, and what is built from a folder and pushed to it.
 *
 * Everything names the image by its digest, so a model keeps the very image that trained it. A repository that is made
 * anew is empty: `pulumi up --refresh` then builds the image again.
 */
export class CustomImage extends Component implements JobImage {
    /** `<registry>/<repository>@sha256:<digest>`; unknown until the image is built. */
    readonly uri: pulumi.Output<string>;
    readonly repositoryArn: pulumi.Output<string>;
    readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: CustomImageArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:training:CustomImage", name, opts);
        const { scope, algorithm, image } = args;
        requireValid(within(["algorithms", algorithm, "image"], validateImage(image)), this);

        const repository = new aws.ecr.Repository(
            name,
            {
                name: repositoryNameOf(scope, algorithm),
                // awsx pushes every build under the same tag, and docker-build deletes an image from the registry when
                // its tag changes, though models still name it. Digests are what holds; the tag moves.
                imageTagMutability: "MUTABLE",
                imageScanningConfiguration: { scanOnPush: true },
                encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: args.key.arn }],
                forceDelete: args.forceDestroy ?? false,
            },
            { parent: this },
        );
        const lifecycle = new aws.ecr.LifecyclePolicy(
            name,
            { repository: repository.name, policy: JSON.stringify(keepNewest(keptImages)) },
            { parent: this },
        );
        const built = new BuiltEcrImage(
            name,
            {
                repositoryUrl: repository.repositoryUrl,
                // Without a name awsx makes one of the folder's path, which differs between machines.
                imageName: name,
                context: contextOf(image),
                // What SageMaker's instance types run, whatever builds.
                platform: "linux/amd64",
            },
            { parent: this },
        );
        this.uri = built.imageUri;
        this.repositoryArn = pulumi.output(ownRepositoryArn(scope, algorithm));
        this.ready = [repository, lifecycle, built];
        this.registerOutputs({ uri: this.uri, repositoryArn: this.repositoryArn });
    }
}

/** A lifecycle policy that deletes the oldest images beyond a number, tagged or not. */
function keepNewest(count: number): object {
    return {
        rules: [
            {
                rulePriority: 1,
                description: `Keep the ${count} newest images`,
                selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: count },
                action: { type: "expire" },
            },
        ],
    };
}
