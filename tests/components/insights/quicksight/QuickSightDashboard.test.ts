import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../../../../components/access/scope";
import { groupsOf, ownGroups } from "../../../../components/insights/quicksight/groups";
import {
    QuickSightDashboard,
    type QuickSightDashboardArgs,
} from "../../../../components/insights/quicksight/QuickSightDashboard";
import { QuickSightGroups } from "../../../../components/insights/quicksight/QuickSightGroups";
import { usedCars } from "../../../../infra/models/used-cars";
import { shareWithGroups } from "../../../../policies/quicksight/shareWithGroups";
import { foundationOf } from "../../../support/foundation";
import { document, record, type Recording } from "../../../support/recorder";

const stages = { dev: "333333333333", prod: "444444444444" };
const scopeOf = (stage: keyof typeof stages): Scope => ({
    partition: "aws",
    region: "us-east-1",
    accountId: stages[stage],
    stage,
    prefix: `drivetrain-${stage}-used-cars`,
});
const argsOf = (scope: Scope): Omit<QuickSightDashboardArgs, "insights"> => ({
    foundation: { ...foundationOf(scope), tags: { "drivetrain:stage": scope.stage } },
    model: usedCars,
    groups: groupsOf(scope, ownGroups(scope.stage), scope.region),
});
const build = (scope: Scope, args: Partial<QuickSightDashboardArgs> = {}) =>
    record(() => {
        const insights = new pulumi.ComponentResource("drivetrain:insights:Insights", "insights");
        return new QuickSightDashboard("cars", { ...argsOf(scope), insights, ...args });
    });

const types = {
    source: "aws:quicksight/dataSource:DataSource",
    dataSet: "aws:quicksight/dataSet:DataSet",
    other: "aws:cloudcontrol/resource:Resource",
};
const reader = ["DescribeDashboard", "ListDashboardVersions", "QueryDashboard"];
const owner = [
    ...["RestoreAnalysis", "UpdateAnalysisPermissions", "DeleteAnalysis", "DescribeAnalysisPermissions"],
    ...["QueryAnalysis", "DescribeAnalysis", "UpdateAnalysis"],
];

/** By asset: who may do what. */
function permissions({ resources }: Recording<unknown>): Record<string, Record<string, string[]>> {
    const found = resources.flatMap(({ type, inputs }) => {
        if (type === types.other) {
            const state = document(inputs["desiredState"]);
            const id = String(state["AnalysisId"] === undefined ? "dashboard" : "analysis");
            const given = state["Permissions"] as { Principal: string; Actions: string[] }[];
            return [[id, given.map(({ Principal, Actions }) => [Principal, Actions] as const)] as const];
        }
        const given = inputs["permissions"] as { principal: string; actions: string[] }[] | undefined;
        const id = (inputs["dataSetId"] ?? "source") as string;
        return given === undefined ? [] : [[id, given.map((one) => [one.principal, one.actions] as const)] as const];
    });
    const short = (actions: readonly string[]) => actions.map((action) => action.replace("quicksight:", ""));
    return Object.fromEntries(
        found.map(([id, some]) => [id, Object.fromEntries(some.map(([who, actions]) => [who, short(actions)]))]),
    );
}

