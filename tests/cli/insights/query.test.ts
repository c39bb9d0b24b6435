import assert from "node:assert/strict";
import { AthenaClient } from "@aws-sdk/client-athena";
import { findQuery, insightsOf, type QueryAnswer, runQuery, valuesOf } from "../../../cli/insights/query";
import { answerText, queriesText } from "../../../cli/insights/text";
import type { InsightsOutputs } from "../../../contracts/outputs";

const insights: InsightsOutputs = {
    ...{ database: "cars", workgroup: "cars", recordsWorkgroup: "cars.records" },
    ...{ rowReadersArn: "arn:rows", recordReadersArn: "arn:records" },
    queries: {
        drift_history: {
            description: "What each window found",
            workgroup: "cars.records",
            parameters: [
                { name: "since", description: "The first day", kind: "day", default: 30 },
                { name: "feature", description: "The feature", kind: "text", default: "" },
            ],
            places: ["since", "feature", "feature"],
        },
    },
};
const [found] = [findQuery(insights, "drift-history")];
const now = new Date("2026-03-01T00:30:00Z");

/** Athena, as far as a query needs it: each operation's answers, one after the other. */
function athena(answers: Readonly<Record<string, readonly object[]>>) {
    const calls: [string, object][] = [];
    const left = Object.fromEntries(Object.entries(answers).map(([name, list]) => [name, [...list]]));
    const send = (command: { readonly input: object; readonly constructor: { readonly name: string } }) => {
        const name = command.constructor.name.replace(/Command$/, "");
        calls.push([name, command.input]);
        return Promise.resolve(left[name]?.shift() ?? {});
    };
    // Pagination asks for an instance of the class.
    return { client: Object.assign(new AthenaClient({ region: "us-east-1" }), { send }), calls };
}

const rowsOf = (...rows: (string | undefined)[][]) => ({
    ResultSet: { Rows: rows.map((row) => ({ Data: row.map((VarCharValue) => ({ VarCharValue })) })) },
});

describe("saved queries of a stack", () => {
    it("are found by their names, with hyphens too", () => {
        assert.equal(found?.[0], "drift_history");
        assert.throws(
            () => findQuery(insights, "drift"),
            /"drift" is no saved query of the stack; it has drift_history\./,
        );
        assert.throws(() => insightsOf({}, "dev"), /The stack dev has no insights: set drivetrain:insights to true/);
    });

    it("take values for their parameters, and have defaults", () => {
        const of = (given: Record<string, string>) => valuesOf(found[1], given, now);
        assert.deepEqual(of({}), { since: "2026-01-30", feature: "" });
        assert.deepEqual(of({ since: "2026-02-28", feature: "it's" }), { since: "2026-02-28", feature: "it's" });
        for (const since of ["2026-02-30", "yesterday", "2026-1-1", "' OR 1=1"]) {
            assert.throws(() => of({ since }), /--set since: .* must be a day as 2026-01-31/);
        }
        assert.throws(() => of({ features: "x" }), /--set features: the query has since, feature\./);
    });

    it("run as they are prepared, each question mark with its value as a literal", async () => {
        const { client, calls } = athena({
            StartQueryExecution: [{ QueryExecutionId: "q" }],
            GetQueryExecution: [
                { QueryExecution: { Status: { State: "QUEUED" } } },
                {
                    QueryExecution: {
                        Status: { State: "SUCCEEDED" },
                        Statistics: { DataScannedInBytes: 42 },
                        ResultConfiguration: { OutputLocation: "s3://artifacts/queries/q.csv" },
                    },
                },
            ],
            GetQueryResults: [rowsOf(["feature", "value"], ["mileage", "0.5"], ["make", undefined])],
        });
        const told = await runQuery(client, insights, found, { since: "2026-01-01", feature: "it's" }, { most: 1 });
        assert.deepEqual(calls[0], [
            "StartQueryExecution",
            {
                QueryString: "EXECUTE drift_history",
                ExecutionParameters: ["'2026-01-01'", "'it''s'", "'it''s'"],
                QueryExecutionContext: { Database: "cars" },
                WorkGroup: "cars.records",
            },
        ]);
        const { columns, rows, more, scannedBytes, location } = told;
        assert.deepEqual([columns, rows, more, scannedBytes], [["feature", "value"], [["mileage", "0.5"]], true, 42]);
        assert.equal(location, "s3://artifacts/queries/q.csv");
    });

    it("say why they were not answered", async () => {
        const Status = { State: "CANCELLED", StateChangeReason: "Query cancelled! : Bytes scanned limit was exceeded" };
        const { client } = athena({ GetQueryExecution: [{ QueryExecution: { Status } }] });
        await assert.rejects(
            runQuery(client, insights, found, {}, { most: 1 }),
            /The query drift_history was not answered: Query cancelled! : Bytes scanned limit/,
        );
    });

    it("are shown as tables that fit", () => {
        const told: QueryAnswer = {
            ...{ query: "drift_history", set: { since: "2026-01-01", feature: "" }, more: false, scannedBytes: 0 },
            ...{ seconds: 1, queryExecutionId: "q", location: "s3://artifacts/queries/q.csv" },
            columns: ["feature", "value"],
            rows: [
                ["mileage", "0.123456789"],
                ["x".repeat(100), null],
            ],
        };
        const text = answerText(told);
        assert.match(text, /mileage +│ +0\.123457 │/);
        assert.match(text, /x{33}\.\.\. +│ +- │/);
        assert.match(text, /drift_history: 2 rows \(since 2026-01-01, feature any\)\.$/);
        assert.match(answerText({ ...told, more: true }), /the first 2 rows .* All rows and columns: s3:/);
        assert.equal(answerText({ ...told, rows: [] }), "drift_history: no rows (since 2026-01-01, feature any).");
        assert.match(queriesText(insights), /drift_history[^]*since=30 days ago[^]*feature=''/);
    });
});
