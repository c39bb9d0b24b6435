import assert from "node:assert/strict";
import {
    CreateTrainingJobCommand,
    DescribeTrainingJobCommand,
    type SageMakerClient,
    StopTrainingJobCommand,
} from "@aws-sdk/client-sagemaker";
import { refusal, Server, table, trainingRequest, until } from "../support";

describe("managed spot training", () => {
    let server: Server;
    let sagemaker: SageMakerClient;

    before(async () => {
        server = await new Server().start();
        sagemaker = server.client();
        server.aws.put("s3://data/train/train.csv", table(200));
        server.aws.put("s3://data/validation/validation.csv", table(60, 5));
    });
    after(() => server.stop());

    const spot = { EnableManagedSpotTraining: true };
    const limits = { StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 60 } };
    const checkpoints = (name: string) => ({ CheckpointConfig: { S3Uri: `s3://data/checkpoints/${name}` } });

    const train = (name: string, more: object, algorithm: "xgboost" | "linear-learner" = "xgboost") =>
        sagemaker.send(new CreateTrainingJobCommand(trainingRequest(name, algorithm, { ...spot, ...limits, ...more })));
    const describeJob = (TrainingJobName: string) =>
        sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));
    const ended = (name: string) =>
        until(
            () => describeJob(name),
            (job) => !["InProgress", "Stopping"].includes(job.TrainingJobStatus!),
        );
    const states = async (name: string) =>
        (await describeJob(name)).SecondaryStatusTransitions!.map((each) => each.Status);
    const fault = (body: object) => fetch(`${server.url}/_faults`, { method: "POST", body: JSON.stringify(body) });

    /** The numbers of the rounds that a job has told, in the order of its log. */
    function rounds(name: string): number[] {
        const streams = [...server.aws.messages].filter(([stream]) => stream.includes(`TrainingJobs/${name}/`));
        const lines = streams.sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, messages]) => messages);
        return lines.flatMap((line) => /^\[(\d+)\]\t/.exec(line)?.[1] ?? []).map(Number);
    }

    it("goes on from the last checkpoint after an interruption", async () => {
        await fault({ job: "TrainingJob", interrupt: true });
        const total = 400;
        await train("resumed", { HyperParameters: { num_round: String(total) }, ...checkpoints("resumed") });
        const job = await ended("resumed");
        assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
        const run = ["Starting", "Downloading", "Training"];
        assert.deepEqual(await states("resumed"), [...run, "Interrupted", ...run, "Uploading", "Completed"]);

        const told = rounds("resumed");
        assert.equal(new Set(told).size, told.length, "a finished round was repeated");
        // A round can be checkpointed, and cut off before it is told.
        assert.ok(told.length >= total - 1, `${told.length} rounds were told`);
        assert.equal(told.at(-1), total - 1);
        const logs = [...server.aws.messages].flatMap(([stream, lines]) => (stream.includes("resumed") ? lines : []));
        const resumed = Number(/^Resuming from iteration (\d+)$/m.exec(logs.join("\n"))![1]);
        assert.ok(resumed > 0 && resumed < total, `it went on from round ${resumed}`);
        assert.ok(job.BillableTimeInSeconds! <= job.TrainingTimeInSeconds!);
        assert.ok(
            server.aws
                .keys("data/checkpoints/resumed/")
                .includes(`data/checkpoints/resumed/xgboost-checkpoint.${total - 1}`),
        );
    });

    it("meets a job however short it is, and starts anew without checkpoints", async () => {
        await fault({ job: "TrainingJob", interrupt: true, times: 2 });
        await train("short", {}, "linear-learner");
        assert.equal((await ended("short")).TrainingJobStatus, "Completed");
        assert.equal((await states("short")).filter((state) => state === "Interrupted").length, 2);
    });

    it("waits for machines, and stops when it has waited long enough", async () => {
        await fault({ job: "TrainingJob", failure: "CapacityError", times: 2 });
        await train("patient", {});
        const waiting = await until(
            () => describeJob("patient"),
            (job) => job.SecondaryStatusTransitions?.[0]?.StatusMessage?.startsWith("Insufficient capacity") === true,
        );
        assert.equal(waiting.SecondaryStatus, "Starting");
        assert.equal((await ended("patient")).TrainingJobStatus, "Completed");

        await fault({ job: "TrainingJob", failure: "CapacityError", times: 100 });
        await train("overdue", { StoppingCondition: { MaxRuntimeInSeconds: 1, MaxWaitTimeInSeconds: 1 } });
        const overdue = await ended("overdue");
        assert.deepEqual([overdue.TrainingJobStatus, overdue.SecondaryStatus], ["Stopped", "MaxWaitTimeExceeded"]);
        assert.deepEqual(await states("overdue"), ["Starting", "Stopping", "MaxWaitTimeExceeded"]);
        assert.equal(overdue.TrainingTimeInSeconds, undefined);

        await train("unwanted", {});
        await sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "unwanted" }));
        assert.equal((await ended("unwanted")).SecondaryStatus, "Stopped");
        await fetch(`${server.url}/_faults`, { method: "DELETE" });
    });

    it("keeps checkpoints of a job on demand too, and goes on from those that it finds", async () => {
        const onDemand = {
            EnableManagedSpotTraining: false,
            StoppingCondition: { MaxRuntimeInSeconds: 60 },
            ...checkpoints("shared"),
        };
        await train("first", { ...onDemand, HyperParameters: { num_round: "5" } });
        await ended("first");
        assert.deepEqual(
            server.aws.keys("data/checkpoints/shared/").map((key) => key.split(".").at(-1)),
            ["0", "1", "2", "3", "4"],
        );
        await train("second", { ...onDemand, HyperParameters: { num_round: "8" } });
        await ended("second");
        assert.deepEqual(rounds("second"), [5, 6, 7]);
    });

    it("refuses limits that do not fit", async () => {
        const cases: [object, RegExp, "linear-learner"?][] = [
            [
                { EnableManagedSpotTraining: false },
                /It is only supported when EnableManagedSpotTraining is set to true/,
            ],
            [{ StoppingCondition: { MaxRuntimeInSeconds: 60 } }, /It must be present and be greater than or equal to/],
            [
                { StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 59 } },
                /It must be present and be greater than or equal to/,
            ],
            [
                { StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 3601 } },
                /at most 3600 for built-in algorithms that do not checkpoint/,
                "linear-learner",
            ],
            [{ CheckpointConfig: { S3Uri: "https://data/c" } }, /not an S3 URI/],
            [{ CheckpointConfig: { S3Uri: "s3://data/c", LocalPath: "/opt/ml/model" } }, /SageMaker uses this folder/],
            [{ CheckpointConfig: { S3Uri: "s3://data/c", LocalPath: "/tmp/c" } }, /must lie under \/opt\/ml/],
        ];
        for (const [more, message, algorithm] of cases) {
            const refused = await refusal(train("refused", more, algorithm), "ValidationException");
            assert.match(refused.message, message);
        }
    });
});
