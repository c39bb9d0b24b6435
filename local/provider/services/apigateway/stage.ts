import type { CacheClusterSize, MethodSetting } from "@aws-sdk/client-api-gateway";
import type { apigateway } from "@pulumi/aws";
import { endpoint } from "../../engine/clients";
import { regional, taggable } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import { Session } from "../../engine/session";
import { mapPatches, patches, replace, segment } from "./patch";
import { retag } from "./restApi";

const deployment = define<apigateway.DeploymentArgs, apigateway.DeploymentState>({
    inputs: { ...regional, description: "string", "restApi!": "string", triggers: "map", variables: "map" },
    outputs: ["createdDate"],
    replaceOn: ["restApi", "triggers", "variables"],
    async create(aws, { restApi, description, variables }) {
        const client = await aws.clients.apigateway();
        const made = await client.createDeployment({ restApiId: restApi as string, description, variables });
        return made.id ?? "";
    },
    async read(aws, id, { restApi }) {
        const client = await aws.clients.apigateway();
        const live = await client.getDeployment({ restApiId: restApi as string, deploymentId: id });
        return { restApi, description: live.description, createdDate: live.createdDate?.toISOString() };
    },
    async update(aws, id, { news, changed }) {
        const client = await aws.clients.apigateway();
        const patchOperations = patches(changed, news, { description: "/description" });
        await client.updateDeployment({ restApiId: news.restApi as string, deploymentId: id, patchOperations });
    },
    async delete(aws, id, { restApi }) {
        const client = await aws.clients.apigateway();
        await client.deleteDeployment({ restApiId: restApi as string, deploymentId: id });
    },
});

const stage = define<apigateway.StageArgs, apigateway.StageState>({
    inputs: {
        ...regional,
        ...taggable,
        accessLogSettings: { "destinationArn!": "string", "format!": "string" },
        cacheClusterEnabled: "boolean",
        cacheClusterSize: "string",
        clientCertificateId: "string",
        "deployment!": "string",
        description: "string",
        documentationVersion: "string",
        "restApi!": "string",
        "stageName!": "string",
        variables: "map",
        xrayTracingEnabled: "boolean",
    },
    outputs: ["arn", "executionArn", "invokeUrl", "tagsAll", "webAclArn"],
    replaceOn: ["restApi", "stageName"],
    deleteFirst: true,
    async create(aws, inputs) {
        const client = await aws.clients.apigateway();
        const [restApiId, stageName] = [inputs.restApi as string, inputs.stageName];
        await client.createStage({
            restApiId,
            stageName,
            deploymentId: inputs.deployment as string,
            description: inputs.description,
            cacheClusterEnabled: inputs.cacheClusterEnabled,
            cacheClusterSize: inputs.cacheClusterSize as CacheClusterSize | undefined,
            documentationVersion: inputs.documentationVersion,
            tracingEnabled: inputs.xrayTracingEnabled,
            variables: inputs.variables,
            tags: inputs.tagsAll,
        });
        // CreateStage takes neither of these two.
        const patchOperations = [
            ...accessLogPatches(inputs.accessLogSettings),
            ...(inputs.clientCertificateId ? [replace("/clientCertificateId", inputs.clientCertificateId)] : []),
        ];
        return {
            id: `ags-${restApiId}-${stageName}`,
            async finish() {
                if (patchOperations.length) await client.updateStage({ restApiId, stageName, patchOperations });
            },
        };
    },
    async read(aws, _id, { restApi, stageName }) {
        const client = await aws.clients.apigateway();
        const restApiId = restApi as string;
        const live = await client.getStage({ restApiId, stageName });
        const log = live.accessLogSettings;
        return {
            restApi,
            stageName,
            arn: stageArn(aws, restApiId, stageName),
            accessLogSettings: log?.destinationArn
                ? { destinationArn: log.destinationArn, format: log.format ?? "" }
                : undefined,
            deployment: live.deploymentId,
            description: live.description,
            executionArn: aws.arn("execute-api", `${restApiId}/${stageName}`),
            invokeUrl: `${endpoint()}/_aws/execute-api/${restApiId}/${stageName}`,
            variables: live.variables,
            webAclArn: live.webAclArn,
            // A patch makes the emulator keep flags as text.
            xrayTracingEnabled: String(live.tracingEnabled ?? false) === "true",
            tagsAll: live.tags ?? {},
        };
    },
    async update(aws, _id, { news, olds, changed, tags }) {
        const client = await aws.clients.apigateway();
        const [restApiId, stageName] = [news.restApi as string, news.stageName];
        const patchOperations = [
            ...patches(changed, news, {
                cacheClusterEnabled: "/cacheClusterEnabled",
                cacheClusterSize: "/cacheClusterSize",
                clientCertificateId: "/clientCertificateId",
                deployment: "/deploymentId",
                description: "/description",
                documentationVersion: "/documentationVersion",
                xrayTracingEnabled: "/tracingEnabled",
            }),
            ...(changed.has("accessLogSettings") ? accessLogPatches(news.accessLogSettings) : []),
            ...mapPatches("/variables", olds.variables, news.variables),
        ];
        if (patchOperations.length) await client.updateStage({ restApiId, stageName, patchOperations });
        await retag(aws, stageArn(aws, restApiId, stageName), tags);
    },
    async delete(aws, _id, { restApi, stageName }) {
        const client = await aws.clients.apigateway();
        await client.deleteStage({ restApiId: restApi as string, stageName });
    },
});

