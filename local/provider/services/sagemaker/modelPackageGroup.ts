import type { sagemaker } from "@pulumi/aws";
import { regional, reported, taggable, tagList, tagMap } from "../../engine/convert";
import { found } from "../../engine/errors";
import { define } from "../../engine/resourceType";
import { Session } from "../../engine/session";

/** Everything but the tags makes a new group; AWS deletes the old one only when it has no versions left. */
const modelPackageGroup = define<sagemaker.ModelPackageGroupArgs, sagemaker.ModelPackageGroupState>({
    inputs: {
        ...regional,
        ...taggable,
        modelPackageGroupDescription: "string",
        "modelPackageGroupName!": "string",
    },
    outputs: ["arn", "tagsAll"],
    replaceOn: ["modelPackageGroupDescription", "modelPackageGroupName"],
    async create(aws, inputs) {
        const client = await aws.clients.sagemaker();
        await client.createModelPackageGroup({
            ModelPackageGroupName: inputs.modelPackageGroupName,
            ModelPackageGroupDescription: inputs.modelPackageGroupDescription,
            Tags: tagList(inputs.tagsAll),
        });
        return inputs.modelPackageGroupName;
    },
    async read(aws, id) {
        const client = await aws.clients.sagemaker();
        const live = await existing(client.describeModelPackageGroup({ ModelPackageGroupName: id }));
        if (!live) return undefined;
        const { Tags } = await client.listTags({ ResourceArn: live.ModelPackageGroupArn });
        return reported({
            arn: live.ModelPackageGroupArn,
            modelPackageGroupName: live.ModelPackageGroupName,
            modelPackageGroupDescription: live.ModelPackageGroupDescription,
            tagsAll: tagMap(Tags),
        });
    },
    async update(aws, _id, { olds, tags }) {
        const client = await aws.clients.sagemaker();
        const resource = { ResourceArn: olds.arn };
        if (tags.removed.length) await client.deleteTags({ ...resource, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.addTags({ ...resource, Tags: tagList(tags.set) });
    },
    async delete(aws, id) {
        const client = await aws.clients.sagemaker();
        await existing(client.deleteModelPackageGroup({ ModelPackageGroupName: id }));
    },
});

const modelPackageGroupPolicy = define<sagemaker.ModelPackageGroupPolicyArgs, sagemaker.ModelPackageGroupPolicyState>({
    inputs: { ...regional, "modelPackageGroupName!": "string", "resourcePolicy!": "policy" },
    outputs: [],
    replaceOn: ["modelPackageGroupName"],
    async create(aws, inputs) {
        await putPolicy(aws, inputs.modelPackageGroupName, inputs.resourcePolicy);
        return inputs.modelPackageGroupName;
    },
    async read(aws, id) {
        const client = await aws.clients.sagemaker();
        const live = await existing(client.getModelPackageGroupPolicy({ ModelPackageGroupName: id }));
        return live && { modelPackageGroupName: id, resourcePolicy: live.ResourcePolicy };
    },
    async update(aws, id, { news }) {
        await putPolicy(aws, id, news.resourcePolicy);
    },
    async delete(aws, id) {
        const client = await aws.clients.sagemaker();
        await existing(client.deleteModelPackageGroupPolicy({ ModelPackageGroupName: id }));
    },
});

async function putPolicy(aws: Session, ModelPackageGroupName: string, ResourcePolicy: string): Promise<void> {
    await (await aws.clients.sagemaker()).putModelPackageGroupPolicy({ ModelPackageGroupName, ResourcePolicy });
}

/** The call's result, or undefined where there is no such group or policy: SageMaker has no error of its own for that. */
async function existing<T>(call: Promise<T>): Promise<T | undefined> {
    try {
        return await found(call);
    } catch (error) {
        if (
            error instanceof Error &&
            error.name === "ValidationException" &&
            /does not exist|Cannot find resource policy/.test(error.message)
        ) {
            return undefined;
        }
        throw error;
    }
}

export const types = {
    "aws:sagemaker/modelPackageGroup:ModelPackageGroup": modelPackageGroup,
    "aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy": modelPackageGroupPolicy,
};
