import * as pulumi from "@pulumi/pulumi";

/** Arguments of awsx.ecr.Image, as far as the local stand-in goes; all others are refused by name. */
export interface ImageArgs {
    readonly args?: Record<string, string>;
    readonly context?: string;
    readonly dockerfile?: string;
    readonly imageName?: string;
    readonly platform?: string;
    readonly repositoryUrl: pulumi.Input<string>;
    readonly target?: string;
}

const accepted = ["args", "context", "dockerfile", "imageName", "platform", "repositoryUrl", "target"];

export interface ImageOutputs {
    readonly imageUri: pulumi.Output<string>;
}

/**
 * Stands in for awsx.ecr.Image: the same child, docker-build's Image, by type, name, parent and inputs, as the
 * published component makes.
 */
export class Image extends pulumi.ComponentResource<ImageOutputs> {
    constructor(name: string, args: ImageArgs, opts: pulumi.ComponentResourceOptions) {
        super("awsx:ecr:Image", name, { args }, opts);
    }

    /** What the component gives to the program, once its child is declared. */
    outputs(): Promise<ImageOutputs> {
        return this.getData();
    }

    protected override async initialize({ args }: { args: ImageArgs }): Promise<ImageOutputs> {
        const imageName = validated(args);
        const url = pulumi.output(args.repositoryUrl);
        const image = url.apply((repositoryUrl) => {
            const tag = `${repositoryUrl}:${imageName}`;
            return new DockerImage(
                imageName,
                {
                    tags: [tag],
                    buildArgs: args.args,
                    cacheFrom: [{ registry: { ref: tag } }],
                    cacheTo: [{ inline: {} }],
                    context: { location: args.context ?? "." },
                    dockerfile: { location: args.dockerfile },
                    platforms: args.platform ? [args.platform] : [],
                    target: args.target,
                    push: true,
                    registries: [
                        {
                            address: `https://${repositoryUrl.split("/")[0]}`,
                            username: "AWS",
                            password: pulumi.secret("local"),
                        },
                    ],
                },
                { parent: this },
            );
        });
        const imageUri = pulumi
            .all([url, image.digest])
            .apply(([repositoryUrl, digest]) => `${repositoryUrl}@${digest}`);
        return Promise.resolve({ imageUri });
    }
}

/** docker-build's Image, without its package. */
class DockerImage extends pulumi.CustomResource {
    declare readonly digest: pulumi.Output<string>;

    constructor(name: string, inputs: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
        const outputs = { contextHash: undefined, digest: undefined, ref: undefined };
        super("docker-build:index:Image", name, { ...inputs, ...outputs }, opts);
    }
}

function validated(args: ImageArgs): string {
    const given = Object.entries(args as object).filter(([, value]) => value !== undefined && value !== null);
    const unknown = given.map(([key]) => key).filter((key) => !accepted.includes(key));
    if (unknown.length > 0) {
        throw new Error(
            `The local stand-in for awsx.ecr.Image does not support ${unknown.join(", ")}; it accepts ${accepted.join(", ")}.`,
        );
    }
    if (args.imageName === undefined) throw new Error("The local stand-in for awsx.ecr.Image needs an imageName.");
    return args.imageName;
}
