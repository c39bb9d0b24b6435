import { queryResultsPrefix } from "../../../contracts/insights";
import { parseS3Uri } from "../../../contracts/places";
import { useKey } from "../../access/keyUse";
import type { PolicyStatement } from "../../access/policyStatement";
import { bucketArnOf, type Scope } from "../../access/scope";
import { allow, readObjects } from "../../access/statements";
import { catalogArnsOf, workgroupArnOf } from "../names";
import type { TableDefinition } from "../tables";

export interface ReaderStatementsArgs {
    readonly scope: Scope;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    /** By workgroup, the bucket that its results are in. */
    readonly workgroups: Readonly<Record<string, string>>;
    /** The tables that may be read. */
    readonly tables: readonly TableDefinition[];
}

/**
 * What asking takes. Athena reads the catalog and the data, and writes results, as the one who asks:
 * https://docs.aws.amazon.com/athena/latest/ug/s3-permissions.html
 */
export function readerStatements({ scope, keyAlias, workgroups, tables }: ReaderStatementsArgs): PolicyStatement[] {
    const results = Object.values(workgroups);
    return [
        allow(
            [
                "athena:GetWorkGroup",
                "athena:ListNamedQueries",
                "athena:GetNamedQuery",
                "athena:BatchGetNamedQuery",
                "athena:ListPreparedStatements",
                "athena:GetPreparedStatement",
                "athena:StartQueryExecution",
                "athena:StopQueryExecution",
                "athena:GetQueryExecution",
                "athena:GetQueryResults",
            ],
            Object.keys(workgroups).map((workgroup) => workgroupArnOf(scope, workgroup)),
        ),
        allow(
            ["glue:GetDatabase", "glue:GetTables", "glue:GetTable"],
            catalogArnsOf(
                scope,
                tables.map(({ name }) => name),
            ),
        ),
        ...tables.flatMap((table) => {
            const { bucket, key } = parseS3Uri(table.template.slice(0, table.template.indexOf("${")));
            return readObjects(scope, bucket, key);
        }),
        allow(
            "s3:GetBucketLocation",
            results.map((bucket) => bucketArnOf(scope, bucket)),
        ),
        allow(
            ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
            results.map((bucket) => bucketArnOf(scope, bucket, `${queryResultsPrefix}*`)),
        ),
        useKey(scope, { alias: keyAlias }, ["kms:Decrypt", "kms:GenerateDataKey"]),
    ];
}
