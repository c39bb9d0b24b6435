import type { LogGroupClass } from "@aws-sdk/client-cloudwatch-logs";
import type { cloudwatch } from "@pulumi/aws";
import { regional, taggable } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import { Session } from "../../engine/session";

const logGroup = define<cloudwatch.LogGroupArgs, cloudwatch.LogGroupState>({
    inputs: {
        ...regional,
        ...taggable,
        kmsKeyId: "string",
        logGroupClass: "STANDARD|INFREQUENT_ACCESS|DELIVERY",
        name: "string",
        retentionInDays: "number",
        skipDestroy: "boolean",
    },
    outputs: ["arn", "tagsAll"],
    computed: ["logGroupClass"],
    autoName: { property: "name", maxLength: 512 },
    defaults: { retentionInDays: 0, skipDestroy: false },
    replaceOn: ["logGroupClass", "name"],
    async create(aws, inputs) {
        const client = await aws.clients.logs();
        const id = inputs.name ?? "";
        await client.createLogGroup({
            logGroupName: id,
            kmsKeyId: inputs.kmsKeyId,
            logGroupClass: inputs.logGroupClass as LogGroupClass | undefined,
            tags: inputs.tagsAll,
        });
        return { id, finish: () => setRetention(aws, id, inputs.retentionInDays) };
    },
    async read(aws, id) {
        const client = await aws.clients.logs();
        const { logGroups } = await client.describeLogGroups({ logGroupNamePrefix: id });
        const found = logGroups?.find(({ logGroupName }) => logGroupName === id);
        if (!found) return undefined;
        const arn = found.arn?.replace(/:\*$/, "") ?? "";
        const { tags } = await client.listTagsForResource({ resourceArn: arn });
        return {
            arn,
            name: id,
            kmsKeyId: found.kmsKeyId,
            logGroupClass: found.logGroupClass ?? "STANDARD",
            retentionInDays: found.retentionInDays ?? 0,
            tagsAll: tags ?? {},
        };
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.logs();
        if (changed.has("retentionInDays")) await setRetention(aws, id, news.retentionInDays);
        if (changed.has("kmsKeyId")) {
            const group = { logGroupName: id };
            if (news.kmsKeyId) await client.associateKmsKey({ ...group, kmsKeyId: news.kmsKeyId });
            else await client.disassociateKmsKey(group);
        }
        const resourceArn = aws.arn("logs", `log-group:${id}`);
        if (tags.removed.length) await client.untagResource({ resourceArn, tagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ resourceArn, tags: tags.set });
    },
    async delete(aws, id, state) {
        if (state.skipDestroy) return;
        await (await aws.clients.logs()).deleteLogGroup({ logGroupName: id });
    },
});

const logResourcePolicy = define<cloudwatch.LogResourcePolicyArgs, cloudwatch.LogResourcePolicyState>({
    inputs: { ...regional, "policyDocument!": "policy", policyName: "string" },
    outputs: ["policyScope", "revisionId"],
    replaceOn: ["policyName"],
    async create(aws, { policyName = "", policyDocument }) {
        const client = await aws.clients.logs();
        await client.putResourcePolicy({ policyName, policyDocument: policyDocument as string });
        return policyName;
    },
    async read(aws, id) {
        const { resourcePolicies } = await (await aws.clients.logs()).describeResourcePolicies({});
        const found = resourcePolicies?.find(({ policyName }) => policyName === id);
        return found && { policyName: id, policyDocument: found.policyDocument, policyScope: "ACCOUNT" };
    },
    async update(aws, id, { news }) {
        const client = await aws.clients.logs();
        await client.putResourcePolicy({ policyName: id, policyDocument: news.policyDocument as string });
    },
    async delete(aws, id) {
        await (await aws.clients.logs()).deleteResourcePolicy({ policyName: id });
    },
});

/** Zero days means that nothing expires. */
async function setRetention(aws: Session, logGroupName: string, retentionInDays: number | undefined): Promise<void> {
    const client = await aws.clients.logs();
    if (retentionInDays) await client.putRetentionPolicy({ logGroupName, retentionInDays });
    else await client.deleteRetentionPolicy({ logGroupName });
}

export const types = {
    "aws:cloudwatch/logGroup:LogGroup": logGroup,
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": logResourcePolicy,
};
