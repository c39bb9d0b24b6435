import { type InsightTable, insightTables } from "../../../contracts/insights";
import { consolidatedPrefix, driftRecordsPrefix } from "../../../contracts/monitoring";
import { scoringRecordsPrefix } from "../../../contracts/records";
import { useKey } from "../../access/keyUse";
import type { PolicyStatement } from "../../access/policyStatement";
import { arnOf, bucketArnOf, type Scope } from "../../access/scope";
import { allow, readObjects } from "../../access/statements";
import { catalogArnsOf, workgroupArnOf } from "../names";

export interface DataSourceStatementsArgs {
    readonly scope: Scope;
    /** `alias/...` of the stack's key. */
    readonly keyAlias: string;
    readonly artifactBucket: string;
    readonly captureBucket: string;
    /** Where the workgroup leaves results. */
    readonly resultsBucket: string;
    /** Prefix of the results, a slash at its end. */
    readonly resultsPrefix: string;
}

/** The tables that the data sets read. */
const tables: readonly InsightTable[] = [
    insightTables.drift,
    insightTables.groundTruth,
    insightTables.batches,
    insightTables.predictions,
];

/**
 * What Athena and QuickSight do on behalf of the data source: ask the one workgroup for these tables, read the objects
 * behind them, and leave results.
 *
 * https://docs.aws.amazon.com/quicksight/latest/user/datasource-run-as-role.html
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSQuicksightAthenaAccess.html
 */
export function dataSourceStatements(args: DataSourceStatementsArgs): PolicyStatement[] {
    const { scope, artifactBucket, captureBucket, resultsBucket, resultsPrefix } = args;
    return [
        allow(
            [
                "athena:StartQueryExecution",
                "athena:StopQueryExecution",
                "athena:GetQueryExecution",
                "athena:BatchGetQueryExecution",
                "athena:GetQueryResults",
                "athena:GetQueryResultsStream",
                "athena:GetWorkGroup",
            ],
            workgroupArnOf(scope),
        ),
        allow(
            ["athena:GetDataCatalog", "athena:GetDatabase", "athena:GetTableMetadata"],
            arnOf(scope, "athena", "datacatalog/AwsDataCatalog"),
        ),
        allow(
            ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"],
            catalogArnsOf(scope, tables),
        ),
        ...readObjects(scope, artifactBucket, driftRecordsPrefix),
        ...readObjects(scope, artifactBucket, scoringRecordsPrefix),
        ...readObjects(scope, captureBucket, consolidatedPrefix),
        ...readObjects(scope, resultsBucket, resultsPrefix),
        allow(
            ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
            bucketArnOf(scope, resultsBucket, `${resultsPrefix}*`),
        ),
        allow("s3:GetBucketLocation", [
            ...new Set([artifactBucket, captureBucket, resultsBucket].map((bucket) => bucketArnOf(scope, bucket))),
        ]),
        useKey(scope, { alias: args.keyAlias }, ["kms:Decrypt", "kms:GenerateDataKey"]),
    ];
}
