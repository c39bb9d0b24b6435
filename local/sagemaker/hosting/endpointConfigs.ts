import type {
    CreateEndpointConfigCommandInput,
    DescribeEndpointConfigOutput,
    ListEndpointConfigsInput,
    ProductionVariant,
} from "@aws-sdk/client-sagemaker";
import { type Account, PerAccount } from "../core/account";
import { checkVolumeKey, refuseMembers } from "../core/checks";
import { invalid, unsupported } from "../core/errors";
import { list, type Listed, type ListInput } from "../core/listing";
import { addTags, removeTags } from "../core/tags";
import { findModel } from "./models";

/** An endpoint configuration: which models serve, on how much of the traffic, and what is captured of it. */
export interface EndpointConfig extends Listed {
    readonly arn: string;
    readonly input: CreateEndpointConfigCommandInput;
}

const supportedOfVariant = [
    "VariantName",
    "ModelName",
    "InitialInstanceCount",
    "InstanceType",
    "InitialVariantWeight",
    "ContainerStartupHealthCheckTimeoutInSeconds",
    // Recorded: they change nothing in the result here.
    "ModelDataDownloadTimeoutInSeconds",
    "VolumeSizeInGB",
    "RoutingConfig",
    "EnableSSMAccess",
];

/** By name. */
export const endpointConfigs = new PerAccount(() => new Map<string, EndpointConfig>());

/** `CreateEndpointConfig`: every variant's model must exist. */
export function createEndpointConfig(account: Account, input: CreateEndpointConfigCommandInput) {
    refuseMembers("CreateEndpointConfig", input, [
        "EndpointConfigName",
        "ProductionVariants",
        "DataCaptureConfig",
        "Tags",
        "KmsKeyId",
        // Recorded: they change nothing in the result here.
        "VpcConfig",
        "EnableNetworkIsolation",
        "ExecutionRoleArn",
    ]);
    const name = input.EndpointConfigName!;
    const arn = account.arn("endpoint-config", name);
    if (endpointConfigs.of(account).has(name)) {
        throw invalid(`Cannot create already existing endpoint configuration "${arn}".`);
    }
    checkVariants(account, input);
    const created = new Date();
    endpointConfigs.of(account).set(name, { name, arn, input, created, modified: created });
    addTags(account, arn, input.Tags);
    return { EndpointConfigArn: arn };
}

function checkVariants(account: Account, { ProductionVariants: variants, KmsKeyId }: CreateEndpointConfigCommandInput) {
    const names = variants!.map((variant) => variant.VariantName!);
    if (new Set(names).size < names.length) {
        throw invalid(`Production variant names must be unique, but there are ${names.join(", ")}.`);
    }
    for (const variant of variants!) {
        refuseMembers("CreateEndpointConfig", variant, supportedOfVariant);
        checkVariant(account, variant);
        checkVolumeKey(variant.InstanceType, KmsKeyId);
    }
    if (variants!.every((variant) => variant.InitialVariantWeight === 0)) {
        throw invalid("The production variants' weights must not all be zero.");
    }
}

function checkVariant(account: Account, variant: ProductionVariant): void {
    if (!variant.ModelName) {
        throw unsupported(`the production variant ${variant.VariantName} without a ModelName`);
    }
    findModel(account, variant.ModelName);
    if (!variant.InstanceType || !variant.InitialInstanceCount) {
        throw invalid(`Production variant ${variant.VariantName} needs an InstanceType and an InitialInstanceCount.`);
    }
}

export function describeEndpointConfig(
    account: Account,
    input: { EndpointConfigName?: string },
): DescribeEndpointConfigOutput {
    const config = findEndpointConfig(account, input.EndpointConfigName!);
    const { Tags: _, ...request } = config.input;
    return {
        ...(request as DescribeEndpointConfigOutput),
        ProductionVariants: request.ProductionVariants!.map((variant) => ({ InitialVariantWeight: 1, ...variant })),
        EndpointConfigArn: config.arn,
        CreationTime: config.created,
    };
}

export function deleteEndpointConfig(account: Account, input: { EndpointConfigName?: string }) {
    const config = findEndpointConfig(account, input.EndpointConfigName!);
    endpointConfigs.of(account).delete(config.name);
    removeTags(account, config.arn);
    return {};
}

export function listEndpointConfigs(account: Account, input: ListEndpointConfigsInput) {
    const { items, NextToken } = list(endpointConfigs.of(account).values(), input as ListInput);
    const summaries = items.map((config) => ({
        EndpointConfigName: config.name,
        EndpointConfigArn: config.arn,
        CreationTime: config.created,
    }));
    return { EndpointConfigs: summaries, NextToken };
}

export function findEndpointConfig(account: Account, name: string): EndpointConfig {
    const config = endpointConfigs.of(account).get(name);
    if (!config) {
        throw invalid(`Could not find endpoint configuration "${account.arn("endpoint-config", name)}".`);
    }
    return config;
}
