import type { CreateModelCommandInput, DescribeModelOutput, ListModelsInput } from "@aws-sdk/client-sagemaker";
import { findImage } from "../containers/images";
import { checkModelImage } from "../containers/pull";
import { type Account, PerAccount } from "../core/account";
import { release } from "../core/aws";
import { refuseMembers } from "../core/checks";
import { invalid, unsupported } from "../core/errors";
import { list, type Listed, type ListInput } from "../core/listing";
import type { Services } from "../core/services";
import { parseS3Uri } from "../core/storage";
import { addTags, removeTags } from "../core/tags";

/** A model: an image that serves, the archive that it serves, and the role that reads it. */
export interface Model extends Listed {
    readonly arn: string;
    readonly input: CreateModelCommandInput;
}

/** By name. */
export const models = new PerAccount(() => new Map<string, Model>());

/** `CreateModel`: the archive must be there, and the role able to read it. */
export async function createModel(account: Account, input: CreateModelCommandInput, services: Services) {
    checkModelRequest(input);
    const name = input.ModelName!;
    const arn = account.arn("model", name);
    refuseExisting(account, name);
    await checkModelImage(services, account, input.ExecutionRoleArn!, input.PrimaryContainer!.Image!);
    await checkModelData(account, input, services);
    refuseExisting(account, name);
    const created = new Date();
    models.of(account).set(name, { name, arn, input, created, modified: created });
    addTags(account, arn, input.Tags);
    return { ModelArn: arn };
}

export function describeModel(account: Account, input: { ModelName?: string }): DescribeModelOutput {
    const model = findModel(account, input.ModelName!);
    const { Tags: _, ...request } = model.input;
    return {
        EnableNetworkIsolation: false,
        ...request,
        ModelArn: model.arn,
        CreationTime: model.created,
    };
}

export function deleteModel(account: Account, input: { ModelName?: string }) {
    const model = findModel(account, input.ModelName!);
    models.of(account).delete(model.name);
    removeTags(account, model.arn);
    return {};
}

export function listModels(account: Account, input: ListModelsInput) {
    const { items, NextToken } = list(models.of(account).values(), input as ListInput);
    const Models = items.map((model) => ({ ModelName: model.name, ModelArn: model.arn, CreationTime: model.created }));
    return { Models, NextToken };
}

export function findModel(account: Account, name: string): Model {
    const model = models.of(account).get(name);
    if (!model) {
        throw invalid(`Could not find model "${account.arn("model", name)}".`);
    }
    return model;
}

function refuseExisting(account: Account, name: string): void {
    if (models.of(account).has(name)) {
        throw invalid(`Cannot create already existing model "${account.arn("model", name)}".`);
    }
}

function checkModelRequest(input: CreateModelCommandInput): void {
    refuseMembers("CreateModel", input, [
        "ModelName",
        "PrimaryContainer",
        "ExecutionRoleArn",
        "Tags",
        "VpcConfig",
        "EnableNetworkIsolation",
    ]);
    const container = input.PrimaryContainer;
    if (!container?.Image) {
        throw unsupported("a model without PrimaryContainer.Image");
    }
    if (!input.ExecutionRoleArn) {
        throw invalid("ExecutionRoleArn is required for a model with a PrimaryContainer.");
    }
    refuseMembers("CreateModel", container, ["ContainerHostname", "Image", "Mode", "ModelDataUrl", "Environment"]);
    if (container.Mode === "MultiModel") {
        throw unsupported("PrimaryContainer.Mode MultiModel", "Use SingleModel.");
    }
    findImage(container.Image, "serving");
}

async function checkModelData(account: Account, input: CreateModelCommandInput, services: Services): Promise<void> {
    const url = input.PrimaryContainer?.ModelDataUrl;
    const clients = await services.aws.clientsOf(account, input.ExecutionRoleArn!);
    if (!url) {
        return release(clients);
    }
    const { bucket, key } = parseS3Uri(url);
    const { HeadObjectCommand } = await import("@aws-sdk/client-s3");
    try {
        await clients.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    } catch {
        throw invalid(
            `Could not access model data at ${url}. Please ensure that the role "${input.ExecutionRoleArn}" exists ` +
                `and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal ` +
                `"sagemaker.amazonaws.com". Also ensure that the role has "s3:GetObject" permissions and that the ` +
                `object is located in ${account.region}.`,
        );
    } finally {
        release(clients);
    }
}
