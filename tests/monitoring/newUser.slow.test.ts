import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { calmTraffic, driftedTraffic, requestsOf } from "../../cli/lifecycle/traffic";
import { parseArn } from "../../contracts/arns";
import { capturesId } from "../../contracts/captures";
import { variantName } from "../../contracts/names";
import { type RetrainingDecision, retrainingId } from "../../contracts/retraining";
import type { DashboardData } from "../../functions/insights/dashboard/view";
import { FaultStage } from "../faults/stage";

const hour = 3600;

/** What a person meets who has never run the monitor before, in the order of meeting it. One stage, since it is slow. */
describe("a new user of the monitor", function () {
    this.timeout(1_500_000);
    let stage: FaultStage;
    let folder: string;

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "new-user-"));
        stage = await FaultStage.up("new-user", "xgboost", { "drivetrain:retrain": { on: "both" } });
    });
    after(async () => {
        await stage?.down();
        rmSync(folder, { recursive: true, force: true });
    });

    it("is told to train first", async () => {
        const { code, stdout } = await stage.command("monitor");
        assert.equal(code, 0);
        assert.equal(stdout, "No version that serves has a baseline: train first.\n");
    });

    it("is told that there is no report yet, and sees a page on which nothing serves", async () => {
        const { code, stderr } = await stage.command("report", "--no-open");
        assert.equal(code, 1);
        assert.match(stderr, /No monitoring run of .* has judged anything yet: `npx drivetrain monitor/);
        const page = join(folder, "dashboard.html");
        const written = await stage.command("dashboard", "-s", "local", "--output", page, "--no-open", "--json");
        assert.equal(written.code, 0, written.stderr);
        const { models, unseen } = JSON.parse(written.stdout) as DashboardData;
        assert.deepEqual(unseen, []);
        assert.deepEqual(
            models.map(({ serving, history, batches, lacks }) => [
                ...serving.map(({ champion, endpoint }) => [champion, endpoint.status]),
                ...[history, batches, lacks],
            ]),
            [[[undefined, "none"], [undefined, "none"], [], [], []]],
        );
        assert.match(readFileSync(page, "utf8"), /nothing yet/);
    });

    it("is told that nothing was asked", async () => {
        const trained = await stage.command("train", file("cars.csv", stage.data));
        assert.equal(trained.code, 0, trained.stderr + trained.stdout);
        const { code, stdout, stderr } = await stage.command("monitor");
        assert.equal(code, 0, stderr);
        assert.equal(stdout, "Nothing was asked, and no label came, since the last run.\n");
    });

    it("sends a column more, a capture in JSON and one that is cut off, and runs the monitor twice at once", async () => {
        const { header, rows } = calmTraffic(stage.data, "price");
        const wider = [[...header, "colour"], ...rows.map((row) => [...row, "red"])].map((row) => row.join(","));
        const predicted = await stage.command("predict", file("wider.csv", `${wider.join("\n")}\n`), "--json");
        assert.equal(predicted.code, 0, predicted.stderr);
        assert.match(predicted.stderr, /^Not sent, as used-cars does not know them: colour\.$/m);
        const asked = { instances: [{ features: [1, 2, 3] }] };
        // Whatever the endpoint makes of so few features, it is captured where it answers.
        await stage.runtime
            .invokeEndpoint({
                EndpointName: endpointOf("linear-learner"),
                ContentType: "application/json",
                Accept: "application/json",
                Body: JSON.stringify(asked),
            })
            .catch(() => undefined);
        const now = new Date().toISOString();
        const line = {
            captureData: {
                endpointInput: { observedContentType: "application/json", mode: "INPUT", data: "{}", encoding: "JSON" },
            },
            eventMetadata: { eventId: "an-event", inferenceTime: now },
            eventVersion: "0",
        };
        await stage.s3.putObject({
            Bucket: stage.outputs.captureBucket,
            Key: `used-cars/${endpointOf("xgboost")}/${variantName}/2026/01/01/00/odd.jsonl`,
            Body: `${JSON.stringify(line)}\n${JSON.stringify(line).slice(0, 60)}`,
        });

        const runs = await Promise.all([stage.command("monitor"), stage.command("monitor")]);
        for (const { code, stderr } of runs) assert.equal(code, 0, stderr);
        const [empty, full] = runs.map(({ stdout }) => stdout).sort((a, b) => a.length - b.length);
        assert.match(empty!, /^Nothing /);
        assert.match(full!, /Nothing drifted\./);
        assert.match(full!, /Left out: .*odd\.jsonl, line 1: the input was captured as JSON of application\/json: /);
        assert.match(full!, /Left out: .*odd\.jsonl, line 2: it is no JSON, or a part of it: was it cut off\?\./);
        assert.match(full!, new RegExp(`│ +${rows.length} `));
    });

    it("supplies labels two days late, sees drift, that captures are missing, and that training starts", async () => {
        const before = await truthOf(48);
        const newer = await landWithoutRun("training/newer.csv", stage.data);
        for (const request of requestsOf(driftedTraffic(calmTraffic(stage.data, "price")), 201)) {
            const { code, stderr } = await stage.command("predict", file("drifted.csv", `${request}\n`), "--json");
            assert.equal(code, 0, stderr);
        }
        await loseCaptures(120);
        const { code, stdout, stderr } = await stage.command("monitor", "--ground-truth", before);
        assert.equal(code, 3, stderr + stdout);
        assert.match(stdout, /data-quality .* mileage/);
        assert.match(stdout, new RegExp(`^${stage.endpointName} captured 0 of 120 invocations between `, "m"));
        assert.match(stdout, /│ +\d+ │ +1 │/, "the late label was found");
        const alarm = await stage.until(
            async () => {
                const { MetricAlarms = [] } = await stage.cloudwatch.describeAlarms({
                    AlarmNamePrefix: `${monitorName()}-captures-xgboost`,
                });
                return MetricAlarms[0]?.StateValue === "ALARM" ? MetricAlarms[0] : undefined;
            },
            () => "the alarm of missing captures",
        );
        assert.match(alarm.AlarmDescription ?? "", /data capture stops where a disk is nearly full/);

        const decision = await decided((one) => one.outcome === "started");
        assert.equal(decision.data, newer);
        assert.deepEqual(Object.keys(decision.runs).sort(), ["linear-learner", "xgboost"]);
        for (const [algorithm, executionArn] of Object.entries(decision.runs)) {
            const run = await stage.until(
                async () => {
                    const found = await stage.sfn.describeExecution({ executionArn });
                    return found.status === "RUNNING" ? undefined : found;
                },
                () => `the end of the retraining of ${algorithm}`,
                900_000,
            );
            assert.equal(run.status, "SUCCEEDED", run.cause);
            // The same cars again: the model is as good as the champion, and not better.
            assert.match((JSON.parse(run.output!) as { verdict: string }).verdict, /^(promoted|rejected)$/);
        }
    });

    it("reads in the status that a second drift starts no training, as the first one is too recent", async () => {
        const { monitoringRun } = await decided(() => true);
        await landWithoutRun("training/newest.csv", stage.data);
        const events = eventBridge();
        const Detail = JSON.stringify({
            model: "used-cars",
            execution: `${monitoringRun.slice(0, monitoringRun.lastIndexOf(":"))}:another`,
            violations: {
                "data-quality": [{ feature_name: "mileage", constraint_check_type: "baseline_drift_check" }],
            },
        });
        await events.putEvents({ Entries: [{ Source: "drivetrain.monitor", DetailType: "DriftDetected", Detail }] });
        await decided((one) => one.outcome === "cooling down");
        const { stdout } = await stage.command("status");
        assert.match(
            stdout,
            /Last drift \(.* UTC\): not retrained, cooling down\. The last retraining was started at /,
        );
    });

    const endpointOf = (algorithm: string) => stage.outputs.pipelines[algorithm]!.endpointName;
    const monitorName = () => parseArn(stage.outputs.monitoring.stateMachineArn).resource.split(":")[1]!;

    function file(name: string, content: string): string {
        const path = join(folder, name);
        writeFileSync(path, content);
        return path;
    }

    /** A row of long ago that the monitor has seen, and a file of what became of it. */
    async function truthOf(hoursAgo: number): Promise<string> {
        const time = new Date(Date.now() - hoursAgo * hour * 1000);
        const { header, rows } = calmTraffic(stage.data, "price");
        const [first] = rows;
        const values = Object.fromEntries(header.map((name, place) => [name, first![place]!]));
        const row = {
            ...{ inferenceId: "two-days-ago:0", row: 0, identifier: "99999999", time: time.toISOString() },
            values: { ...values, listing_id: "99999999" },
            answers: { xgboost: { modelName: (await stage.champion())["model-name"], score: 20_000 } },
            result: 20_000,
        };
        await stage.s3.putObject({
            Bucket: stage.outputs.captureBucket,
            Key: `requests/${time.toISOString().slice(0, 13).replace(/[-T]/g, "/")}/two-days-ago.jsonl`,
            Body: `${JSON.stringify(row)}\n`,
        });
        assert.equal((await stage.command("monitor")).code, 0);
        return file("sold.csv", "listing_id,price\n99999999,21000\n");
    }

    /** Data that land while the rules that start training are off, as if their events were lost; the object's URI. */
    async function landWithoutRun(key: string, content: string): Promise<string> {
        const events = eventBridge();
        const rules = Object.keys(stage.outputs.pipelines).map(
            (algorithm) => `${monitorName().replace(/-monitor$/, "")}-${algorithm}-start`,
        );
        for (const Name of rules) await events.disableRule({ Name });
        await stage.put(content, key);
        for (const Name of rules) await events.enableRule({ Name });
        return `s3://${stage.outputs.landingBucket}/${key}`;
    }

    /** So many invocations three hours ago, of which none was captured, of an endpoint that is watched since five. */
    async function loseCaptures(count: number): Promise<void> {
        const start = Math.floor(Date.now() / 1000 / hour) * hour;
        const Key = { id: { S: capturesId(stage.endpointName) } };
        const { Item } = await stage.dynamodb.getItem({ TableName: stage.outputs.ledgerTable, Key });
        const state = { ...(JSON.parse(Item!["state"]!.S!) as object), since: start - 5 * hour, captured: {} };
        await stage.dynamodb.putItem({
            TableName: stage.outputs.ledgerTable,
            Item: { ...Key, state: { S: JSON.stringify(state) } },
        });
        const Dimensions = [
            { Name: "EndpointName", Value: stage.endpointName },
            { Name: "VariantName", Value: variantName },
        ];
        const datum = { MetricName: "Invocations", Dimensions, Timestamp: new Date((start - 3 * hour) * 1000) };
        await stage.cloudwatch.putMetricData({ Namespace: "AWS/SageMaker", MetricData: [{ ...datum, Value: count }] });
    }

    /** The last decision about drift, once it is such a one. */
    async function decided(wanted: (decision: RetrainingDecision) => boolean): Promise<RetrainingDecision> {
        const Key = { id: { S: retrainingId(monitorName()) } };
        let last: string | undefined;
        return stage.until(
            async () => {
                const { Item } = await stage.dynamodb.getItem({ TableName: stage.outputs.ledgerTable, Key });
                last = Item?.["decided"]?.S;
                const decision = last === undefined ? undefined : (JSON.parse(last) as RetrainingDecision);
                return decision && wanted(decision) ? decision : undefined;
            },
            () => `a decision about drift (the last one: ${last})`,
            120_000,
        );
    }

    function eventBridge(): EventBridge {
        return new EventBridge(stage.client);
    }
});
