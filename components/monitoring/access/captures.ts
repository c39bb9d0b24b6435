import { captureMetric, capturesId } from "../../../contracts/captures";
import type { PolicyStatement } from "../../access/policyStatement";
import { arnOf, type Scope } from "../../access/scope";
import { allow, allowItems } from "../../access/statements";

export interface CaptureStatementsArgs {
    readonly scope: Scope;
    readonly ledgerTable: string;
    readonly endpoints: readonly string[];
}

/** The function that watches captures asks CloudWatch for invocations, and tells it what is missing. */
export function captureStatements({ scope, ledgerTable, endpoints }: CaptureStatementsArgs): PolicyStatement[] {
    return [
        allow(
            "sagemaker:DescribeEndpoint",
            endpoints.map((endpoint) => arnOf(scope, "sagemaker", `endpoint/${endpoint}`)),
        ),
        ...endpoints.map((endpoint) =>
            allowItems(scope, ledgerTable, ["dynamodb:GetItem", "dynamodb:PutItem"], capturesId(endpoint)),
        ),
        // AWS defines no resource for metrics, and no condition for those that are read.
        allow("cloudwatch:GetMetricData", "*"),
        {
            // The namespace bounds those that are written.
            ...allow("cloudwatch:PutMetricData", "*"),
            Condition: { StringEquals: { "cloudwatch:namespace": captureMetric.namespace } },
        },
    ];
}
