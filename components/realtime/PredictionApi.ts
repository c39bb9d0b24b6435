import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../access/keyUse";
import { functionArnOf, type Scope } from "../access/scope";
import { Component } from "../blocks/Component";
import type { RealtimeLimits } from "../model/realtimeLimits";
import type { RealtimeModel } from "./realtimeModel";
import { requestSchema } from "./schema";

export interface PredictionApiArgs {
    readonly scope: Scope;
    /** The Lambda that answers. */
    readonly answers: aws.lambda.Function;
    /** Its name, known before it exists: the API's definition is then whole in a preview. */
    readonly functionName: string;
    readonly model: RealtimeModel;
    readonly limits: Required<RealtimeLimits>;
    /** Encrypts the access log. */
    readonly key: EncryptionKey;
    /** Days that access logs are kept. */
    readonly logRetentionDays: number;
}

/** The API's version, as its URL says it. */
const version = "v1";
const path = "predictions";

/**
 * A regional REST API with one method, `POST /predictions`: signed by IAM, with an API key, validated, throttled and
 * logged. REST rather than HTTP, which has neither request validation nor usage plans nor web ACLs.
 */
export class PredictionApi extends Component {
    readonly url: pulumi.Output<string>;
    readonly apiKeyId: pulumi.Output<string>;
    readonly restApiId: pulumi.Output<string>;

    constructor(name: string, args: PredictionApiArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:realtime:PredictionApi", name, opts);

        const definition = define(args);
        const api = this.createApi(name, args);
        const method = this.createMethod(name, api, definition);
        const responses = this.createGatewayResponses(name, api, definition);
        const stage = this.createStage(name, args, api, definition, [...method, ...responses]);
        const apiKey = this.createUsagePlan(name, args, api, stage);

        this.url = pulumi.interpolate`${stage.invokeUrl}/${path}`;
        this.apiKeyId = apiKey.id;
        this.restApiId = api.id;
        this.registerOutputs({ url: this.url, apiKeyId: this.apiKeyId, restApiId: this.restApiId });
    }

    private createApi(name: string, args: PredictionApiArgs): aws.apigateway.RestApi {
        const api = new aws.apigateway.RestApi(
            `${name}-rest`,
            {
                name: args.scope.prefix,
                description: `Predictions by ${args.model.name}`,
                endpointConfiguration: { types: "REGIONAL" },
                apiKeySource: "HEADER",
            },
            { parent: this },
        );
        new aws.lambda.Permission(
            `${name}-permission`,
            {
                action: "lambda:InvokeFunction",
                // Of the resource, not by the name: a function that is made anew has lost its policy.
                function: args.answers.name,
                principal: "apigateway.amazonaws.com",
                sourceArn: pulumi.interpolate`${api.executionArn}/${version}/POST/${path}`,
            },
            { parent: this },
        );
        return api;
    }

    private createMethod(name: string, api: aws.apigateway.RestApi, definition: Definition): pulumi.Resource[] {
        const restApi = api.id;
        const resource = new aws.apigateway.Resource(
            `${name}-resource`,
            { restApi, parentId: api.rootResourceId, pathPart: path },
            { parent: this },
        );
        const model = new aws.apigateway.Model(
            `${name}-model`,
            { restApi, name: "PredictionRequest", contentType: "application/json", schema: definition.schema },
            { parent: this },
        );
        const validator = new aws.apigateway.RequestValidator(
            `${name}-validator`,
            { restApi, name: "body", validateRequestBody: true, validateRequestParameters: true },
            { parent: this },
        );
        const method = new aws.apigateway.Method(
            `${name}-method`,
            {
                restApi,
                resourceId: resource.id,
                ...definition.method,
                requestModels: { "application/json": model.name },
                requestValidatorId: validator.id,
            },
            // API Gateway deletes no model that a method names.
            { parent: this, replaceOnChanges: ["requestModels"] },
        );
        const integration = new aws.apigateway.Integration(
            `${name}-integration`,
            { restApi, resourceId: resource.id, httpMethod: method.httpMethod, ...definition.integration },
            { parent: this },
        );
        return [method, integration];
    }

    private createGatewayResponses(
        name: string,
        api: aws.apigateway.RestApi,
        definition: Definition,
    ): pulumi.Resource[] {
        return definition.responses.map(
            (response) =>
                new aws.apigateway.Response(
                    `${name}-response-${response.responseType.toLowerCase().replaceAll("_", "-")}`,
                    { restApiId: api.id, ...response },
                    { parent: this },
                ),
        );
    }

