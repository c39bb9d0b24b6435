import type { GatewayResponseType } from "@aws-sdk/client-api-gateway";
import type { apigateway } from "@pulumi/aws";
import { regional } from "../../engine/convert";
import { define, Inputs } from "../../engine/resourceType";
import { Session } from "../../engine/session";
import { patches, replace } from "./patch";

const requestValidator = define<apigateway.RequestValidatorArgs, apigateway.RequestValidatorState>({
    inputs: {
        ...regional,
        name: "string",
        "restApi!": "string",
        validateRequestBody: "boolean",
        validateRequestParameters: "boolean",
    },
    outputs: [],
    autoName: { property: "name" },
    defaults: { validateRequestBody: false, validateRequestParameters: false },
    replaceOn: ["restApi"],
    async create(aws, { restApi, name, validateRequestBody, validateRequestParameters }) {
        const client = await aws.clients.apigateway();
        const restApiId = restApi as string;
        const flags = { validateRequestBody, validateRequestParameters };
        return (await client.createRequestValidator({ restApiId, name, ...flags })).id ?? "";
    },
    async read(aws, id, { restApi }) {
        const client = await aws.clients.apigateway();
        const live = await client.getRequestValidator({ restApiId: restApi as string, requestValidatorId: id });
        return {
            restApi,
            name: live.name,
            validateRequestBody: String(live.validateRequestBody) === "true",
            validateRequestParameters: String(live.validateRequestParameters) === "true",
        };
    },
    async update(aws, id, { news, changed }) {
        const client = await aws.clients.apigateway();
        const patchOperations = patches(changed, news, {
            name: "/name",
            validateRequestBody: "/validateRequestBody",
            validateRequestParameters: "/validateRequestParameters",
        });
        const restApiId = news.restApi as string;
        await client.updateRequestValidator({ restApiId, requestValidatorId: id, patchOperations });
    },
    async delete(aws, id, { restApi }) {
        const client = await aws.clients.apigateway();
        await client.deleteRequestValidator({ restApiId: restApi as string, requestValidatorId: id });
    },
});

const model = define<apigateway.ModelArgs, apigateway.ModelState>({
    inputs: {
        ...regional,
        "contentType!": "string",
        description: "string",
        name: "string",
        "restApi!": "string",
        schema: "json",
    },
    outputs: [],
    autoName: { property: "name" },
    replaceOn: ["contentType", "name", "restApi"],
    async create(aws, { restApi, name, contentType, description, schema }) {
        const client = await aws.clients.apigateway();
        const restApiId = restApi as string;
        return (await client.createModel({ restApiId, name, contentType, description, schema })).id ?? "";
    },
    async read(aws, _id, { restApi, name }) {
        const client = await aws.clients.apigateway();
        const live = await client.getModel({ restApiId: restApi as string, modelName: name });
        return {
            restApi,
            name,
            contentType: live.contentType,
            description: live.description,
            schema: live.schema,
        };
    },
    async update(aws, _id, { news, changed }) {
        const client = await aws.clients.apigateway();
        const patchOperations = patches(changed, news, { description: "/description", schema: "/schema" });
        await client.updateModel({ restApiId: news.restApi as string, modelName: news.name, patchOperations });
    },
    async delete(aws, _id, { restApi, name }) {
        const client = await aws.clients.apigateway();
        await client.deleteModel({ restApiId: restApi as string, modelName: name });
    },
});

/** The answer that the gateway itself gives, when a request does not reach its integration. */
const response = define<apigateway.ResponseArgs, apigateway.ResponseState>({
    inputs: {
        ...regional,
        responseParameters: "map",
        responseTemplates: "map",
        "responseType!": "string",
        "restApiId!": "string",
        statusCode: "string",
    },
    outputs: [],
    replaceOn: ["responseType", "restApiId"],
    async create(aws, inputs) {
        await putResponse(aws, inputs);
        return `aggr-${inputs.restApiId}-${inputs.responseType}`;
    },
    async read(aws, _id, { restApiId, responseType }) {
        const client = await aws.clients.apigateway();
        const live = await client.getGatewayResponse({
            restApiId: restApiId,
            responseType: responseType as GatewayResponseType,
        });
        if (live.defaultResponse) return undefined;
        return {
            restApiId,
            responseType,
            statusCode: live.statusCode,
            responseParameters: live.responseParameters,
            responseTemplates: live.responseTemplates,
        };
    },
    async update(aws, _id, { news }) {
        await putResponse(aws, news);
    },
    async delete(aws, _id, { restApiId, responseType }) {
        const client = await aws.clients.apigateway();
        await client.deleteGatewayResponse({
            restApiId: restApiId,
            responseType: responseType as GatewayResponseType,
        });
    },
});

async function putResponse(aws: Session, inputs: Inputs<apigateway.ResponseArgs>): Promise<void> {
    const client = await aws.clients.apigateway();
    await client.putGatewayResponse({
        restApiId: inputs.restApiId,
        responseType: inputs.responseType as GatewayResponseType,
        statusCode: inputs.statusCode,
        responseParameters: inputs.responseParameters,
        responseTemplates: inputs.responseTemplates,
    });
}

/** The role by which API Gateway writes to CloudWatch: one per account and region, never made or deleted. */
const account = define<apigateway.AccountArgs, apigateway.AccountState>({
    inputs: { ...regional, cloudwatchRoleArn: "string" },
    outputs: ["apiKeyVersion", "features", "throttleSettings"],
    computed: ["cloudwatchRoleArn"],
    replaceOn: [],
    async create(aws, { cloudwatchRoleArn }) {
        await setRole(aws, cloudwatchRoleArn);
        return "api-gateway-account";
    },
    async read(aws) {
        const live = await (await aws.clients.apigateway()).getAccount({});
        const { rateLimit = 10000, burstLimit = 5000 } = live.throttleSettings ?? {};
        return {
            cloudwatchRoleArn: live.cloudwatchRoleArn || undefined,
            apiKeyVersion: live.apiKeyVersion ?? "4",
            features: live.features ?? [],
            throttleSettings: [{ rateLimit, burstLimit }],
        };
    },
    async update(aws, _id, { news }) {
        await setRole(aws, news.cloudwatchRoleArn);
    },
    async delete(aws) {
        await setRole(aws, "");
    },
});

async function setRole(aws: Session, role: string | undefined): Promise<void> {
    const client = await aws.clients.apigateway();
    await client.updateAccount({ patchOperations: [replace("/cloudwatchRoleArn", role)] });
}

export const types = {
    "aws:apigateway/requestValidator:RequestValidator": requestValidator,
    "aws:apigateway/model:Model": model,
    "aws:apigateway/response:Response": response,
    "aws:apigateway/account:Account": account,
};
