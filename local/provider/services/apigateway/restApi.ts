import type * as api from "@aws-sdk/client-api-gateway";
import type { apigateway } from "@pulumi/aws";
import { regional, taggable } from "../../engine/convert";
import { define, Inputs } from "../../engine/resourceType";
import { Session } from "../../engine/session";
import { mapPatches, patches, replace } from "./patch";

const restApi = define<apigateway.RestApiArgs, apigateway.RestApiState>({
    inputs: {
        ...regional,
        ...taggable,
        apiKeySource: "HEADER|AUTHORIZER",
        binaryMediaTypes: "strings",
        description: "string",
        disableExecuteApiEndpoint: "boolean",
        endpointConfiguration: { ipAddressType: "string", "types!": "EDGE|REGIONAL|PRIVATE", vpcEndpointIds: "set" },
        minimumCompressionSize: "string",
        name: "string",
        policy: "policy",
    },
    outputs: ["arn", "createdDate", "executionArn", "rootResourceId", "tagsAll"],
    computed: [
        "apiKeySource",
        "binaryMediaTypes",
        "description",
        "disableExecuteApiEndpoint",
        "endpointConfiguration",
        "policy",
    ],
    autoName: { property: "name" },
    replaceOn: ["endpointConfiguration"],
    async create(aws, inputs) {
        const client = await aws.clients.apigateway();
        const { endpointConfiguration: endpoint, minimumCompressionSize: size } = inputs;
        const made = await client.createRestApi({
            name: inputs.name,
            apiKeySource: inputs.apiKeySource as api.ApiKeySourceType | undefined,
            binaryMediaTypes: inputs.binaryMediaTypes,
            description: inputs.description,
            disableExecuteApiEndpoint: inputs.disableExecuteApiEndpoint,
            endpointConfiguration: endpoint && {
                types: [endpoint.types as api.EndpointType],
                vpcEndpointIds: endpoint.vpcEndpointIds,
            },
            minimumCompressionSize: size === undefined ? undefined : Number(size),
            policy: inputs.policy,
            tags: inputs.tagsAll,
        });
        return made.id ?? "";
    },
    async read(aws, id) {
        const client = await aws.clients.apigateway();
        const [live, { items }] = await Promise.all([
            client.getRestApi({ restApiId: id }),
            client.getResources({ restApiId: id, limit: 500 }),
        ]);
        return {
            arn: restApiArn(aws, id),
            name: live.name,
            apiKeySource: live.apiKeySource,
            binaryMediaTypes: live.binaryMediaTypes ?? [],
            createdDate: live.createdDate?.toISOString(),
            description: live.description,
            disableExecuteApiEndpoint: live.disableExecuteApiEndpoint ?? false,
            endpointConfiguration: live.endpointConfiguration && {
                types: live.endpointConfiguration.types?.[0] ?? "EDGE",
            },
            executionArn: aws.arn("execute-api", id),
            policy: live.policy?.replaceAll('\\"', '"'),
            rootResourceId: items?.find((resource) => resource.path === "/")?.id,
            tagsAll: live.tags ?? {},
        };
    },
    async update(aws, id, { news, olds, changed, tags }) {
        const client = await aws.clients.apigateway();
        const set = (list: readonly string[] = []) => Object.fromEntries(list.map((item) => [item, ""]));
        const patchOperations = [
            ...patches(changed, news, {
                apiKeySource: "/apiKeySource",
                description: "/description",
                disableExecuteApiEndpoint: "/disableExecuteApiEndpoint",
                minimumCompressionSize: "/minimumCompressionSize",
                name: "/name",
                policy: "/policy",
            }),
            ...mapPatches("/binaryMediaTypes", set(olds.binaryMediaTypes), set(news.binaryMediaTypes)),
        ];
        if (patchOperations.length) await client.updateRestApi({ restApiId: id, patchOperations });
        await retag(aws, restApiArn(aws, id), tags);
    },
    async delete(aws, id) {
        await (await aws.clients.apigateway()).deleteRestApi({ restApiId: id });
    },
});