function accessLogPatches(settings: { destinationArn: string; format: string } | undefined) {
    if (!settings) return [{ op: "remove" as const, path: "/accessLogSettings" }];
    return [
        replace("/accessLogSettings/destinationArn", settings.destinationArn),
        replace("/accessLogSettings/format", settings.format),
    ];
}

const stageArn = (aws: Session, restApiId: string, stageName: string | undefined): string =>
    `arn:${aws.partition}:apigateway:${aws.region}::/restapis/${restApiId}/stages/${stageName}`;

/** Settings of a method on a stage: the patch's path, and what the service answers. */
const methodSettingPaths = {
    cacheDataEncrypted: ["caching/dataEncrypted", "cacheDataEncrypted"],
    cacheTtlInSeconds: ["caching/ttlInSeconds", "cacheTtlInSeconds"],
    cachingEnabled: ["caching/enabled", "cachingEnabled"],
    dataTraceEnabled: ["logging/dataTrace", "dataTraceEnabled"],
    loggingLevel: ["logging/loglevel", "loggingLevel"],
    metricsEnabled: ["metrics/enabled", "metricsEnabled"],
    requireAuthorizationForCacheControl: [
        "caching/requireAuthorizationForCacheControl",
        "requireAuthorizationForCacheControl",
    ],
    throttlingBurstLimit: ["throttling/burstLimit", "throttlingBurstLimit"],
    throttlingRateLimit: ["throttling/rateLimit", "throttlingRateLimit"],
    unauthorizedCacheControlHeaderStrategy: [
        "caching/unauthorizedCacheControlHeaderStrategy",
        "unauthorizedCacheControlHeaderStrategy",
    ],
} as const satisfies Record<string, readonly [path: string, answer: keyof MethodSetting]>;

type MethodSettingsInputs = Readonly<Partial<Record<keyof typeof methodSettingPaths, unknown>>>;

const methodSettings = define<apigateway.MethodSettingsArgs, apigateway.MethodSettingsState>({
    inputs: {
        ...regional,
        "methodPath!": "string",
        "restApi!": "string",
        "settings!": {
            cacheDataEncrypted: "boolean",
            cacheTtlInSeconds: "number",
            cachingEnabled: "boolean",
            dataTraceEnabled: "boolean",
            loggingLevel: "OFF|ERROR|INFO",
            metricsEnabled: "boolean",
            requireAuthorizationForCacheControl: "boolean",
            throttlingBurstLimit: "number",
            throttlingRateLimit: "number",
            unauthorizedCacheControlHeaderStrategy: "string",
        },
        "stageName!": "string",
    },
    outputs: [],
    replaceOn: ["methodPath", "restApi", "stageName"],
    deleteFirst: true,
    async create(aws, inputs) {
        const { restApi, stageName, methodPath, settings } = inputs;
        await putSettings(aws, restApi as string, stageName, methodPath, settings);
        return `${restApi as string}-${stageName}-${methodPath}`;
    },
    async read(aws, _id, { restApi, stageName, methodPath = "" }) {
        const client = await aws.clients.apigateway();
        const live = (await client.getStage({ restApiId: restApi as string, stageName })).methodSettings?.[methodPath];
        if (!live) return undefined;
        const settings = Object.entries(methodSettingPaths).map(([input, [, answer]]) => [input, live[answer]]);
        return { restApi, stageName, methodPath, settings: Object.fromEntries(settings) as object };
    },
    async update(aws, _id, { news }) {
        await putSettings(aws, news.restApi as string, news.stageName, news.methodPath, news.settings);
    },
    async delete(aws, _id, { restApi, stageName, methodPath = "" }) {
        const client = await aws.clients.apigateway();
        const patchOperations = [{ op: "remove" as const, path: `/${settingsPath(methodPath)}` }];
        await client.updateStage({ restApiId: restApi as string, stageName, patchOperations });
    },
});

async function putSettings(
    aws: Session,
    restApiId: string,
    stageName: string,
    methodPath: string,
    settings: MethodSettingsInputs,
): Promise<void> {
    const client = await aws.clients.apigateway();
    const patchOperations = Object.entries(settings).map(([input, value]) => {
        const [path] = methodSettingPaths[input as keyof typeof methodSettingPaths];
        return replace(`/${settingsPath(methodPath)}/${path}`, value);
    });
    await client.updateStage({ restApiId, stageName, patchOperations });
}

/** `predictions/POST` as it stands in a patch: slashes within the resource's path are escaped, the method's is not. */
function settingsPath(methodPath: string): string {
    const at = methodPath.lastIndexOf("/");
    return `${segment(methodPath.slice(0, at))}/${methodPath.slice(at + 1)}`;
}

export const types = {
    "aws:apigateway/deployment:Deployment": deployment,
    "aws:apigateway/stage:Stage": stage,
    "aws:apigateway/methodSettings:MethodSettings": methodSettings,
};
