import type { DataSourceParameters, SslProperties } from "@aws-sdk/client-quicksight";
import type { quicksight } from "@pulumi/aws";
import { fromApi, regional, reported, taggable, tagList, tagMap, toApi } from "../../engine/convert";
import { define, type Inputs } from "../../engine/resourceType";
import { fromPermissions, partsOf, permissionChange, permissionList, toPermissions } from "./permissions";

/** Of the sources that there are, Athena. */
const dataSource = define<quicksight.DataSourceArgs, quicksight.DataSourceState>({
    inputs: {
        ...regional,
        ...taggable,
        awsAccountId: "string",
        "dataSourceId!": "string",
        name: "string",
        "parameters!": { athena: { roleArn: "string", workGroup: "string" } },
        permissions: permissionList,
        sslProperties: { "disableSsl!": "boolean" },
        "type!": "string",
    },
    outputs: ["arn", "tagsAll"],
    computed: ["awsAccountId"],
    autoName: { property: "name", maxLength: 128 },
    replaceOn: ["awsAccountId", "dataSourceId", "type"],
    async create(aws, inputs) {
        const { awsAccountId = aws.account, dataSourceId, type, permissions, tagsAll } = inputs;
        const client = await aws.clients.quicksight();
        await client.createDataSource({
            AwsAccountId: awsAccountId,
            DataSourceId: dataSourceId,
            Type: type as "ATHENA",
            ...request(inputs),
            Permissions: toPermissions(permissions),
            ...(Object.keys(tagsAll).length > 0 && { Tags: tagList(tagsAll) }),
        });
        return `${awsAccountId},${dataSourceId}`;
    },
    async read(aws, id) {
        const { AwsAccountId, name: DataSourceId } = partsOf(id);
        const client = await aws.clients.quicksight();
        const { DataSource: live } = await client.describeDataSource({ AwsAccountId, DataSourceId });
        if (!live) return undefined;
        const { Permissions } = await client.describeDataSourcePermissions({ AwsAccountId, DataSourceId });
        const { Tags } = await client.listTagsForResource({ ResourceArn: live.Arn });
        return reported({
            arn: live.Arn,
            awsAccountId: AwsAccountId,
            dataSourceId: DataSourceId,
            name: live.Name,
            type: live.Type,
            parameters: { athena: fromApi<object>(live.DataSourceParameters?.AthenaParameters ?? {}) },
            permissions: fromPermissions(Permissions) as never,
            sslProperties: live.SslProperties && { disableSsl: live.SslProperties.DisableSsl ?? false },
            tagsAll: tagMap(Tags),
        });
    },
    async update(aws, id, { news, olds, tags }) {
        const { AwsAccountId, name: DataSourceId } = partsOf(id);
        const client = await aws.clients.quicksight();
        await client.updateDataSource({ AwsAccountId, DataSourceId, ...request(news) });
        const change = permissionChange(news.permissions, olds.permissions);
        await client.updateDataSourcePermissions({ AwsAccountId, DataSourceId, ...change });
        const ResourceArn = olds.arn;
        if (tags.removed.length) await client.untagResource({ ResourceArn, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ ResourceArn, Tags: tagList(tags.set) });
    },
    async delete(aws, id) {
        const { AwsAccountId, name: DataSourceId } = partsOf(id);
        await (await aws.clients.quicksight()).deleteDataSource({ AwsAccountId, DataSourceId });
    },
});

function request({ name, parameters, sslProperties }: Inputs<quicksight.DataSourceArgs>) {
    return {
        Name: name,
        DataSourceParameters: { AthenaParameters: toApi(parameters.athena ?? {}) } as DataSourceParameters,
        ...(sslProperties && { SslProperties: toApi<SslProperties>(sslProperties) }),
    };
}

export const types = { "aws:quicksight/dataSource:DataSource": dataSource };