for (const stage of ["dev", "prod"] as const) {
    describe(`QuickSight's assets of ${stage}`, () => {
        const scope = scopeOf(stage);
        const group = (name: string) =>
            `arn:aws:quicksight:us-east-1:${stages[stage]}:group/default/drivetrain-${stage}-${name}`;
        let built: Recording<QuickSightDashboard>;
        before(async () => {
            built = await build(scope);
        });

        it("are a source, four SPICE data sets, an analysis and a dashboard", () => {
            const ids = built.resources.filter(({ type }) => type === types.dataSet).map(({ inputs }) => inputs);
            assert.deepEqual(
                ids.map(({ dataSetId }) => dataSetId).sort(),
                ["batch-features", "batches", "drift", "predictions"].map((kind) => `${scope.prefix}-${kind}`),
            );
            assert.ok(ids.every(({ importMode }) => importMode === "SPICE"));
            const made = built.resources.filter(({ type }) => type === types.other).map(({ inputs }) => inputs);
            assert.deepEqual(made.map(({ typeName }) => typeName).sort(), [
                "AWS::QuickSight::Analysis",
                "AWS::QuickSight::Dashboard",
            ]);
            const source = built.inputs(types.source);
            assert.deepEqual(source["parameters"], {
                athena: { workGroup: scope.prefix, roleArn: `arn:of:aws:iam/role:Role:${scope.prefix}-quicksight` },
            });
        });

        it("name the two groups, each with a set of actions that QuickSight knows, and nobody else", () => {
            const authorsUse = {
                [group("authors")]: [
                    ...["DescribeDataSet", "DescribeDataSetPermissions", "PassDataSet", "DescribeIngestion"],
                    ...["ListIngestions", "DescribeRefreshSchedule", "ListRefreshSchedules"],
                ],
            };
            assert.deepEqual(permissions(built), {
                source: {
                    [group("authors")]: ["DescribeDataSource", "DescribeDataSourcePermissions", "PassDataSource"],
                },
                [`${scope.prefix}-drift`]: authorsUse,
                [`${scope.prefix}-predictions`]: authorsUse,
                [`${scope.prefix}-batches`]: authorsUse,
                [`${scope.prefix}-batch-features`]: authorsUse,
                analysis: { [group("authors")]: owner },
                dashboard: { [group("authors")]: reader, [group("readers")]: reader },
            });
        });

        it("pass the rule that they are shared with groups alone", () => {
            const judgements = built.resources.flatMap(({ type, name, inputs }) =>
                shareWithGroups.judge({ type, name, urn: name, props: inputs, propertyDependencies: {} }, [], {}),
            );
            // The source, four data sets and the analysis for authors, the dashboard for both.
            assert.deepEqual(
                judgements.map(({ verdict }) => verdict),
                Array.from({ length: 8 }, () => "pass"),
            );
        });

        it("read by a role of their own, which only QuickSight takes and which sees no captures", () => {
            const role = built.inputs("aws:iam/role:Role");
            assert.equal(role["name"], `${scope.prefix}-quicksight`);
            assert.match(String(role["assumeRolePolicy"]), /"Service":"quicksight\.amazonaws\.com"/);
            const policy = String(built.inputs("aws:iam/rolePolicy:RolePolicy")["policy"]);
            assert.doesNotMatch(policy, /"Resource":"\*"|captures\/requests|captures\/used-cars/);
        });
    });
}

describe("QuickSight's assets where they are imported", () => {
    it("are left alone: there is the role that they read by, and nothing else", async () => {
        const { resources, result } = await build(scopeOf("prod"), { assets: "imported" });
        assert.deepEqual(
            resources.map(({ type }) => type),
            ["aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"],
        );
        assert.equal(result.outputs.dashboardId, "drivetrain-prod-used-cars");
    });
});

describe("QuickSight's arguments", () => {
    it("are two groups, by their ARNs", async () => {
        const groups = { authorsArn: "arn:aws:iam::333333333333:root", readersArn: "arn:aws:iam::333333333333:root" };
        await assert.rejects(build(scopeOf("dev"), { groups }), (error: unknown) => {
            assert.ok(pulumi.ResourceError.isInstance(error));
            assert.deepEqual(
                error.message.split("\n").map((line) => line.split(":")[0]),
                ["groups.authorsArn", "groups.readersArn", "groups.readersArn"],
            );
            return true;
        });
    });

    it("are of a model whose columns a query can name", async () => {
        const columns = Array.from({ length: 600 }, (_, index) => ({
            name: `column_${index}_${"x".repeat(60)}`,
            type: "number" as const,
        }));
        const model = { ...usedCars, columns: [...usedCars.columns, ...columns] };
        await assert.rejects(
            build(scopeOf("dev"), { model }),
            /columns: the query of QuickSight's data set "batch-feat/,
        );
    });
});

describe("QuickSightGroups", () => {
    const scope = { ...scopeOf("dev"), region: "eu-west-1" };
    const type = "aws:quicksight/group:Group";

    it("makes two, in the region where the account keeps them", async () => {
        const { resources, result } = await record(
            () => new QuickSightGroups("groups", { scope, identityRegion: "us-east-1" }),
        );
        assert.deepEqual(
            resources.map(({ inputs }) => [inputs["groupName"], inputs["namespace"], inputs["region"]]),
            [
                ["drivetrain-dev-authors", "default", "us-east-1"],
                ["drivetrain-dev-readers", "default", "us-east-1"],
            ],
        );
        assert.equal(
            result.groups.authorsArn,
            "arn:aws:quicksight:us-east-1:333333333333:group/default/drivetrain-dev-authors",
        );
    });

    it("makes none where somebody else manages them", async () => {
        const named = { authors: "Data Science", readers: "Sales", namespace: "staff" };
        const { resources, result } = await record(() => new QuickSightGroups("groups", { scope, named }));
        assert.deepEqual(
            resources.filter((one) => one.type === type),
            [],
        );
        assert.equal(result.groups.readersArn, "arn:aws:quicksight:eu-west-1:333333333333:group/staff/Sales");
    });
});
