import assert from "node:assert/strict";
import * as path from "node:path";
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DescribeTrainingJobCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { allow, arn, Cloud } from "../../emulator/cloud";
import { table, trainingRequest, until } from "../support";

/** Spot training, tuning and faults as state machines meet them: the emulator's IAM and Step Functions' names count. */
describe("training jobs of state machines", () => {
    let cloud: Cloud;
    let s3: S3Client;
    let sagemaker: SageMakerClient;
    let machine: string;

    before(async () => {
        cloud = await Cloud.start("training-variants", { sagemaker: path.resolve("local/sagemaker/server.ts") });
        s3 = new S3Client({ ...cloud.client, forcePathStyle: true });
        sagemaker = new SageMakerClient(cloud.client);
        await s3.send(new CreateBucketCommand({ Bucket: "data" }));
        for (const name of ["train", "validation"]) {
            await s3.send(new PutObjectCommand({ Bucket: "data", Key: `${name}/${name}.csv`, Body: table(60) }));
        }
        const jobRole = await cloud.role("jobs", "sagemaker.amazonaws.com", [
            allow("s3:ListBucket", "arn:aws:s3:::data"),
            allow("s3:GetObject", "arn:aws:s3:::data/*"),
            allow("s3:PutObject", ["arn:aws:s3:::data/models/*", "arn:aws:s3:::data/checkpoints/*"]),
        ]);
        machine = await cloud.role("machine", "states.amazonaws.com", [
            allow(
                ["sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob"],
                arn("sagemaker", "training-job/ours-*"),
            ),
            allow(
                ["sagemaker:CreateHyperParameterTuningJob", "sagemaker:DescribeHyperParameterTuningJob"],
                arn("sagemaker", "hyper-parameter-tuning-job/ours-*"),
            ),
            allow("iam:PassRole", jobRole, { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } }),
        ]);
    });
    after(() => cloud?.stop());

    const fault = (...faults: object[]) =>
        fetch(cloud.stage.faults, { method: "POST", body: JSON.stringify(faults) }).then((answer) =>
            assert.ok(answer.ok, "the fault is taken"),
        );
    const sdk = (action: string, Arguments: object) => ({
        Resource: `arn:aws:states:::aws-sdk:sagemaker:${action}`,
        Arguments,
    });
    const job = (name: string, more: object = {}) => trainingRequest(name, "xgboost", more) as object;

    it("fail by the names that Step Functions gives to throttling and to a quota", async () => {
        await fault(
            { operation: "CreateTrainingJob", error: "ThrottlingException" },
            { operation: "CreateTrainingJob", error: "ResourceLimitExceeded" },
            { operation: "CreateTrainingJob", error: "ResourceLimitExceeded" },
        );
        const create = sdk("createTrainingJob", job("ours-refused"));
        const throttled = await cloud.runTask("throttled", machine, create);
        assert.equal(throttled.error, "SageMaker.SageMakerException");
        assert.match(throttled.cause!, /^Rate exceeded \(Service: SageMaker, Status Code: 400, /);
        const limited = await cloud.runTask("limited", machine, create);
        assert.equal(limited.error, "SageMaker.ResourceLimitExceededException");
        const optimized = { ...create, Resource: "arn:aws:states:::sagemaker:createTrainingJob" };
        const again = await cloud.runTask("limited-optimized", machine, optimized);
        assert.equal(again.error, "SageMaker.ResourceLimitExceededException");
    });

    it("go on from their checkpoints after an interruption, with the job's role", async () => {
        await fault({ job: "TrainingJob", interrupt: true });
        const started = await cloud.runTask(
            "spot",
            machine,
            sdk(
                "createTrainingJob",
                job("ours-spot", {
                    EnableManagedSpotTraining: true,
                    StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 90 },
                    CheckpointConfig: { S3Uri: "s3://data/checkpoints/spot" },
                }),
            ),
        );
        assert.equal(started.status, "SUCCEEDED", started.cause);
        const described = await until(
            () => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: "ours-spot" })),
            (each) => each.TrainingJobStatus !== "InProgress",
        );
        assert.equal(described.TrainingJobStatus, "Completed", described.FailureReason);
        const states = described.SecondaryStatusTransitions!.map((each) => each.Status);
        assert.equal(states.filter((state) => state === "Interrupted").length, 1);
        const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: "data", Prefix: "checkpoints/spot/" }));
        assert.ok(Contents?.some(({ Key }) => Key === "checkpoints/spot/xgboost-checkpoint.19"));
    });

    it("are tuned by a role that may make no training job of that name itself", async () => {
        const { TrainingJobName: _, HyperParameters: __, ...definition } = job("x") as Record<string, unknown>;
        const request = (HyperParameterTuningJobName: string) => ({
            HyperParameterTuningJobName,
            HyperParameterTuningJobConfig: {
                Strategy: "Random",
                HyperParameterTuningJobObjective: { Type: "Minimize", MetricName: "validation:rmse" },
                ResourceLimits: { MaxNumberOfTrainingJobs: 2, MaxParallelTrainingJobs: 2 },
                ParameterRanges: { ContinuousParameterRanges: [{ Name: "eta", MinValue: "0.1", MaxValue: "0.9" }] },
            },
            TrainingJobDefinition: { ...definition, StaticHyperParameters: { num_round: "5" } },
        });
        const refused = await cloud.runTask("theirs", machine, sdk("createHyperParameterTuningJob", request("theirs")));
        assert.match(
            refused.cause!,
            /not authorized to perform: sagemaker:CreateHyperParameterTuningJob on resource: /,
        );
        const made = await cloud.runTask("tune", machine, sdk("createHyperParameterTuningJob", request("ours-tune")));
        assert.equal(made.status, "SUCCEEDED", made.cause);
        const ask = sdk("describeHyperParameterTuningJob", { HyperParameterTuningJobName: "ours-tune" });
        const states = {
            Wait: { Type: "Wait", Seconds: 1, Next: "Ask" },
            Ask: { Type: "Task", ...ask, Assign: { job: "{% $states.result %}" }, Next: "Ended" },
            Ended: {
                Type: "Choice",
                Choices: [{ Condition: "{% $job.HyperParameterTuningJobStatus = 'InProgress' %}", Next: "Wait" }],
                Default: "Done",
            },
            Done: { Type: "Pass", Output: "{% $job.BestTrainingJob %}", End: true },
        };
        const run = await cloud.outcome(await cloud.execute(await cloud.machine("poll", machine, states)));
        const best = JSON.parse(run.output ?? "{}") as Record<string, unknown>;
        assert.match(String(best.TrainingJobName), /^ours-tune-00[12]-[0-9a-f]{8}$/, run.cause);
        assert.deepEqual(Object.keys(best.TunedHyperParameters as object), ["eta"]);
    });
});
