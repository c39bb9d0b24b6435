import type {
    CreateEndpointCommandInput,
    ListEndpointsInput,
    UpdateEndpointCommandInput,
    UpdateEndpointWeightsAndCapacitiesCommandInput,
} from "@aws-sdk/client-sagemaker";
import { type Account, PerAccount } from "../core/account";
import { invalid, unsupported } from "../core/errors";
import { list, type ListInput } from "../core/listing";
import type { Services } from "../core/services";
import { addTags, removeTags } from "../core/tags";
import { scalableTargets } from "../scaling/scaling";
import { checkDeployment } from "./deploymentPlan";
import { Endpoint } from "./endpoint";
import { findEndpointConfig } from "./endpointConfigs";
import { checkRetention } from "./retention";

/** By name. */
export const endpoints = new PerAccount(() => new Map<string, Endpoint>());

/** `CreateEndpoint`: accepted at once, InService when every variant answers its ping. */
export function createEndpoint(account: Account, input: CreateEndpointCommandInput, services: Services) {
    checkDeployment(input.DeploymentConfig);
    const name = input.EndpointName!;
    const arn = account.arn("endpoint", name);
    if (endpoints.of(account).has(name)) {
        throw invalid(`Cannot create already existing endpoint "${arn}".`);
    }
    const config = findEndpointConfig(account, input.EndpointConfigName!);
    endpoints.of(account).set(name, new Endpoint(services, account, input, config));
    addTags(account, arn, input.Tags);
    return { EndpointArn: arn };
}

/** `UpdateEndpoint`: accepted when everything that it needs exists; the deployment goes on after the answer. */
export async function updateEndpoint(account: Account, input: UpdateEndpointCommandInput) {
    checkDeployment(input.DeploymentConfig);
    checkRetention(input);
    if (input.RetainDeploymentConfig) {
        throw unsupported("RetainDeploymentConfig in UpdateEndpoint");
    }
    const endpoint = findEndpoint(account, input.EndpointName!);
    await endpoint.update(input);
    return { EndpointArn: endpoint.arn };
}

export function updateEndpointWeights(account: Account, input: UpdateEndpointWeightsAndCapacitiesCommandInput) {
    const endpoint = findEndpoint(account, input.EndpointName!);
    endpoint.updateWeights(input);
    return { EndpointArn: endpoint.arn };
}

/** `DeleteEndpoint`; its variants are deregistered from auto scaling too. */
export async function deleteEndpoint(account: Account, input: { EndpointName?: string }, services: Services) {
    const endpoint = findEndpoint(account, input.EndpointName!);
    void endpoint.delete().then(() => {
        endpoints.of(account).delete(endpoint.name);
        removeTags(account, endpoint.arn);
    });
    for (const target of scalableTargets.of(account).ofEndpoint(endpoint.name)) {
        await scalableTargets.of(account).remove(account, target, services);
    }
    return {};
}

export function listEndpoints(account: Account, input: ListEndpointsInput) {
    const { items, NextToken } = list(endpoints.of(account).values(), input as ListInput);
    const summaries = items.map((endpoint) => ({
        EndpointName: endpoint.name,
        EndpointArn: endpoint.arn,
        CreationTime: endpoint.created,
        LastModifiedTime: endpoint.modified,
        EndpointStatus: endpoint.status,
    }));
    return { Endpoints: summaries, NextToken };
}

export function findEndpoint(account: Account, name: string): Endpoint {
    const endpoint = endpoints.of(account).get(name);
    if (!endpoint) {
        throw invalid(`Could not find endpoint "${account.arn("endpoint", name)}".`);
    }
    return endpoint;
}
