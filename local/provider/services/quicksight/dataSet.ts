import type { DataSetImportMode, PhysicalTable } from "@aws-sdk/client-quicksight";
import type { quicksight } from "@pulumi/aws";
import { fromApi, regional, reported, taggable, tagList, tagMap, toApi } from "../../engine/convert";
import { define, type Inputs } from "../../engine/resourceType";
import { fromPermissions, partsOf, permissionChange, permissionList, toPermissions } from "./permissions";

/** Of custom queries. */
const dataSet = define<quicksight.DataSetArgs, quicksight.DataSetState>({
    inputs: {
        ...regional,
        ...taggable,
        awsAccountId: "string",
        "dataSetId!": "string",
        "importMode!": "SPICE|DIRECT_QUERY",
        name: "string",
        permissions: permissionList,
        physicalTableMaps: [
            {
                "physicalTableMapId!": "string",
                customSql: {
                    columns: [{ "name!": "string", "type!": "string" }],
                    "dataSourceArn!": "string",
                    "name!": "string",
                    "sqlQuery!": "string",
                },
            },
        ],
    },
    outputs: ["arn", "outputColumns", "tagsAll"],
    computed: ["awsAccountId"],
    autoName: { property: "name", maxLength: 128 },
    replaceOn: ["awsAccountId", "dataSetId"],
    async create(aws, inputs) {
        const { awsAccountId = aws.account, dataSetId, permissions, tagsAll } = inputs;
        const client = await aws.clients.quicksight();
        await client.createDataSet({
            AwsAccountId: awsAccountId,
            DataSetId: dataSetId,
            ...request(inputs),
            Permissions: toPermissions(permissions),
            ...(Object.keys(tagsAll).length > 0 && { Tags: tagList(tagsAll) }),
        });
        return `${awsAccountId},${dataSetId}`;
    },
    async read(aws, id) {
        const { AwsAccountId, name: DataSetId } = partsOf(id);
        const client = await aws.clients.quicksight();
        const { DataSet: live } = await client.describeDataSet({ AwsAccountId, DataSetId });
        if (!live) return undefined;
        const { Permissions } = await client.describeDataSetPermissions({ AwsAccountId, DataSetId });
        const { Tags } = await client.listTagsForResource({ ResourceArn: live.Arn });
        const physicalTableMaps = tablesOf(live.PhysicalTableMap ?? {});
        return reported({
            arn: live.Arn,
            awsAccountId: AwsAccountId,
            dataSetId: DataSetId,
            importMode: live.ImportMode,
            name: live.Name,
            permissions: fromPermissions(Permissions) as never,
            physicalTableMaps: physicalTableMaps as never,
            outputColumns: physicalTableMaps.flatMap(({ customSql }) => customSql.columns ?? []) as never,
            tagsAll: tagMap(Tags),
        });
    },
    async update(aws, id, { news, olds, tags }) {
        const { AwsAccountId, name: DataSetId } = partsOf(id);
        const client = await aws.clients.quicksight();
        await client.updateDataSet({ AwsAccountId, DataSetId, ...request(news) });
        const change = permissionChange(news.permissions, olds.permissions);
        await client.updateDataSetPermissions({ AwsAccountId, DataSetId, ...change });
        const ResourceArn = olds.arn;
        if (tags.removed.length) await client.untagResource({ ResourceArn, TagKeys: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ ResourceArn, Tags: tagList(tags.set) });
    },
    async delete(aws, id) {
        const { AwsAccountId, name: DataSetId } = partsOf(id);
        await (await aws.clients.quicksight()).deleteDataSet({ AwsAccountId, DataSetId });
    },
});

function request({ name, importMode, physicalTableMaps = [] }: Inputs<quicksight.DataSetArgs>) {
    const tables = physicalTableMaps.map(({ physicalTableMapId, customSql }) => [
        physicalTableMapId,
        { CustomSql: toApi(customSql) },
    ]);
    return {
        Name: name,
        ImportMode: importMode as DataSetImportMode,
        PhysicalTableMap: Object.fromEntries(tables) as Record<string, PhysicalTable>,
    };
}

interface Table {
    readonly physicalTableMapId: string;
    readonly customSql: { readonly columns?: readonly { readonly name: string; readonly type: string }[] };
}

function tablesOf(map: Readonly<Record<string, PhysicalTable>>): Table[] {
    return Object.entries(map).map(([physicalTableMapId, { CustomSql }]) => ({
        physicalTableMapId,
        customSql: fromApi(CustomSql ?? {}),
    }));
}

export const types = { "aws:quicksight/dataSet:DataSet": dataSet };
