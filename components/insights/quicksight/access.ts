import { type InsightTable, insightTables } from "../../../contracts/insights";
import type { PolicyStatement } from "../../access/policyStatement";
import { arnOf } from "../../access/scope";
import { allow } from "../../access/statements";
import type { PipelineFoundation } from "../../foundation/Foundation";
import type { ModelDefinition } from "../../model/model";
import { readerStatements } from "../access/readers";
import { insightNames, workgroupArnOf } from "../names";
import { tablesOf } from "../tables";

/** The tables that the data sets read. */
const read: readonly InsightTable[] = [
    insightTables.drift,
    insightTables.groundTruth,
    insightTables.batches,
    insightTables.predictions,
    insightTables.runs,
];

/**
 * What Athena and QuickSight do on behalf of the data source: what anybody does who may see rows, of these tables alone,
 * and what QuickSight does beside it.
 *
 * https://docs.aws.amazon.com/quicksight/latest/user/datasource-run-as-role.html
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSQuicksightAthenaAccess.html
 */
export function dataSourceStatements(
    { scope, key, names }: Pick<PipelineFoundation, "scope" | "key" | "names">,
    model: ModelDefinition,
): PolicyStatement[] {
    const { workgroup } = insightNames(scope);
    // Only where a table's partitions end depends on how long captures are kept, not where it is.
    const tables = tablesOf({ stage: scope.stage, model, names, captureRetentionDays: 1 });
    return [
        ...readerStatements({
            scope,
            keyAlias: key.alias,
            workgroups: { [workgroup]: names.captureBucket },
            tables: tables.filter(({ name }) => read.includes(name)),
        }),
        allow(["athena:BatchGetQueryExecution", "athena:GetQueryResultsStream"], workgroupArnOf(scope, workgroup)),
        allow(
            ["athena:GetDataCatalog", "athena:GetDatabase", "athena:GetTableMetadata"],
            arnOf(scope, "athena", "datacatalog/AwsDataCatalog"),
        ),
    ];
}
