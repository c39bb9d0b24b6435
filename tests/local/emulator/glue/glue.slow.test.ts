import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { Glue } from "@aws-sdk/client-glue";
import { S3 } from "@aws-sdk/client-s3";
import { allow, arn, Cloud } from "../cloud";

const bucket = "lake";
const job = "count";
const states = arn("glue", `job/${job}`);

/** Spark takes its time to start, more so on a machine that is busy. */
const runMilliseconds = 120_000;

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

    /** A run of the job by the state machine, with what it counted. */
    async function run(rest: Record<string, string> = {}) {
        const result = `s3://${bucket}/result.txt`;
        await s3.deleteObject({ Bucket: bucket, Key: "result.txt" });
        const execution = await cloud.outcome(
            await cloud.execute(machine, { arguments: { "--RESULT": result, "--FAIL": "no", ...rest } }),
            runMilliseconds,
        );
        const text = execution.status === "SUCCEEDED" ? await readObject("result.txt") : undefined;
        const told = JSON.parse((execution.output ?? execution.cause)!) as JobRun;
        return { execution, run: told, read: text === undefined ? undefined : (JSON.parse(text) as string[]) };
    }

    const put = (Key: string, Body: string) => s3.putObject({ Bucket: bucket, Key, Body });
    const readObject = async (Key: string) => (await s3.getObject({ Bucket: bucket, Key })).Body!.transformToString();

    before(async () => {
        cloud = await Cloud.start("glue");
        s3 = new S3({ ...cloud.client, forcePathStyle: true });
        glue = new Glue(cloud.client);
        await s3.createBucket({ Bucket: bucket });
        await put("code/count.py", readFileSync(join(__dirname, "count.py"), "utf8"));
        const role = await cloud.role("job", "glue.amazonaws.com", [
            allow("s3:ListBucket", `arn:aws:s3:::${bucket}`),
            allow("s3:GetObject", [`arn:aws:s3:::${bucket}/code/*`, `arn:aws:s3:::${bucket}/in/*`]),
            allow(
                ["s3:PutObject", "s3:DeleteObject"],
                [`arn:aws:s3:::${bucket}/out/*`, `arn:aws:s3:::${bucket}/result.txt`],
            ),
            allow(
                ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
                arn("logs", "log-group:/aws-glue/*"),
            ),
        ]);
        await glue.createJob({
            Name: job,
            Role: role,
            GlueVersion: "5.0",
            WorkerType: "G.1X",
            NumberOfWorkers: 2,
            Command: { Name: "glueetl", PythonVersion: "3", ScriptLocation: `s3://${bucket}/code/count.py` },
            DefaultArguments: { "--job-bookmark-option": "job-bookmark-enable" },
        });
        const starter = await cloud.role("starter", "states.amazonaws.com", [
            allow(["glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"], states),
        ]);
        machine = await cloud.machine("count", starter, {
            Count: {
                Type: "Task",
                Resource: "arn:aws:states:::glue:startJobRun.sync",
                Arguments: { JobName: job, Arguments: "{% $states.input.arguments %}" },
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
