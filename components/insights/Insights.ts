import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rowTables, type SavedQuery } from "../../contracts/insights";
import type { PolicyStatement } from "../access/policyStatement";
import { Component } from "../blocks/Component";
import type { PipelineFoundation } from "../foundation/Foundation";
import type { ModelDefinition } from "../model/model";
import { requireValid } from "../validation/requireValid";
import { readerStatements } from "./access/readers";
import { glueTable } from "./glueTable";
import { type InsightNames, insightNames } from "./names";
import { queriesOf } from "./queries";
import { placesOf, type Query, showsRows } from "./queries/query";
import { QueryGroup } from "./QueryGroup";
import { type TableDefinition, tablesOf } from "./tables";
import { validateInsights } from "./validate/insights";

export interface InsightsArgs {
    /** What the tables are over: a `Foundation`. */
    readonly foundation: PipelineFoundation;
    /** The model as data: its columns, its algorithms, its places. */
    readonly model: ModelDefinition;
    /** Days that captured requests and answers are kept: how far back tables of rows go. @default 90 */
    readonly captureRetentionDays?: number;
    /** The most bytes that one query may read, 10,000,000 at least. @default 10 GiB */
    readonly scanLimit?: number;
}

/**
 * Tables over what a model's pipelines leave, the queries that one asks of them, and who may ask: those who may see rows of
 * the data, and those who may not.
 */
export class Insights extends Component {
    /** The Glue database. */
    readonly database: pulumi.Output<string>;
    /** The Athena workgroup of queries that may show rows. */
    readonly workgroup: pulumi.Output<string>;
    /** The one of queries over records alone, which show no row. */
    readonly recordsWorkgroup: pulumi.Output<string>;
    /** The policy of those who may see rows: captures, requests, predictions and ground truth. */
    readonly rowReadersArn: pulumi.Output<string>;
    /** The policy of those who may see records alone: drift, runs and batches. */
    readonly recordReadersArn: pulumi.Output<string>;
    /** The saved queries by their names. */
    readonly queries: Readonly<Record<string, SavedQuery>>;

    constructor(name: string, args: InsightsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:insights:Insights", name, opts);
        const insights = checked(args, this);
        const { names, tables, queries } = insights;

        const database = new aws.glue.CatalogDatabase(
            `${name}-database`,
            { name: names.database, description: `What the pipelines of ${args.model.name} leave` },
            { parent: this },
        );
        for (const table of tables) {
            new aws.glue.CatalogTable(
                `${name}-${table.name}`,
                { name: table.name, databaseName: database.name, ...glueTable(table) },
                { parent: this },
            );
        }
        const rows = this.group(`${name}-rows`, args, database, {
            ...insights,
            workgroup: names.workgroup,
            description: `Queries that may show rows of ${args.model.name}`,
            bucket: args.foundation.names.captureBucket,
            queries: queries.filter(showsRows),
        });
        const records = this.group(`${name}-records`, args, database, {
            ...insights,
            workgroup: names.recordsWorkgroup,
            description: `Queries that show no row of ${args.model.name}`,
            bucket: args.foundation.names.artifactBucket,
            queries: queries.filter((query) => !showsRows(query)),
        });

        this.database = database.name;
        this.workgroup = rows.workgroup;
        this.recordsWorkgroup = records.workgroup;
        this.rowReadersArn = this.readers(`${name}-row-readers`, names.rowReaders, insights.rowReaders);
        this.recordReadersArn = this.readers(`${name}-record-readers`, names.recordReaders, insights.recordReaders);
        this.queries = Object.fromEntries(queries.map((query) => [query.name, savedQuery(query, names)]));
        this.registerOutputs({
            database: this.database,
            workgroup: this.workgroup,
            recordsWorkgroup: this.recordsWorkgroup,
            rowReadersArn: this.rowReadersArn,
            recordReadersArn: this.recordReadersArn,
            queries: this.queries,
        });
    }

    private group(
        name: string,
        { foundation }: InsightsArgs,
        database: aws.glue.CatalogDatabase,
        of: {
            readonly workgroup: string;
            readonly description: string;
            readonly bucket: string;
            readonly scanLimit: number;
            readonly queries: readonly Query[];
        },
    ): QueryGroup {
        const { workgroup, description, bucket, scanLimit, queries } = of;
        return new QueryGroup(
            name,
            { workgroup, description, bucket, scanLimit, queries, database: database.name, keyArn: foundation.key.arn },
            // Athena looks at the bucket of results.
            { parent: this, dependsOn: [...foundation.ready] },
        );
    }

    private readers(name: string, policyName: string, Statement: PolicyStatement[]): pulumi.Output<string> {
        const policy = new aws.iam.Policy(
            name,
            { name: policyName, policy: JSON.stringify({ Version: "2012-10-17", Statement }) },
            { parent: this },
        );
        return policy.arn;
    }
}

/** @throws pulumi.ResourceError that names every problem */
function checked({ foundation, model, ...args }: InsightsArgs, resource: pulumi.Resource) {
    const { scope, names: places, key } = foundation;
    const { captureRetentionDays = 90, scanLimit = 10 * 2 ** 30 } = args;
    requireValid(validateInsights({ scope, scanLimit, captureRetentionDays }), resource);
    const names = insightNames(scope);
    const tables = tablesOf({ stage: scope.stage, model, names: places, captureRetentionDays });
    const common = { scope, keyAlias: key.alias };
    const records = { [names.recordsWorkgroup]: places.artifactBucket };
    return {
        ...{ names, tables, scanLimit },
        queries: queriesOf(model),
        rowReaders: readerStatements({
            ...common,
            tables,
            workgroups: { [names.workgroup]: places.captureBucket, ...records },
        }),
        recordReaders: readerStatements({ ...common, tables: tables.filter(isOfRecords), workgroups: records }),
    };
}

function isOfRecords({ name }: TableDefinition): boolean {
    return !rowTables.includes(name);
}

function savedQuery(query: Query, names: InsightNames): SavedQuery {
    const { description, parameters } = query;
    const workgroup = showsRows(query) ? names.workgroup : names.recordsWorkgroup;
    return { description, workgroup, parameters, places: placesOf(query) };
}
