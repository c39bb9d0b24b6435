import assert from "node:assert/strict";
import { monitorDefinition } from "../../components/monitoring/machine/definition";
import { definitionArgs } from "../components/monitoring/definitionArgs";
import { argumentsOf, callsOf, fails, ok, type Scenario, Scenarios } from "./scenarios";

const dataSets = ["cars-drift", "cars-predictions", "cars-batches"];
const definition = monitorDefinition(definitionArgs({ refresh: { accountId: "111111111111", dataSets } }));
const refused = "QuickSight.LimitExceededException";

const parameters = (name: string, value: string) =>
    ok({ Parameters: [{ Name: `/drivetrain/local/used-cars/xgboost/champion/${name}`, Value: value }] });
const version = "arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-xgboost-local/3";

const usual = {
    input: {},
    answers: {
        "Take the lease": [ok({ Attributes: { id: { S: "lease#monitor" } } })],
        "Find the versions": [parameters("model-package-arn", version)],
        "Find their transforms": [parameters("transform", "s3://artifacts/transform.json")],
        "Find their baselines": [parameters("baseline", "s3://artifacts/baseline")],
        "Find the key": [ok({ KeyMetadata: { Arn: "arn:aws:kms:us-east-1:111111111111:key/9a1b" } })],
        "Read the open window": [ok({})],
        "Begin the window": [ok({})],
        Consolidate: [ok({ JobRunState: "SUCCEEDED" })],
        "Evaluate payload": [
            ok({ Body: JSON.stringify({ rows: 804, labelled: 0, pending: 0, brokenLines: 0, watch: {} }) }),
        ],
        "Keep the window open": [ok({})],
        "Watch the captures": [ok({ StatusCode: 200, Payload: [] })],
        Analyze: [ok({ ProcessingJobStatus: "Completed" })],
        "Write the report": [ok({ StatusCode: 200, Payload: { report: "s3://captures/reports/1/report.html" } })],
        "Evaluate drift": [ok({ StatusCode: 200, Payload: { verdict: "drifted", violations: {} } })],
        "Close the window": [ok({})],
        "Tell of the drift": [ok({ FailedEntryCount: 0, Entries: [{ EventId: "9a1b" }] })],
        "Refresh the data set": [ok({ IngestionStatus: "INITIALIZED", Status: 201 })],
        "Tell of the refusal": [ok({ MessageId: "9a1b" })],
    },
};

const scenarios: Readonly<Record<string, Scenario>> = {
    refreshed: {},
    calm: { answers: { "Evaluate drift": [ok({ StatusCode: 200, Payload: { verdict: "calm", violations: {} } })] } },
    "one refused": {
        answers: {
            "Refresh the data set": [ok({ Status: 201 }), fails(refused, "32 refreshes"), ok({ Status: 201 })],
        },
    },
    "nobody could be told": {
        answers: {
            "Refresh the data set": [fails(refused, "32 refreshes")],
            "Tell of the refusal": [fails("Sns.NotFoundException")],
        },
    },
};

describe("asl: the monitor's refresh of QuickSight", () => {
    let walked: Scenarios;
    before(async () => {
        walked = await Scenarios.walk(definition, usual, scenarios, monitorDefinition(definitionArgs()));
    });

    it("calls every API with arguments that its model takes", () => {
        assert.deepEqual(walked.problems, []);
    });

    it("is walked whole: every state, branch, catcher and retrier", () => {
        assert.deepEqual(walked.untaken, [], "No walk takes these: add a scenario.");
    });

    it("asks for each data set once, by the run's id, when drift is judged and told", () => {
        const run = walked.outcome("refreshed");
        const asked = argumentsOf(run, "Refresh the data set");
        assert.deepEqual(
            asked.map((one) => one["DataSetId"]),
            dataSets,
        );
        const [id] = new Set(asked.map((one) => one["IngestionId"]));
        assert.match(String(id), /^\d{8}-\d{6}-[0-9a-f]{8}$/);
        assert.equal(run.output?.["verdict"], "drifted");
        assert.deepEqual(
            run.output?.["refreshes"],
            dataSets.map((dataSet) => ({ dataSet, status: "asked for", ingestion: id })),
        );
        assert.deepEqual(callsOf(run, "Tell of the refusal"), []);
    });

    it("tells of a refresh that is refused, in its output and to people, goes on with the next, and succeeds", () => {
        const run = walked.outcome("one refused");
        assert.equal(run.status, "SUCCEEDED", String(run.cause));
        assert.equal(callsOf(run, "Refresh the data set").length, dataSets.length);
        const refreshes = run.output?.["refreshes"] as { status: string; reason?: string }[];
        assert.deepEqual(
            refreshes.map(({ status }) => status),
            ["asked for", "refused", "asked for"],
        );
        assert.equal(refreshes[1]?.reason, `${refused}: 32 refreshes`);
        const [notice] = argumentsOf(run, "Tell of the refusal");
        assert.equal(notice?.["Subject"], "[drivetrain] used-cars: QuickSight not refreshed");
        assert.match(String(notice?.["Message"]), /\n\ncars-predictions: QuickSight\.LimitExceededException: 32 /);
    });

    it("never fails a run", () => {
        const own = walked.failures.filter(([name]) => /^Refresh|refusal$/.test(name));
        assert.equal(own.length, 2);
        for (const [what, run] of own) assert.equal(run.status, "SUCCEEDED", `${what}: ${run.cause}`);
        const unheard = walked.outcome("nobody could be told");
        assert.equal(unheard.status, "SUCCEEDED");
        assert.equal((unheard.output?.["refreshes"] as unknown[]).length, dataSets.length);
    });

    it("goes on after errors that pass", () => {
        for (const [what, run] of walked.retried) assert.equal(run.status, "SUCCEEDED", `${what}: ${run.cause}`);
    });
});