const resource = define<apigateway.ResourceArgs, apigateway.ResourceState>({
    inputs: { ...regional, "parentId!": "string", "pathPart!": "string", "restApi!": "string" },
    outputs: ["path"],
    replaceOn: ["restApi"],
    async create(aws, { restApi, parentId, pathPart }) {
        const client = await aws.clients.apigateway();
        const made = await client.createResource({ restApiId: restApi as string, parentId, pathPart });
        return made.id ?? "";
    },
    async read(aws, id, { restApi }) {
        const client = await aws.clients.apigateway();
        const live = await client.getResource({ restApiId: restApi as string, resourceId: id });
        return { restApi, parentId: live.parentId, pathPart: live.pathPart, path: live.path };
    },
    async update(aws, id, { news, changed }) {
        const client = await aws.clients.apigateway();
        const patchOperations = patches(changed, news, { parentId: "/parentId", pathPart: "/pathPart" });
        await client.updateResource({ restApiId: news.restApi as string, resourceId: id, patchOperations });
    },
    async delete(aws, id, { restApi }) {
        const client = await aws.clients.apigateway();
        await client.deleteResource({ restApiId: restApi as string, resourceId: id });
    },
});

const method = define<apigateway.MethodArgs, apigateway.MethodState>({
    inputs: {
        ...regional,
        apiKeyRequired: "boolean",
        "authorization!": "string",
        authorizationScopes: "set",
        authorizerId: "string",
        "httpMethod!": "string",
        operationName: "string",
        requestModels: "map",
        requestParameters: "flags",
        requestValidatorId: "string",
        "resourceId!": "string",
        "restApi!": "string",
    },
    outputs: [],
    defaults: { apiKeyRequired: false },
    replaceOn: ["httpMethod", "resourceId", "restApi"],
    deleteFirst: true,
    async create(aws, inputs) {
        const client = await aws.clients.apigateway();
        await client.putMethod({
            ...place(inputs),
            apiKeyRequired: inputs.apiKeyRequired,
            authorizationType: inputs.authorization,
            authorizationScopes: inputs.authorizationScopes,
            authorizerId: inputs.authorizerId,
            operationName: inputs.operationName,
            requestModels: inputs.requestModels,
            requestParameters: inputs.requestParameters,
            requestValidatorId: inputs.requestValidatorId,
        });
        return placeId("agm", inputs);
    },
    async read(aws, _id, state) {
        const live = await (await aws.clients.apigateway()).getMethod(place(state));
        return {
            ...whereabouts(state),
            apiKeyRequired: live.apiKeyRequired,
            authorization: live.authorizationType,
            authorizerId: live.authorizerId,
            operationName: live.operationName,
            requestModels: live.requestModels,
            requestParameters: live.requestParameters,
            requestValidatorId: live.requestValidatorId,
        };
    },
    async update(aws, _id, { news, olds, changed }) {
        const client = await aws.clients.apigateway();
        const patchOperations = [
            ...patches(changed, news, {
                apiKeyRequired: "/apiKeyRequired",
                authorization: "/authorizationType",
                authorizerId: "/authorizerId",
                operationName: "/operationName",
                requestValidatorId: "/requestValidatorId",
            }),
            ...mapPatches("/requestModels", olds.requestModels, news.requestModels),
            ...mapPatches("/requestParameters", olds.requestParameters, news.requestParameters),
        ];
        await client.updateMethod({ ...place(news), patchOperations });
    },
    async delete(aws, _id, state) {
        await (await aws.clients.apigateway()).deleteMethod(place(state));
    },
});

const integration = define<apigateway.IntegrationArgs, apigateway.IntegrationState>({
    inputs: {
        ...regional,
        cacheKeyParameters: "set",
        cacheNamespace: "string",
        connectionId: "string",
        connectionType: "INTERNET|VPC_LINK",
        contentHandling: "CONVERT_TO_BINARY|CONVERT_TO_TEXT",
        credentials: "string",
        "httpMethod!": "string",
        integrationHttpMethod: "string",
        passthroughBehavior: "WHEN_NO_MATCH|WHEN_NO_TEMPLATES|NEVER",
        requestParameters: "map",
        requestTemplates: "map",
        "resourceId!": "string",
        "restApi!": "string",
        timeoutMilliseconds: "number",
        tlsConfig: { insecureSkipVerification: "boolean" },
        "type!": "HTTP|AWS|MOCK|HTTP_PROXY|AWS_PROXY",
        uri: "string",
    },
    outputs: [],
    computed: ["cacheNamespace", "passthroughBehavior"],
    defaults: { connectionType: "INTERNET", timeoutMilliseconds: 29000 },
    replaceOn: ["httpMethod", "integrationHttpMethod", "resourceId", "restApi", "type"],
    deleteFirst: true,
    async create(aws, inputs) {
        await putIntegration(aws, inputs);
        return placeId("agi", inputs);
    },
    async read(aws, _id, state) {
        const live = await (await aws.clients.apigateway()).getIntegration(place(state));
        return {
            ...whereabouts(state),
            cacheNamespace: live.cacheNamespace,
            connectionType: live.connectionType ?? "INTERNET",
            credentials: live.credentials,
            integrationHttpMethod: live.httpMethod,
            passthroughBehavior: live.passthroughBehavior,
            requestParameters: live.requestParameters,
            requestTemplates: live.requestTemplates,
            timeoutMilliseconds: live.timeoutInMillis ?? 29000,
            type: live.type,
            uri: live.uri,
        };
    },
    // An integration can be put again as a whole, with the same effect as a patch for each input.
    async update(aws, _id, { news }) {
        await putIntegration(aws, news);
    },
    async delete(aws, _id, state) {
        await (await aws.clients.apigateway()).deleteIntegration(place(state));
    },
});

