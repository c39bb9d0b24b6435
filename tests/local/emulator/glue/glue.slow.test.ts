import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { type CreateJobCommandInput, Glue } from "@aws-sdk/client-glue";
import { S3 } from "@aws-sdk/client-s3";
import { allow, arn, Cloud } from "../cloud";

const bucket = "lake";
const job = "count";
const root = resolve(__dirname, "..", "..", "..", "..");

/** Spark takes its time to start, more so on a machine that is busy. */
const runMilliseconds = 120_000;

/** What the consolidation reads. */
const consolidated = ["model", "captures", "requests", "records", "truth", "consolidated"];

interface JobRun {
    readonly Id: string;
    readonly JobRunState: string;
    readonly ErrorMessage?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html */
describe("a Glue job on the local stage", () => {
    let cloud: Cloud;
    let machine: string;
    let s3: S3;
    let glue: Glue;
    let definition: CreateJobCommandInput & Required<Pick<CreateJobCommandInput, "Command">>;

    /** A run of the job by the state machine, with what it counted. */
    async function run(rest: Record<string, string> = {}) {
        const result = `s3://${bucket}/result.txt`;
        await s3.deleteObject({ Bucket: bucket, Key: "result.txt" });
        const execution = await cloud.outcome(
            await cloud.execute(machine, { job, arguments: { "--RESULT": result, "--FAIL": "no", ...rest } }),
            runMilliseconds,
        );
        const text = execution.status === "SUCCEEDED" ? await readObject("result.txt") : undefined;
        const told = JSON.parse((execution.output ?? execution.cause)!) as JobRun;
        return { execution, run: told, read: text === undefined ? undefined : (JSON.parse(text) as string[]) };
    }

    const put = (Key: string, Body: string | Uint8Array) => s3.putObject({ Bucket: bucket, Key, Body });
    const readObject = async (Key: string) => (await s3.getObject({ Bucket: bucket, Key })).Body!.transformToString();

    before(async () => {
        cloud = await Cloud.start("glue");
        s3 = new S3({ ...cloud.client, forcePathStyle: true });
        glue = new Glue(cloud.client);
        await s3.createBucket({ Bucket: bucket });
        await put("code/count.py", readFileSync(join(__dirname, "count.py"), "utf8"));
        const role = await cloud.role("job", "glue.amazonaws.com", [
            allow("s3:ListBucket", `arn:aws:s3:::${bucket}`),
            allow(
                "s3:GetObject",
                ["code", "in", ...consolidated].map((folder) => `arn:aws:s3:::${bucket}/${folder}/*`),
            ),
            allow(
                ["s3:PutObject", "s3:DeleteObject"],
                ["out/*", "consolidated/*", "result.txt"].map((key) => `arn:aws:s3:::${bucket}/${key}`),
            ),
            allow(
                ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
                arn("logs", "log-group:/aws-glue/*"),
            ),
        ]);
        definition = {
            Name: job,
            Role: role,
            GlueVersion: "5.0",
            WorkerType: "G.1X",
            NumberOfWorkers: 2,
            Command: { Name: "glueetl", PythonVersion: "3", ScriptLocation: `s3://${bucket}/code/count.py` },
            DefaultArguments: { "--job-bookmark-option": "job-bookmark-enable" },
        };
        await glue.createJob(definition);
        const starter = await cloud.role("starter", "states.amazonaws.com", [
            allow(
                ["glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"],
                arn("glue", "job/*"),
            ),
        ]);
        machine = await cloud.machine("count", starter, {
            Count: {
                Type: "Task",
                Resource: "arn:aws:states:::glue:startJobRun.sync",
                Arguments: { JobName: "{% $states.input.job %}", Arguments: "{% $states.input.arguments %}" },
                End: true,
            },
        });
    });
    after(() => cloud?.stop());

    it("reads each object once, by a bookmark that a failed run leaves where it was", async () => {
        await put("in/a.jsonl", "1\n2\n");
        const first = await run();
        assert.equal(first.execution.status, "SUCCEEDED", first.execution.cause);
        assert.deepEqual(first.read, [`s3://${bucket}/in/a.jsonl`]);

        await put("in/b.jsonl", "3\n");
        const failed = await run({ "--FAIL": "yes" });
        assert.equal(failed.execution.error, "States.TaskFailed");
        assert.equal(failed.run.JobRunState, "FAILED");
        assert.match(failed.run.ErrorMessage!, /Failed Line Number: \d+; RuntimeError: asked to fail$/);

        assert.deepEqual((await run()).read, [`s3://${bucket}/in/b.jsonl`]);
    });

    it("acts with the job's role, and says what it said in the log", async () => {
        const denied = await run({ "--RESULT": `s3://${bucket}/elsewhere.txt` });
        assert.equal(denied.run.JobRunState, "FAILED");
        assert.match(denied.run.ErrorMessage!, /AccessDenied/);
        const { events } = await new CloudWatchLogs(cloud.client).getLogEvents({
            logGroupName: "/aws-glue/jobs/error",
            logStreamName: denied.run.Id,
        });
        assert.match(events!.map(({ message }) => message).join("\n"), /Traceback[^]*AccessDenied/);
    });

    it("consolidates what was asked and answered", async () => {
        const archive = join(cloud.directory, "consolidate.zip");
        mkdirSync(cloud.directory, { recursive: true });
        const python = process.env.DRIVETRAIN_PYTHON ?? join(root, ".drivetrain", "python", "bin", "python");
        execFileSync(python, ["-m", "zipfile", "-c", archive, "consolidate", "data", "preprocess"], {
            cwd: join(root, "jobs"),
        });
        await put("code/consolidate.zip", readFileSync(archive));
        await put("code/consolidate.py", readFileSync(join(root, "jobs", "consolidate", "consolidate.py")));
        const columns = [
            { name: "id", type: "integer" },
            { name: "mileage", type: "integer" },
            { name: "price", type: "number" },
        ];
        const spec = { name: "cars", identifier: "id", target: "price", columns };
        const features = [{ column: "mileage", kind: "numeric", mean: 0, scale: 1, impute: 0 }];
        await put("model/model.json", JSON.stringify(spec));
        await put("model/transform.json", JSON.stringify({ ...spec, features }));
        const answers = { xgboost: { modelName: "cars-1", score: 9000.5 } };
        const asked = { identifier: "7", time: "2026-01-01T10:00:00Z", values: { id: "7", mileage: "70" }, answers };
        const rows = [0, 1].map((row) => ({ inferenceId: "a:0", row, ...asked, result: 9000.5 }));
        await put("requests/2026/01/01/10/a.jsonl", `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`);
        const captured = {
            captureData: {
                endpointInput: { observedContentType: "text/csv", mode: "INPUT", data: "70\n80", encoding: "CSV" },
                endpointOutput: { mode: "OUTPUT", data: "1\n2", encoding: "CSV" },
            },
            eventMetadata: { eventId: "b", inferenceTime: "2026-01-01T10:00:00Z" },
        };
        await put("captures/cars-xgboost/AllTraffic/2026/01/01/10/1.jsonl", `${JSON.stringify(captured)}\n{"cut`);
        await put("truth/labels.csv", "id,price\n7,9500\n");
        const place = (folder: string) => `s3://${bucket}/${folder}/`;
        const consolidation = {
            ...definition,
            Name: "consolidate",
            Command: { ...definition.Command, ScriptLocation: `s3://${bucket}/code/consolidate.py` },
            DefaultArguments: {
                ...definition.DefaultArguments,
                "--extra-py-files": `s3://${bucket}/code/consolidate.zip`,
                "--model": `s3://${bucket}/model/model.json`,
                "--algorithms": "xgboost",
                // However long ago the files of this test were.
                "--pending_days": "36500",
                "--endpoints": JSON.stringify({
                    "cars-xgboost": { algorithm: "xgboost", transform: `s3://${bucket}/model/transform.json` },
                }),
                "--captures": place("captures"),
                "--requests": place("requests"),
                "--scores": place("records"),
                "--ground_truth": place("truth"),
                "--output": place("consolidated"),
            },
        };
        await glue.createJob(consolidation);
        for (const [runId, expected] of [
            ["first", { rows: 4, labelled: 1, requests: 2, captured: 2, decoded: 2, pending: 3, brokenLines: 1 }],
            ["second", { rows: 0, labelled: 0, requests: 0, captured: 0, decoded: 0, pending: 3, brokenLines: 0 }],
        ] as const) {
            const input = { job: "consolidate", arguments: { "--run_id": runId } };
            const ended = await cloud.outcome(await cloud.execute(machine, input), runMilliseconds);
            assert.equal(ended.status, "SUCCEEDED", ended.cause);
            const counts = JSON.parse(await readObject(`consolidated/${runId}/counts.json`)) as object;
            assert.deepEqual({ ...counts, ...expected }, counts);
        }
    });

    it("runs as often at once as the job says", async () => {
        const { JobRunId } = await glue.startJobRun({ JobName: job });
        await assert.rejects(glue.startJobRun({ JobName: job }), { name: "ConcurrentRunsExceededException" });
        await glue.batchStopJobRun({ JobName: job, JobRunIds: [JobRunId!] });
        let state: string | undefined;
        while (state !== "STOPPED") {
            state = (await glue.getJobRun({ JobName: job, RunId: JobRunId })).JobRun!.JobRunState;
            assert.ok(["STOPPING", "STOPPED"].includes(state!), state);
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
    });
});