    private createStage(
        name: string,
        args: PredictionApiArgs,
        api: aws.apigateway.RestApi,
        definition: Definition,
        dependsOn: pulumi.Resource[],
    ): aws.apigateway.Stage {
        const accessLogs = new aws.cloudwatch.LogGroup(
            `${name}-access-logs`,
            {
                name: `/aws/apigateway/${args.scope.prefix}`,
                retentionInDays: args.logRetentionDays,
                kmsKeyId: args.key.arn,
            },
            { parent: this },
        );
        // A deployment is a snapshot of the API: a changed definition needs a new one, made before the old one goes.
        const deployment = new aws.apigateway.Deployment(
            `${name}-deployment`,
            { restApi: api.id, triggers: { definition: hash(definition) } },
            { parent: this, dependsOn },
        );
        const stage = new aws.apigateway.Stage(
            `${name}-stage`,
            {
                restApi: api.id,
                deployment: deployment.id,
                stageName: version,
                xrayTracingEnabled: true,
                accessLogSettings: { destinationArn: accessLogs.arn, format: accessLogFormat },
            },
            { parent: this },
        );
        new aws.apigateway.MethodSettings(
            `${name}-settings`,
            {
                restApi: api.id,
                stageName: stage.stageName,
                methodPath: "*/*",
                settings: {
                    metricsEnabled: true,
                    // Execution logs go to a group that API Gateway makes itself and nobody removes; the access log
                    // tells the errors of the gateway and of the integration as well.
                    loggingLevel: "OFF",
                    dataTraceEnabled: false,
                    throttlingRateLimit: args.limits.requestsPerSecond,
                    throttlingBurstLimit: args.limits.burst,
                },
            },
            { parent: this },
        );
        return stage;
    }

    private createUsagePlan(
        name: string,
        args: PredictionApiArgs,
        api: aws.apigateway.RestApi,
        stage: aws.apigateway.Stage,
    ): aws.apigateway.ApiKey {
        const plan = new aws.apigateway.UsagePlan(
            `${name}-plan`,
            {
                name: args.scope.prefix,
                apiStages: [{ apiId: api.id, stage: stage.stageName }],
                throttleSettings: { rateLimit: args.limits.requestsPerSecond, burstLimit: args.limits.burst },
                quotaSettings: { limit: args.limits.requestsPerDay, period: "DAY" },
            },
            // A stage that is made anew is in no plan: https://github.com/hashicorp/terraform-provider-aws/issues/14100
            { parent: this, replaceOnChanges: ["apiStages"] },
        );
        const key = new aws.apigateway.ApiKey(`${name}-key`, { name: args.scope.prefix }, { parent: this });
        new aws.apigateway.UsagePlanKey(
            `${name}-plan-key`,
            { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id },
            { parent: this },
        );
        return key;
    }
}

interface Definition {
    readonly schema: string;
    readonly method: Pick<aws.apigateway.MethodArgs, "apiKeyRequired"> & { httpMethod: string; authorization: string };
    readonly integration: { type: string; integrationHttpMethod: string; uri: string; timeoutMilliseconds: number };
    readonly responses: readonly {
        responseType: string;
        statusCode?: string;
        responseTemplates: Record<string, string>;
        responseParameters: Record<string, string>;
    }[];
}

/** All that a deployment snapshots, in plain values: known, and so hashed, before anything exists. */
function define(args: PredictionApiArgs): Definition {
    const { partition, region } = args.scope;
    const functionArn = functionArnOf(args.scope, args.functionName);
    return {
        schema: JSON.stringify(requestSchema(args.model)),
        method: { httpMethod: "POST", authorization: "AWS_IAM", apiKeyRequired: true },
        integration: {
            type: "AWS_PROXY",
            integrationHttpMethod: "POST",
            uri: `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
            timeoutMilliseconds: args.limits.timeoutSeconds * 1000,
        },
        responses: [
            response("DEFAULT_4XX", "$context.error.messageString"),
            response("DEFAULT_5XX", "$context.error.messageString"),
            // A template cannot escape $context.error.validationErrorString, whose quotes would break the JSON. The
            // schema checks the outer shape only, so one sentence says all that can be wrong.
            response(
                "BAD_REQUEST_BODY",
                JSON.stringify("The body must be one record (a JSON object) or a non-empty array of records."),
                "400",
            ),
        ],
    };
}

/** What the gateway itself answers: the function's own shape of an error, and the request's id. */
function response(responseType: string, message: string, statusCode?: string): Definition["responses"][number] {
    return {
        responseType,
        ...(statusCode && { statusCode }),
        responseTemplates: { "application/json": `{"requestId":"$context.requestId","message":${message}}` },
        responseParameters: { "gatewayresponse.header.x-request-id": "context.requestId" },
    };
}

function hash(definition: Definition): string {
    return createHash("sha256").update(JSON.stringify(definition)).digest("hex");
}

/** One JSON object a request: who, what, how long, and whose error. Never a record's data. */
const accessLogFormat = JSON.stringify({
    requestId: "$context.requestId",
    extendedRequestId: "$context.extendedRequestId",
    requestTime: "$context.requestTime",
    caller: "$context.identity.userArn",
    apiKeyId: "$context.identity.apiKeyId",
    sourceIp: "$context.identity.sourceIp",
    method: "$context.httpMethod",
    path: "$context.path",
    status: "$context.status",
    responseLength: "$context.responseLength",
    responseLatency: "$context.responseLatency",
    integrationStatus: "$context.integration.status",
    integrationLatency: "$context.integrationLatency",
    integrationError: "$context.integrationErrorMessage",
    error: "$context.error.message",
});
