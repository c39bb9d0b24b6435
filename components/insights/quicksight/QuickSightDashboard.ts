import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { QuickSightOutputs } from "../../../contracts/outputs";
import { Component } from "../../blocks/Component";
import type { Exported } from "../../blocks/exported";
import { ServiceRole } from "../../blocks/ServiceRole";
import type { PipelineFoundation } from "../../foundation/Foundation";
import type { ModelDefinition } from "../../model/model";
import { requireValid } from "../../validation/requireValid";
import { insightNames } from "../names";
import { dataSourceStatements } from "./access";
import { analysisRequest, type AssetsArgs, assetTitle, dashboardRequest } from "./assets";
import { dataSetQueries, validateQueries } from "./dataSets";
import { assetArnOf, type DataSetKind, dataSetKinds, quickSightNames } from "./names";
import { permissionsOf, type QuickSightGroups } from "./permissions";
import { validateGroups } from "./validate";

export interface QuickSightDashboardArgs {
    /** What the model's parts build on: a `Foundation`. */
    readonly foundation: PipelineFoundation;
    /** The model as data: its columns and its algorithms. */
    readonly model: ModelDefinition;
    /** The model's tables, which must exist before they are read: an `Insights`. */
    readonly insights: pulumi.Resource;
    /** The two groups that see anything, by their ARNs. */
    readonly groups: QuickSightGroups;
    /**
     * `managed`: this program makes the assets and keeps them as they are. `imported`: they come by
     * `drivetrain import-dashboard`, and this program makes nothing but the role that they read by.
     * @default "managed"
     */
    readonly assets?: "managed" | "imported";
}

/**
 * A model's drift in QuickSight: an Athena data source with a role of its own, SPICE data sets, an analysis and a
 * dashboard, which two groups may see and nobody else.
 *
 * ```typescript
 * new QuickSightDashboard("cars-quicksight", { foundation, model, insights, groups });
 * ```
 *
 * The account has QuickSight (Enterprise) already: a subscription is nothing that a model's stack should begin or end.
 */
export class QuickSightDashboard extends Component {
    /** The ids of the SPICE data sets, which are known before these exist. */
    readonly dataSetIds: readonly string[];
    /** What a stack is to export of it: by these, bundles of its assets are exported and imported. */
    readonly outputs: Exported<QuickSightOutputs>;

    constructor(name: string, args: QuickSightDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:insights:QuickSightDashboard", name, opts);
        const { foundation, model, insights, groups, assets = "managed" } = args;
        const { scope } = foundation;
        const names = quickSightNames(scope);
        const { database, workgroup } = insightNames(scope);
        requireValid([...validateGroups(groups), ...validateQueries(model, database)], this);

        const role = new ServiceRole(
            `${name}-source`,
            {
                scope,
                roleName: names.role,
                service: "quicksight.amazonaws.com",
                description: `Reads what is known of ${model.name}`,
                statements: dataSourceStatements(foundation, model),
            },
            { parent: this, dependsOn: [...foundation.ready] },
        );
        if (assets === "managed") {
            const known = { scope, groups, tags: foundation.tags, model: model.name };
            const dependsOn = [insights, ...role.ready];
            const sets = dataSets(name, known, args, { parent: this, dependsOn }, role.arn);
            analysisAndDashboard(name, known, { parent: this, dependsOn: sets });
        }

        this.dataSetIds = dataSetKinds.map((kind) => names.dataSets[kind]);
        this.outputs = {
            ...{ assets, prefix: scope.prefix, workgroup, groups },
            dataSourceId: names.dataSource,
            dataSetIds: this.dataSetIds,
            analysisId: names.analysis,
            dashboardId: names.dashboard,
            dataSourceRoleArn: role.arn,
        };
        this.registerOutputs(this.outputs);
    }
}

function dataSets(
    name: string,
    known: AssetsArgs,
    { model }: QuickSightDashboardArgs,
    opts: pulumi.CustomResourceOptions,
    roleArn: pulumi.Input<string>,
): pulumi.Resource[] {
    const { scope, groups } = known;
    const names = quickSightNames(scope);
    const { database, workgroup } = insightNames(scope);
    const source = new aws.quicksight.DataSource(
        `${name}-source`,
        {
            dataSourceId: names.dataSource,
            name: assetTitle(known, "Athena"),
            type: "ATHENA",
            parameters: { athena: { workGroup: workgroup, roleArn } },
            sslProperties: { disableSsl: false },
            permissions: spelled("datasource", groups),
        },
        opts,
    );
    const queries = dataSetQueries(model, database);
    return dataSetKinds.map(
        (kind) => new aws.quicksight.DataSet(`${name}-${kind}`, dataSet(kind), { ...opts, dependsOn: [source] }),
    );

    function dataSet(kind: DataSetKind): aws.quicksight.DataSetArgs {
        const { title, sql, columns } = queries[kind];
        return {
            dataSetId: names.dataSets[kind],
            name: assetTitle(known, title),
            importMode: "SPICE",
            physicalTableMaps: [
                {
                    physicalTableMapId: kind,
                    customSql: {
                        name: title,
                        dataSourceArn: assetArnOf(scope, "datasource", names.dataSource),
                        sqlQuery: sql,
                        columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
                    },
                },
            ],
            permissions: spelled("dataset", groups),
        };
    }
}

/**
 * By Cloud Control: the AWS provider's own types take a definition from a template alone
 * (https://github.com/pulumi/pulumi-aws/issues/2852), and no template can be made without an analysis.
 */
function analysisAndDashboard(name: string, known: AssetsArgs, opts: pulumi.CustomResourceOptions): void {
    const make = (what: string, typeName: string, request: object) =>
        new aws.cloudcontrol.Resource(`${name}-${what}`, { typeName, desiredState: JSON.stringify(request) }, opts);
    make("analysis", "AWS::QuickSight::Analysis", analysisRequest(known));
    make("dashboard", "AWS::QuickSight::Dashboard", dashboardRequest(known));
}

function spelled(kind: "datasource" | "dataset", groups: QuickSightGroups) {
    return permissionsOf(kind, groups).map(({ principal, actions }) => ({ principal, actions: [...actions] }));
}
