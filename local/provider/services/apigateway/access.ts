import type { PatchOperation, QuotaPeriodType } from "@aws-sdk/client-api-gateway";
import type { apigateway } from "@pulumi/aws";
import { regional, taggable } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import { patches, replace } from "./patch";
import { retag } from "./restApi";

interface ApiStage {
    readonly apiId: string;
    readonly stage: string;
    readonly throttles?: readonly {
        readonly path: string;
        readonly burstLimit?: number;
        readonly rateLimit?: number;
    }[];
}

const usagePlan = define<apigateway.UsagePlanArgs, apigateway.UsagePlanState>({
    inputs: {
        ...regional,
        ...taggable,
        apiStages: [
            {
                "apiId!": "string",
                "stage!": "string",
                throttles: [{ burstLimit: "number", "path!": "string", rateLimit: "number" }],
            },
        ],
        description: "string",
        name: "string",
        quotaSettings: { "limit!": "number", offset: "number", "period!": "DAY|WEEK|MONTH" },
        throttleSettings: { burstLimit: "number", rateLimit: "number" },
    },
    outputs: ["arn", "tagsAll"],
    autoName: { property: "name" },
    // AWS adds and removes stages in place; the emulator's UpdateUsagePlan would replace their list by a text.
    replaceOn: ["apiStages"],
    deleteFirst: true,
    async create(aws, inputs) {
        const client = await aws.clients.apigateway();
        const { quotaSettings: quota } = inputs;
        const made = await client.createUsagePlan({
            name: inputs.name,
            description: inputs.description,
            apiStages: (inputs.apiStages as ApiStage[] | undefined)?.map(({ apiId, stage, throttles }) => ({
                apiId,
                stage,
                throttle: throttles && Object.fromEntries(throttles.map(({ path, ...limits }) => [path, limits])),
            })),
            quota: quota && { ...quota, period: quota.period as QuotaPeriodType },
            throttle: inputs.throttleSettings,
            tags: inputs.tagsAll,
        });
        return made.id ?? "";
    },
    async read(aws, id) {
        const live = await (await aws.clients.apigateway()).getUsagePlan({ usagePlanId: id });
        return {
            arn: `arn:aws:apigateway:${aws.region}::/usageplans/${id}`,
            name: live.name,
            description: live.description,
            apiStages: live.apiStages?.map(({ apiId = "", stage = "", throttle }) => ({
                apiId,
                stage,
                throttles: Object.entries(throttle ?? {}).map(([path, limits]) => ({ path, ...limits })),
            })),
            quotaSettings: live.quota?.limit
                ? { limit: live.quota.limit, offset: live.quota.offset ?? 0, period: live.quota.period ?? "DAY" }
                : undefined,
            throttleSettings:
                live.throttle?.rateLimit === undefined && live.throttle?.burstLimit === undefined
                    ? undefined
                    : { rateLimit: live.throttle.rateLimit, burstLimit: live.throttle.burstLimit },
            tagsAll: live.tags ?? {},
        };
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.apigateway();
        const patchOperations = patches(changed, news, {
            description: "/description",
            name: "/name",
        });
        if (changed.has("quotaSettings")) patchOperations.push(...blockPatches("/quota", news.quotaSettings));
        if (changed.has("throttleSettings")) patchOperations.push(...blockPatches("/throttle", news.throttleSettings));
        if (patchOperations.length) await client.updateUsagePlan({ usagePlanId: id, patchOperations });
        await retag(aws, `arn:aws:apigateway:${aws.region}::/usageplans/${id}`, tags);
    },
    async delete(aws, id, { apiStages }) {
        const client = await aws.clients.apigateway();
        // A plan with stages cannot be deleted.
        const patchOperations = stageRemovals(apiStages);
        if (patchOperations.length) await client.updateUsagePlan({ usagePlanId: id, patchOperations });
        await client.deleteUsagePlan({ usagePlanId: id });
    },
});

function stageRemovals(stages: unknown): PatchOperation[] {
    return ((stages ?? []) as ApiStage[]).map(({ apiId, stage }) => ({
        op: "remove",
        path: "/apiStages",
        value: `${apiId}:${stage}`,
    }));
}

function blockPatches(path: string, block: object | undefined): PatchOperation[] {
    if (!block) return [{ op: "remove", path }];
    return Object.entries(block).map(([name, value]) => replace(`${path}/${name}`, value));
}

const apiKey = define<apigateway.ApiKeyArgs, apigateway.ApiKeyState>({
    inputs: {
        ...regional,
        ...taggable,
        customerId: "string",
        description: "string",
        enabled: "boolean",
        name: "string",
        value: "string",
    },
    outputs: ["arn", "createdDate", "lastUpdatedDate", "tagsAll"],
    computed: ["value"],
    autoName: { property: "name" },
    defaults: { description: "Managed by Pulumi", enabled: true },
    replaceOn: ["value"],
    async create(aws, { name, description, enabled, value, customerId, tagsAll }) {
        const client = await aws.clients.apigateway();
        const made = await client.createApiKey({ name, description, enabled, value, customerId, tags: tagsAll });
        return made.id ?? "";
    },
    async read(aws, id) {
        const live = await (await aws.clients.apigateway()).getApiKey({ apiKey: id, includeValue: true });
        return {
            arn: `arn:aws:apigateway:${aws.region}::/apikeys/${id}`,
            name: live.name,
            customerId: live.customerId,
            description: live.description,
            enabled: String(live.enabled) === "true",
            value: live.value,
            createdDate: live.createdDate?.toISOString(),
            lastUpdatedDate: live.lastUpdatedDate?.toISOString(),
            tagsAll: live.tags ?? {},
        };
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.apigateway();
        const paths = { customerId: "/customerId", description: "/description", enabled: "/enabled", name: "/name" };
        const patchOperations = patches(changed, news, paths);
        if (patchOperations.length) await client.updateApiKey({ apiKey: id, patchOperations });
        await retag(aws, `arn:aws:apigateway:${aws.region}::/apikeys/${id}`, tags);
    },
    async delete(aws, id) {
        await (await aws.clients.apigateway()).deleteApiKey({ apiKey: id });
    },
});

const usagePlanKey = define<apigateway.UsagePlanKeyArgs, apigateway.UsagePlanKeyState>({
    inputs: { ...regional, "keyId!": "string", "keyType!": "string", "usagePlanId!": "string" },
    outputs: ["name", "value"],
    deleteFirst: true,
    async create(aws, { keyId, keyType, usagePlanId }) {
        await (await aws.clients.apigateway()).createUsagePlanKey({ keyId, keyType, usagePlanId });
        return keyId;
    },
    async read(aws, id, { usagePlanId }) {
        const live = await (await aws.clients.apigateway()).getUsagePlanKey({ keyId: id, usagePlanId });
        return { keyId: id, keyType: live.type, usagePlanId, name: live.name, value: live.value };
    },
    async delete(aws, id, { usagePlanId }) {
        await (await aws.clients.apigateway()).deleteUsagePlanKey({ keyId: id, usagePlanId });
    },
});

export const types = {
    "aws:apigateway/usagePlan:UsagePlan": usagePlan,
    "aws:apigateway/apiKey:ApiKey": apiKey,
    "aws:apigateway/usagePlanKey:UsagePlanKey": usagePlanKey,
};
