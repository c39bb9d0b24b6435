import assert from "node:assert/strict";
import { Insights, type InsightsArgs } from "../../../components/insights/Insights";
import { insightTables, rowTables } from "../../../contracts/insights";
import { usedCars } from "../../../infra/models/used-cars";
import { foundationOf } from "../../support/foundation";
import { record, type Recording, valueOf } from "../../support/recorder";
import { scope } from "../monitoring/definitionArgs";

const standardArgs: InsightsArgs = { foundation: foundationOf(scope), model: usedCars };
const build = (args: Partial<InsightsArgs> = {}) => record(() => new Insights("cars", { ...standardArgs, ...args }));
const tableType = "aws:glue/catalogTable:CatalogTable";
const workgroupType = "aws:athena/workgroup:Workgroup";

interface Statement {
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
}

describe("Insights", () => {
    let standard: Recording<Insights>;
    before(async () => {
        standard = await build();
    });
    const parametersOf = (table: string, of: Recording<Insights> = standard) =>
        of.inputs(tableType, `cars-${table}`)["parameters"] as Record<string, string>;

    it("tells its database, its workgroups and its queries", async () => {
        const { result } = standard;
        assert.equal(await valueOf(result.database), "drivetrain_local_used_cars");
        assert.equal(await valueOf(result.workgroup), "drivetrain-local-used-cars");
        assert.equal(await valueOf(result.recordsWorkgroup), "drivetrain-local-used-cars.records");
        assert.deepEqual(Object.keys(result.queries), [
            ...["drifting_features", "drift_history", "rows_behind_drift", "predicted_against_actual"],
            ...["input_trend", "batch_trend", "batch_history", "run_history"],
        ]);
        const { workgroup, places } = result.queries["drift_history"]!;
        assert.deepEqual([workgroup, places], ["drivetrain-local-used-cars.records", ["since", "feature", "feature"]]);
        assert.equal(result.queries["input_trend"]?.workgroup, "drivetrain-local-used-cars");
    });

    it("has a table for each kind of thing that is left, in the place where it is left", () => {
        const templates = Object.fromEntries(
            Object.values(insightTables).map((name) => [name, parametersOf(name)["storage.location.template"]]),
        );
        assert.deepEqual(templates, {
            captures: "s3://captures/used-cars/${endpoint}/AllTraffic/${day}/",
            requests: "s3://captures/requests/${day}/",
            predictions: "s3://captures/consolidated/tables/predictions/date=${day}/",
            ground_truth: "s3://captures/consolidated/tables/ground_truth/date=${day}/",
            batches: "s3://artifacts/records/scoring/date=${day}/",
            drift: "s3://artifacts/records/drift/date=${day}/",
            runs: "s3://artifacts/records/runs/date=${day}/",
        });
        assert.equal(
            parametersOf("captures")["projection.endpoint.values"],
            "used-cars-xgboost-local,used-cars-linear-learner-local",
        );
    });

    it("looks for rows as far back as the stack keeps them", async () => {
        assert.equal(parametersOf("requests")["projection.day.range"], "NOW-90DAYS,NOW");
        const longer = await build({ captureRetentionDays: 400 });
        assert.equal(parametersOf("predictions", longer)["projection.day.range"], "NOW-400DAYS,NOW");
        assert.equal(parametersOf("drift", longer)["projection.day.range"], "NOW-3YEARS,NOW");
    });

    it("has workgroups whose settings hold for everybody, with results by the stack's key beside what they show", () => {
        for (const [group, bucket] of [
            ["rows", "captures"],
            ["records", "artifacts"],
        ]) {
            const { configuration, forceDestroy } = standard.inputs(workgroupType, `cars-${group}`);
            assert.equal(forceDestroy, true);
            assert.deepEqual(configuration, {
                enforceWorkgroupConfiguration: true,
                publishCloudwatchMetricsEnabled: true,
                bytesScannedCutoffPerQuery: 10 * 2 ** 30,
                engineVersion: { selectedEngineVersion: "Athena engine version 3" },
                resultConfiguration: {
                    outputLocation: `s3://${bucket}/queries/`,
                    encryptionConfiguration: {
                        encryptionOption: "SSE_KMS",
                        kmsKeyArn: standardArgs.foundation.key.arn,
                    },
                },
            });
        }
    });

    it("saves each query for people and prepares it for programs, once", () => {
        for (const type of ["aws:athena/namedQuery:NamedQuery", "aws:athena/preparedStatement:PreparedStatement"]) {
            const names = standard.resources.filter((one) => one.type === type).map(({ inputs }) => inputs["name"]);
            assert.deepEqual([...names].sort(), Object.keys(standard.result.queries).sort());
        }
    });

    it("shows no row to those who may see records alone", () => {
        const statementsOf = (readers: string) => {
            const { policy } = standard.inputs("aws:iam/policy:Policy", `cars-${readers}`);
            return (JSON.parse(policy as string) as { Statement: Statement[] }).Statement;
        };
        const named = (statements: readonly Statement[]) => statements.flatMap(({ Resource }) => Resource);
        const records = named(statementsOf("record-readers"));
        assert.ok(!records.some((one) => one.includes(":::captures")), records.join());
        const tables = records.filter((one) => one.includes(":table/")).map((one) => one.split("/").at(-1));
        assert.deepEqual(tables, ["batches", "drift", "runs"]);
        assert.ok(!records.includes("arn:aws:athena:us-east-1:111111111111:workgroup/drivetrain-local-used-cars"));
        const rows = named(statementsOf("row-readers"));
        for (const table of rowTables) {
            assert.ok(
                rows.some((one) => one.endsWith(`/${table}`)),
                table,
            );
        }
        for (const readers of ["record-readers", "row-readers"]) {
            const actions = statementsOf(readers).flatMap(({ Action }) => Action);
            assert.ok(!actions.some((one) => one.includes("*")));
            // IAM takes 6,144 characters.
            const { policy } = standard.inputs("aws:iam/policy:Policy", `cars-${readers}`);
            assert.ok((policy as string).length < 6144, `${(policy as string).length}`);
        }
    });

    it("refuses a limit that Athena refuses", async () => {
        await assert.rejects(
            build({ scanLimit: 1000, captureRetentionDays: 0 }),
            /scanLimit: 1000 must be a whole number of at least 10000000[^]*captureRetentionDays: 0/,
        );
    });
});
