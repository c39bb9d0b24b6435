import type { DatabaseInput, Table, TableInput } from "@aws-sdk/client-glue";
import type { glue } from "@pulumi/aws";
import { regional, reported, taggable } from "../../engine/convert";
import { define, type Inputs } from "../../engine/resourceType";
import type { Session } from "../../engine/session";

/** Its id is `<account>:<name>`. */
const database = define<glue.CatalogDatabaseArgs, glue.CatalogDatabaseState>({
    inputs: {
        ...regional,
        ...taggable,
        description: "string",
        locationUri: "string",
        name: "string",
        parameters: "map",
    },
    outputs: ["arn", "catalogId", "tagsAll"],
    computed: ["locationUri"],
    autoName: { property: "name", maxLength: 255 },
    replaceOn: ["name"],
    async create(aws, inputs) {
        const client = await aws.clients.glue();
        await client.createDatabase({ DatabaseInput: databaseInput(inputs), Tags: inputs.tagsAll });
        return `${aws.account}:${inputs.name}`;
    },
    async read(aws, id) {
        const client = await aws.clients.glue();
        const { Database: live } = await client.getDatabase({ Name: lastOf(id) });
        if (!live) return undefined;
        const arn = databaseArn(aws, lastOf(id));
        const { Tags } = await client.getTags({ ResourceArn: arn });
        return reported({
            arn,
            catalogId: aws.account,
            name: live.Name,
            description: live.Description,
            locationUri: live.LocationUri,
            parameters: live.Parameters ?? {},
            tagsAll: Tags ?? {},
        });
    },
    async update(aws, id, { news, changed, tags }) {
        const client = await aws.clients.glue();
        const beyondTags = [...changed].some((name) => !name.startsWith("tags"));
        if (beyondTags) await client.updateDatabase({ Name: lastOf(id), DatabaseInput: databaseInput(news) });
        const ResourceArn = databaseArn(aws, lastOf(id));
        if (tags.removed.length) await client.untagResource({ ResourceArn, TagsToRemove: tags.removed });
        if (Object.keys(tags.set).length) await client.tagResource({ ResourceArn, TagsToAdd: tags.set });
    },
    async delete(aws, id) {
        await (await aws.clients.glue()).deleteDatabase({ Name: lastOf(id) });
    },
});

/** Its id is `<account>:<database>:<name>`. */
const table = define<glue.CatalogTableArgs, glue.CatalogTableState>({
    inputs: {
        ...regional,
        "databaseName!": "string",
        description: "string",
        name: "string",
        parameters: "map",
        partitionKeys: [{ comment: "string", "name!": "string", type: "string" }],
        storageDescriptor: {
            columns: [{ comment: "string", "name!": "string", type: "string" }],
            inputFormat: "string",
            location: "string",
            outputFormat: "string",
            serDeInfo: { parameters: "map", serializationLibrary: "string" },
        },
        tableType: "string",
    },
    outputs: ["arn", "catalogId"],
    autoName: { property: "name", maxLength: 255 },
    replaceOn: ["databaseName", "name"],
    async create(aws, inputs) {
        const client = await aws.clients.glue();
        await client.createTable({ DatabaseName: inputs.databaseName, TableInput: tableInput(inputs) });
        return `${aws.account}:${inputs.databaseName}:${inputs.name}`;
    },
    async read(aws, id) {
        const [, databaseName = ""] = id.split(":");
        const client = await aws.clients.glue();
        const { Table: live } = await client.getTable({ DatabaseName: databaseName, Name: lastOf(id) });
        if (!live) return undefined;
        return reported({
            arn: aws.arn("glue", `table/${databaseName}/${lastOf(id)}`),
            catalogId: aws.account,
            databaseName,
            name: live.Name,
            description: live.Description,
            parameters: live.Parameters ?? {},
            partitionKeys: live.PartitionKeys?.map(columnOf) ?? [],
            storageDescriptor: storageOf(live),
            tableType: live.TableType,
        });
    },
    async update(aws, _, { news }) {
        await (await aws.clients.glue()).updateTable({ DatabaseName: news.databaseName, TableInput: tableInput(news) });
    },
    async delete(aws, id) {
        const [, databaseName = ""] = id.split(":");
        await (await aws.clients.glue()).deleteTable({ DatabaseName: databaseName, Name: lastOf(id) });
    },
});

const lastOf = (id: string): string => id.split(":").at(-1) ?? "";

const databaseArn = (aws: Session, name: string): string => aws.arn("glue", `database/${name}`);

function databaseInput(inputs: Inputs<glue.CatalogDatabaseArgs>): DatabaseInput {
    const { name, description, locationUri, parameters } = inputs;
    return { Name: name, Description: description, LocationUri: locationUri, Parameters: parameters };
}

function tableInput(inputs: Inputs<glue.CatalogTableArgs>): TableInput {
    const { storageDescriptor: storage } = inputs;
    return {
        Name: inputs.name,
        Description: inputs.description,
        TableType: inputs.tableType,
        // Maps of the user's own keys.
        Parameters: inputs.parameters,
        PartitionKeys: inputs.partitionKeys?.map(toColumn),
        StorageDescriptor: storage && {
            Columns: storage.columns?.map(toColumn),
            InputFormat: storage.inputFormat,
            Location: storage.location,
            OutputFormat: storage.outputFormat,
            SerdeInfo: storage.serDeInfo && {
                Parameters: storage.serDeInfo.parameters,
                SerializationLibrary: storage.serDeInfo.serializationLibrary,
            },
        },
    };
}

interface Column {
    readonly name: string;
    readonly type?: string;
    readonly comment?: string;
}

function toColumn({ name, type, comment }: Column) {
    return { Name: name, Type: type, Comment: comment };
}

function columnOf({ Name = "", Type, Comment }: { Name?: string; Type?: string; Comment?: string }) {
    return reported({ name: Name, type: Type, comment: Comment }) as Column;
}

function storageOf({ StorageDescriptor: live }: Table) {
    return (
        live &&
        reported({
            columns: live.Columns?.map(columnOf),
            inputFormat: live.InputFormat,
            location: live.Location,
            outputFormat: live.OutputFormat,
            serDeInfo:
                live.SerdeInfo &&
                reported({
                    parameters: live.SerdeInfo.Parameters,
                    serializationLibrary: live.SerdeInfo.SerializationLibrary,
                }),
        })
    );
}

export const types = {
    "aws:glue/catalogDatabase:CatalogDatabase": database,
    "aws:glue/catalogTable:CatalogTable": table,
};
