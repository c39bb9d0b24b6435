import type { athena } from "@pulumi/aws";
import { regional, reported } from "../../engine/convert";
import { define } from "../../engine/resourceType";
import { unlessMissing } from "./workgroup";

/** Its id is the one that Athena gives it. Every change makes another one. */
const namedQuery = define<athena.NamedQueryArgs, athena.NamedQueryState>({
    inputs: {
        ...regional,
        "database!": "string",
        description: "string",
        name: "string",
        "query!": "string",
        workgroup: "string",
    },
    outputs: [],
    defaults: { workgroup: "primary" },
    autoName: { property: "name", maxLength: 128 },
    async create(aws, { database, description, name, query, workgroup }) {
        const { NamedQueryId = "" } = await (
            await aws.clients.athena()
        ).createNamedQuery({
            Database: database,
            Description: description,
            Name: name,
            QueryString: query,
            WorkGroup: workgroup,
        });
        return NamedQueryId;
    },
    async read(aws, id) {
        const client = await aws.clients.athena();
        const { NamedQuery: live } = await client.getNamedQuery({ NamedQueryId: id }).catch(unlessMissing);
        return (
            live &&
            reported({
                database: live.Database,
                description: live.Description,
                name: live.Name,
                query: live.QueryString,
                workgroup: live.WorkGroup,
            })
        );
    },
    async delete(aws, id) {
        await (await aws.clients.athena()).deleteNamedQuery({ NamedQueryId: id });
    },
});

/** Its id is `<workgroup>/<name>`. */
const preparedStatement = define<athena.PreparedStatementArgs, athena.PreparedStatementState>({
    inputs: {
        ...regional,
        description: "string",
        name: "string",
        "queryStatement!": "string",
        "workgroup!": "string",
    },
    outputs: [],
    autoName: { property: "name", maxLength: 256 },
    replaceOn: ["name", "workgroup"],
    async create(aws, { description, name = "", queryStatement, workgroup }) {
        await (
            await aws.clients.athena()
        ).createPreparedStatement({
            Description: description,
            QueryStatement: queryStatement,
            StatementName: name,
            WorkGroup: workgroup,
        });
        return `${workgroup}/${name}`;
    },
    async read(aws, id) {
        const { PreparedStatement: live } = await (await aws.clients.athena()).getPreparedStatement(placeOf(id));
        return (
            live &&
            reported({
                description: live.Description,
                name: live.StatementName,
                queryStatement: live.QueryStatement,
                workgroup: live.WorkGroupName,
            })
        );
    },
    async update(aws, id, { news }) {
        await (
            await aws.clients.athena()
        ).updatePreparedStatement({
            ...placeOf(id),
            Description: news.description,
            QueryStatement: news.queryStatement,
        });
    },
    async delete(aws, id) {
        await (await aws.clients.athena()).deletePreparedStatement(placeOf(id));
    },
});

function placeOf(id: string): { WorkGroup: string; StatementName: string } {
    const [WorkGroup = "", StatementName = ""] = id.split("/");
    return { WorkGroup, StatementName };
}

export const types = {
    "aws:athena/namedQuery:NamedQuery": namedQuery,
    "aws:athena/preparedStatement:PreparedStatement": preparedStatement,
};
