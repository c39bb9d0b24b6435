import type { AttributeDefinition, DynamoDB, SSESpecification } from "@aws-sdk/client-dynamodb";
import type { dynamodb } from "@pulumi/aws";
import { regional, taggable, tagList, tagMap } from "../../engine/convert";
import { define } from "../../engine/resourceType";

/** Tables on demand: capacity, indexes, replicas and streams are refused by name. */
const table = define<dynamodb.TableArgs, dynamodb.TableState>({
    inputs: {
        ...regional,
        ...taggable,
        attributes: [{ "name!": "string", "type!": "S|N|B" }],
        billingMode: "PROVISIONED|PAY_PER_REQUEST",
        deletionProtectionEnabled: "boolean",
        hashKey: "string",
        name: "string",
        pointInTimeRecovery: { "enabled!": "boolean" },
        rangeKey: "string",
        serverSideEncryption: { "enabled!": "boolean", kmsKeyArn: "string" },
        tableClass: "STANDARD|STANDARD_INFREQUENT_ACCESS",
        ttl: { attributeName: "string", enabled: "boolean" },
    },
    outputs: ["arn", "streamArn", "streamLabel", "tagsAll"],
    computed: ["pointInTimeRecovery", "serverSideEncryption", "ttl"],
    autoName: { property: "name", maxLength: 255 },
    replaceOn: ["attributes", "hashKey", "name", "rangeKey"],
    async create(aws, inputs) {
        if (inputs.billingMode !== "PAY_PER_REQUEST") {
            throw new Error(`The local provider knows tables on demand only: set billingMode to "PAY_PER_REQUEST".`);
        }
        const client = await aws.clients.dynamodb();
        const id = inputs.name ?? "";
        const keys = [
            { AttributeName: inputs.hashKey, KeyType: "HASH" as const },
            ...(inputs.rangeKey ? [{ AttributeName: inputs.rangeKey, KeyType: "RANGE" as const }] : []),
        ];
        await client.createTable({
            TableName: id,
            AttributeDefinitions: (inputs.attributes ?? []).map(
                ({ name, type }) => ({ AttributeName: name, AttributeType: type }) as AttributeDefinition,
            ),
            KeySchema: keys,
            BillingMode: "PAY_PER_REQUEST",
            DeletionProtectionEnabled: inputs.deletionProtectionEnabled ?? false,
            SSESpecification: encryption(inputs.serverSideEncryption),
            TableClass: inputs.tableClass as "STANDARD" | undefined,
            Tags: tagList(inputs.tagsAll),
        });
        return {
            id,
            async finish() {
                if (inputs.ttl?.enabled) await setTtl(client, id, inputs.ttl, true);
                if (inputs.pointInTimeRecovery?.enabled) await setRecovery(client, id, true);
            },
        };
    },
    async read(aws, id) {
        const client = await aws.clients.dynamodb();
        const { Table: found } = await client.describeTable({ TableName: id });
        if (!found) return undefined;
        const [ttl, backups, tags] = await Promise.all([
            client.describeTimeToLive({ TableName: id }),
            client.describeContinuousBackups({ TableName: id }),
            client.listTagsOfResource({ ResourceArn: found.TableArn }),
        ]);
        const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
        const { TimeToLiveStatus, AttributeName } = ttl.TimeToLiveDescription ?? {};
        const key = (type: string) => found.KeySchema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
        return {
            arn: found.TableArn,
            name: id,
            attributes: found.AttributeDefinitions?.map((each) => ({
                name: each.AttributeName!,
                type: each.AttributeType!,
            })),
            billingMode: found.BillingModeSummary?.BillingMode ?? "PROVISIONED",
            deletionProtectionEnabled: found.DeletionProtectionEnabled ?? false,
            hashKey: key("HASH"),
            rangeKey: key("RANGE"),
            pointInTimeRecovery: { enabled: recovery?.PointInTimeRecoveryStatus === "ENABLED" },
            serverSideEncryption: {
                enabled: found.SSEDescription?.Status === "ENABLED",
                kmsKeyArn: found.SSEDescription?.KMSMasterKeyArn,
            },
            tableClass: found.TableClassSummary?.TableClass ?? "STANDARD",
            ttl: { attributeName: AttributeName ?? "", enabled: TimeToLiveStatus === "ENABLED" },
            streamArn: "",
            streamLabel: "",
            tagsAll: tagMap(tags.Tags),
        };
    },
    async update(aws, id, { news, olds, changed, tags }) {
        const client = await aws.clients.dynamodb();
        // AWS takes some of these alone only.
        if (changed.has("deletionProtectionEnabled")) {
            const DeletionProtectionEnabled = news.deletionProtectionEnabled ?? false;
            await client.updateTable({ TableName: id, DeletionProtectionEnabled });
        }
        if (changed.has("serverSideEncryption")) {
            const SSESpecification = encryption(news.serverSideEncryption) ?? { Enabled: false };
            await client.updateTable({ TableName: id, SSESpecification });
        }
        if (changed.has("tableClass")) {
            await client.updateTable({ TableName: id, TableClass: (news.tableClass ?? "STANDARD") as "STANDARD" });
        }
        if (changed.has("ttl")) {
            if (olds.ttl?.enabled) await setTtl(client, id, olds.ttl, false);
            if (news.ttl?.enabled) await setTtl(client, id, news.ttl, true);
        }
        if (changed.has("pointInTimeRecovery")) {
            await setRecovery(client, id, news.pointInTimeRecovery?.enabled ?? false);
        }
        const ResourceArn = olds.arn;
        if (tags.removed.length) await client.untagResource({ ResourceArn, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ ResourceArn, Tags: tagList(tags.set) });
    },
    async delete(aws, id) {
        await (await aws.clients.dynamodb()).deleteTable({ TableName: id });
    },
});

function encryption(block: { enabled: boolean; kmsKeyArn?: string } | undefined): SSESpecification | undefined {
    if (!block) return undefined;
    // Without a key of one's own AWS's key for DynamoDB; disabled means the key that AWS owns.
    return block.enabled ? { Enabled: true, SSEType: "KMS", KMSMasterKeyId: block.kmsKeyArn } : { Enabled: false };
}

async function setTtl(client: DynamoDB, TableName: string, ttl: { attributeName?: string }, Enabled: boolean) {
    const TimeToLiveSpecification = { AttributeName: ttl.attributeName, Enabled };
    await client.updateTimeToLive({ TableName, TimeToLiveSpecification });
}

async function setRecovery(client: DynamoDB, TableName: string, PointInTimeRecoveryEnabled: boolean) {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled };
    await client.updateContinuousBackups({ TableName, PointInTimeRecoverySpecification });
}

export const types = { "aws:dynamodb/table:Table": table };
