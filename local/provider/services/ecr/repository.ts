import type { ECR, EncryptionType, ImageTagMutability, Repository } from "@aws-sdk/client-ecr";
import type { ecr } from "@pulumi/aws";
import { regional, taggable, tagList, tagMap } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import type { Session } from "../../engine/session";

const repository = define<ecr.RepositoryArgs, ecr.RepositoryState>({
    inputs: {
        ...regional,
        ...taggable,
        encryptionConfigurations: [{ encryptionType: "AES256|KMS|KMS_DSSE", kmsKey: "string" }],
        forceDelete: "boolean",
        imageScanningConfiguration: { "scanOnPush!": "boolean" },
        imageTagMutability: "MUTABLE|IMMUTABLE|MUTABLE_WITH_EXCLUSION|IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters: [{ "filter!": "string", "filterType!": "string" }],
        name: "string",
    },
    outputs: ["arn", "registryId", "repositoryUrl", "tagsAll"],
    computed: ["encryptionConfigurations", "imageScanningConfiguration"],
    autoName: { property: "name", maxLength: 256, lowerCase: true },
    defaults: { imageTagMutability: "MUTABLE" },
    replaceOn: ["encryptionConfigurations", "name"],
    async create(aws, inputs) {
        const client = await aws.clients.ecr();
        const [encryption] = inputs.encryptionConfigurations ?? [];
        await client.createRepository({
            repositoryName: inputs.name,
            imageTagMutability: inputs.imageTagMutability as ImageTagMutability,
            imageTagMutabilityExclusionFilters: inputs.imageTagMutabilityExclusionFilters as never,
            imageScanningConfiguration: inputs.imageScanningConfiguration,
            encryptionConfiguration: encryption && {
                encryptionType: encryption.encryptionType as EncryptionType,
                kmsKey: encryption.kmsKey,
            },
            tags: tagList(inputs.tagsAll),
        });
        return inputs.name ?? "";
    },
    async read(aws, id, state) {
        const client = await aws.clients.ecr();
        const found = await describe(client, id);
        if (!found) return undefined;
        const { tags } = await client.listTagsForResource({ resourceArn: found.repositoryArn });
        const encryption = found.encryptionConfiguration;
        return {
            name: found.repositoryName,
            arn: found.repositoryArn,
            registryId: found.registryId,
            repositoryUrl: found.repositoryUri,
            imageTagMutability: found.imageTagMutability,
            imageScanningConfiguration: { scanOnPush: found.imageScanningConfiguration?.scanOnPush ?? false },
            encryptionConfigurations: encryption && [
                { encryptionType: encryption.encryptionType, kmsKey: encryption.kmsKey },
            ],
            // Only this program knows of it.
            forceDelete: state.forceDelete,
            tagsAll: tagMap(tags),
        };
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.ecr();
        if (changed.has("imageTagMutability") || changed.has("imageTagMutabilityExclusionFilters")) {
            await client.putImageTagMutability({
                repositoryName: id,
                imageTagMutability: news.imageTagMutability as ImageTagMutability,
                imageTagMutabilityExclusionFilters: news.imageTagMutabilityExclusionFilters as never,
            });
        }
        if (changed.has("imageScanningConfiguration")) {
            const imageScanningConfiguration = { scanOnPush: news.imageScanningConfiguration?.scanOnPush ?? false };
            await client.putImageScanningConfiguration({ repositoryName: id, imageScanningConfiguration });
        }
        const resourceArn = arnOf(aws, id);
        if (tags.removed.length) await client.untagResource({ resourceArn, tagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ resourceArn, tags: tagList(tags.set) });
    },
    async delete(aws, id, { forceDelete }) {
        const client = await aws.clients.ecr();
        await client.deleteRepository({ repositoryName: id, force: forceDelete ?? false });
    },
});

const arnOf = (aws: Session, name: string): string => aws.arn("ecr", `repository/${name}`);

async function describe(client: ECR, name: string): Promise<Repository | undefined> {
    return (await client.describeRepositories({ repositoryNames: [name] })).repositories?.[0];
}

const lifecyclePolicy = define<ecr.LifecyclePolicyArgs, ecr.LifecyclePolicyState>({
    inputs: { ...regional, "policy!": "json", "repository!": "string" },
    outputs: ["registryId"],
    replaceOn: ["repository"],
    async create(aws, { repository, policy }) {
        await putPolicy(aws, repository, policy as string);
        return repository;
    },
    async read(aws, id) {
        const found = await (await aws.clients.ecr()).getLifecyclePolicy({ repositoryName: id });
        return { repository: id, policy: found.lifecyclePolicyText, registryId: found.registryId };
    },
    async update(aws, id, { news }) {
        await putPolicy(aws, id, news.policy as string);
    },
    async delete(aws, id) {
        await (await aws.clients.ecr()).deleteLifecyclePolicy({ repositoryName: id });
    },
});

async function putPolicy(aws: Session, repositoryName: string, lifecyclePolicyText: string): Promise<void> {
    await (await aws.clients.ecr()).putLifecyclePolicy({ repositoryName, lifecyclePolicyText });
}

export const types = {
    "aws:ecr/repository:Repository": repository,
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": lifecyclePolicy,
};