async function putIntegration(aws: Session, inputs: Inputs<apigateway.IntegrationArgs>): Promise<void> {
    const client = await aws.clients.apigateway();
    await client.putIntegration({
        ...place(inputs),
        type: inputs.type as api.IntegrationType,
        integrationHttpMethod: inputs.integrationHttpMethod,
        uri: inputs.uri,
        cacheKeyParameters: inputs.cacheKeyParameters,
        cacheNamespace: inputs.cacheNamespace,
        connectionId: inputs.connectionId,
        connectionType: inputs.connectionType as api.ConnectionType,
        contentHandling: inputs.contentHandling as api.ContentHandlingStrategy | undefined,
        credentials: inputs.credentials,
        passthroughBehavior: inputs.passthroughBehavior,
        requestParameters: inputs.requestParameters,
        requestTemplates: inputs.requestTemplates,
        timeoutInMillis: inputs.timeoutMilliseconds,
        tlsConfig: inputs.tlsConfig,
    });
}

interface Placed {
    readonly restApi?: unknown;
    readonly resourceId?: string;
    readonly httpMethod?: string;
}

const place = ({ restApi, resourceId, httpMethod }: Placed) => ({
    restApiId: restApi as string,
    resourceId,
    httpMethod,
});

const whereabouts = ({ restApi, resourceId, httpMethod }: Placed) => ({
    restApi: restApi as string,
    resourceId,
    httpMethod,
});

const placeId = (prefix: string, { restApi, resourceId, httpMethod }: Placed): string =>
    [prefix, restApi, resourceId, httpMethod].join("-");

const restApiArn = (aws: Session, id: string): string =>
    `arn:${aws.partition}:apigateway:${aws.region}::/restapis/${id}`;

/** Sets and removes tags of anything that API Gateway has an ARN for. */
export async function retag(
    aws: Session,
    resourceArn: string,
    tags: { readonly set: Record<string, string>; readonly removed: string[] },
): Promise<void> {
    const client = await aws.clients.apigateway();
    if (tags.removed.length) await client.untagResource({ resourceArn, tagKeys: tags.removed });
    if (Object.keys(tags.set).length) await client.tagResource({ resourceArn, tags: tags.set });
}

const restApiPolicy = define<apigateway.RestApiPolicyArgs, apigateway.RestApiPolicyState>({
    inputs: { ...regional, "policy!": "policy", "restApiId!": "string" },
    outputs: [],
    replaceOn: ["restApiId"],
    async create(aws, { restApiId, policy }) {
        await setPolicy(aws, restApiId, policy);
        return restApiId;
    },
    async read(aws, id) {
        const { policy } = await (await aws.clients.apigateway()).getRestApi({ restApiId: id });
        return policy ? { restApiId: id, policy: policy.replaceAll('\\"', '"') } : undefined;
    },
    async update(aws, id, { news }) {
        await setPolicy(aws, id, news.policy);
    },
    async delete(aws, id) {
        await setPolicy(aws, id, "");
    },
});

async function setPolicy(aws: Session, restApiId: string, policy: string): Promise<void> {
    const client = await aws.clients.apigateway();
    await client.updateRestApi({ restApiId, patchOperations: [replace("/policy", policy)] });
}

export const types = {
    "aws:apigateway/restApi:RestApi": restApi,
    "aws:apigateway/restApiPolicy:RestApiPolicy": restApiPolicy,
    "aws:apigateway/resource:Resource": resource,
    "aws:apigateway/method:Method": method,
    "aws:apigateway/integration:Integration": integration,
};
