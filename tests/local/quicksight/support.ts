import assert from "node:assert/strict";
import { databaseName } from "../../../components/insights/names";
import { analysisRequest, dashboardRequest } from "../../../components/insights/quicksight/assets";
import { dataSetQueries } from "../../../components/insights/quicksight/dataSets";
import { groupsOf, ownGroups } from "../../../components/insights/quicksight/groups";
import { assetArnOf, dataSetKinds, quickSightNames } from "../../../components/insights/quicksight/names";
import { permissionsOf } from "../../../components/insights/quicksight/permissions";
import { usedCars } from "../../../infra/models/used-cars";
import type { Server } from "../sagemaker/support";

export const scopeOf = (stage: string, accountId: string) => ({
    ...{ partition: "aws", region: "us-east-1", accountId, stage },
    prefix: `drivetrain-${stage}-used-cars`,
});

export interface Answer {
    readonly status: number;
    readonly error: string | null;
    readonly body: Readonly<Record<string, unknown>>;
}

/** A caller of an account's QuickSight, behind what the emulator makes of requests by path. */
export function caller(server: Server, account: string) {
    return async (target: string, input: object): Promise<Answer> => {
        const response = await fetch(server.url, {
            method: "POST",
            headers: { "x-amz-target": target, "x-drivetrain-account": account, "x-drivetrain-region": "us-east-1" },
            body: JSON.stringify(input),
        });
        return {
            status: response.status,
            error: response.headers.get("x-amzn-errortype"),
            body: (await response.json()) as Record<string, unknown>,
        };
    };
}

/** Every request by which the assets of a stage are made, in their order: `[operation, input]`. */
export function requestsOf(scope: ReturnType<typeof scopeOf>): [string, Record<string, unknown>][] {
    const AwsAccountId = scope.accountId;
    const names = quickSightNames(scope);
    const own = ownGroups(scope.stage);
    const groups = groupsOf(scope, own, scope.region);
    const permissions = (kind: "datasource" | "dataset") =>
        permissionsOf(kind, groups).map(({ principal, actions }) => ({ Principal: principal, Actions: actions }));
    const queries = dataSetQueries(usedCars, databaseName(scope));
    const known = { scope, groups, model: usedCars.name, tags: { "drivetrain:stage": scope.stage } };
    return [
        ...[own.authors, own.readers].map((GroupName): [string, Record<string, unknown>] => [
            "CreateGroup",
            { AwsAccountId, Namespace: "default", GroupName },
        ]),
        [
            "CreateDataSource",
            {
                AwsAccountId,
                DataSourceId: names.dataSource,
                Name: "source",
                Type: "ATHENA",
                DataSourceParameters: { AthenaParameters: { WorkGroup: scope.prefix } },
                Permissions: permissions("datasource"),
            },
        ],
        ...dataSetKinds.map((kind): [string, Record<string, unknown>] => [
            "CreateDataSet",
            {
                AwsAccountId,
                DataSetId: names.dataSets[kind],
                Name: queries[kind].title,
                ImportMode: "SPICE",
                PhysicalTableMap: {
                    [kind]: {
                        CustomSql: {
                            DataSourceArn: assetArnOf(scope, "datasource", names.dataSource),
                            Name: kind,
                            SqlQuery: queries[kind].sql,
                            Columns: Object.entries(queries[kind].columns).map(([Name, Type]) => ({ Name, Type })),
                        },
                    },
                },
                Permissions: permissions("dataset"),
            },
        ]),
        ["CreateAnalysis", { ...analysisRequest(known) }],
        ["CreateDashboard", { ...dashboardRequest(known) }],
    ];
}

/** Makes the assets of a stage. */
export async function makeAssets(server: Server, scope: ReturnType<typeof scopeOf>): Promise<void> {
    const call = caller(server, scope.accountId);
    for (const [operation, input] of requestsOf(scope)) {
        const { status, body } = await call(`QuickSight.${operation}`, input);
        assert.equal(status, 200, `${operation}: ${JSON.stringify(body)}`);
    }
}
