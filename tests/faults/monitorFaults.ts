import assert from "node:assert/strict";
import { Glue, type JobRun } from "@aws-sdk/client-glue";
import { calmTraffic, driftedTraffic, shifted } from "../../cli/lifecycle/traffic";
import { parseArn } from "../../contracts/arns";
import { driftRecordsPrefix, monitoringPrefix } from "../../contracts/monitoring";
import type { FaultStage } from "./stage";

/** What a run of the monitor answers by `--json`, as far as the tests look at it. */
interface Told {
    readonly executionArn: string;
    readonly failure?: { readonly reason: string };
    readonly output?: {
        readonly violations: Readonly<Record<string, readonly { readonly feature_name?: string }[]>>;
        readonly counts: { readonly rows: number; readonly duplicates: number };
    };
}

/** The faults that a run of the monitor meets, one after the other: each row is judged once all the same. */
export function monitorFaults(faultStage: () => FaultStage): void {
    it("judges each row once though Glue's run repeats, and nothing by output that is half written (12, 13)", async () => {
        const stage = faultStage();
        const rows = await ask(stage);
        const { executionArn } = await stage.sfn.startExecution({
            stateMachineArn: stage.outputs.monitoring.stateMachineArn,
        });
        const read = await glueRun(stage, ({ JobRunState }) => JobRunState === "SUCCEEDED");
        // Its bookmark is committed: what it has read, no other run is given.
        await stage.sfn.stopExecution({ executionArn });
        const glue = new Glue(stage.client);
        const { JobRunId } = await glue.startJobRun({ JobName: jobName(stage), Arguments: read.Arguments });
        await glueRun(stage, ({ Id, JobRunState }) => Id === JobRunId && JobRunState === "SUCCEEDED");

        await stage.fault({ job: "ProcessingJob", failure: "InternalServerError" });
        const half = await monitor(stage, 1);
        assert.match(half.failure?.reason ?? "", /InternalServerError/);
        const left = await keys(stage, monitoringPrefix);
        const has = (file: string) => left.some((key) => key.endsWith(`/data-quality/${file}`));
        const verdict = "xgboost/constraint_violations.json";
        assert.deepEqual([has("drift.csv"), has(verdict)], [true, false], left.join(", "));
        const { events = [] } = await stage.sfn.getExecutionHistory({
            executionArn: half.executionArn,
            maxResults: 1000,
        });
        const entered = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
        assert.ok(!entered.includes("Evaluate drift"), entered.join(", "));
        assert.deepEqual(await keys(stage, driftRecordsPrefix), [], "nothing is recorded of it");

        const { output } = await monitor(stage, 3);
        assert.equal(output?.counts.rows, rows);
        assert.deepEqual(drifted(output), [shifted.make, shifted.mileage]);
        assert.equal((await keys(stage, driftRecordsPrefix)).length, 1);
    });
}

/** Leaves drifted rows as if people had asked about them; how many. */
async function ask(stage: FaultStage): Promise<number> {
    const { header, rows } = driftedTraffic(calmTraffic(stage.data, "price"));
    const time = new Date().toISOString();
    const inferenceId = `asked-${time}`;
    const modelName = (await stage.champion())["model-name"];
    const lines = rows.map((row, place) =>
        JSON.stringify({
            ...{ inferenceId, row: place, identifier: row[header.indexOf("listing_id")], time, result: 20_000 },
            values: Object.fromEntries(header.map((name, at) => [name, row[at]])),
            answers: { xgboost: { modelName, score: 20_000 } },
        }),
    );
    await stage.s3.putObject({
        Bucket: stage.outputs.captureBucket,
        Key: `requests/${time.slice(0, 13).replace(/[-T]/g, "/")}/${inferenceId}.jsonl`,
        Body: `${lines.join("\n")}\n`,
    });
    return rows.length;
}

async function monitor(stage: FaultStage, expected: number): Promise<Told> {
    const { code, stdout, stderr } = await stage.command("monitor", "--json");
    assert.equal(code, expected, stderr + stdout);
    return JSON.parse(stdout) as Told;
}

function drifted(output: Told["output"]): string[] {
    const names = Object.values(output?.violations ?? {}).flatMap((found) =>
        found.map((one) => one.feature_name ?? ""),
    );
    return [...new Set(names)].sort();
}

const jobName = ({ outputs }: FaultStage) =>
    `${parseArn(outputs.monitoring.stateMachineArn).resource.split(":")[1]!}-consolidate`;

/** The newest run of the consolidation, once it is such a one. */
function glueRun(stage: FaultStage, wanted: (run: JobRun) => boolean): Promise<JobRun> {
    const glue = new Glue(stage.client);
    const began = Date.now() / 1000;
    let newest: JobRun | undefined;
    return stage.until(
        async () => {
            const { JobRuns = [] } = await glue.getJobRuns({ JobName: jobName(stage) });
            newest = JobRuns[0];
            const isNew = newest !== undefined && newest.StartedOn!.getTime() / 1000 >= Math.floor(began);
            return isNew && wanted(newest!) ? newest : undefined;
        },
        () => `the run of the consolidation (the newest one: ${JSON.stringify(newest)})`,
        180_000,
    );
}

/** The keys of the artifact bucket below a prefix. */
async function keys({ s3, outputs }: FaultStage, Prefix: string): Promise<string[]> {
    const { Contents = [] } = await s3.listObjectsV2({ Bucket: outputs.artifactBucket, Prefix });
    return Contents.map(({ Key }) => Key!);
}
