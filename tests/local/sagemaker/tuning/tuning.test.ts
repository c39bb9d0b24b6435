import assert from "node:assert/strict";
import {
    CreateHyperParameterTuningJobCommand,
    DescribeHyperParameterTuningJobCommand,
    DescribeTrainingJobCommand,
    ListHyperParameterTuningJobsCommand,
    ListTagsCommand,
    ListTrainingJobsForHyperParameterTuningJobCommand,
    type SageMakerClient,
    StopHyperParameterTuningJobCommand,
} from "@aws-sdk/client-sagemaker";
import { Draws } from "../../../../local/sagemaker/tuning/draws";
import { account, refusal, Server, table, trainingRequest, until } from "../support";

describe("hyperparameter tuning", () => {
    let server: Server;
    let sagemaker: SageMakerClient;

    before(async () => {
        server = await new Server().start();
        sagemaker = server.client();
        server.aws.put("s3://data/train/train.csv", table(100));
        server.aws.put("s3://data/validation/validation.csv", table(40, 5));
    });
    after(() => server.stop());

    interface Changes {
        readonly config?: object;
        readonly definition?: object;
        readonly algorithm?: "xgboost" | "linear-learner";
        readonly more?: object;
    }

    function tune(name: string, { config, definition, algorithm = "xgboost", more }: Changes = {}) {
        const {
            TrainingJobName: _,
            HyperParameters: __,
            ...training
        } = trainingRequest(name, algorithm) as object as {
            TrainingJobName: string;
            HyperParameters: object;
        };
        return sagemaker.send(
            new CreateHyperParameterTuningJobCommand({
                HyperParameterTuningJobName: name,
                HyperParameterTuningJobConfig: {
                    Strategy: "Bayesian",
                    HyperParameterTuningJobObjective: { Type: "Minimize", MetricName: "validation:rmse" },
                    ResourceLimits: { MaxNumberOfTrainingJobs: 3, MaxParallelTrainingJobs: 2 },
                    ParameterRanges: {
                        ContinuousParameterRanges: [{ Name: "eta", MinValue: "0.01", MaxValue: "0.9" }],
                        IntegerParameterRanges: [{ Name: "max_depth", MinValue: "1", MaxValue: "8" }],
                    },
                    RandomSeed: 7,
                    ...config,
                },
                TrainingJobDefinition: {
                    ...training,
                    StaticHyperParameters: { num_round: "10" },
                    ...definition,
                } as never,
                ...more,
            }),
        );
    }

    const describeJob = (HyperParameterTuningJobName: string) =>
        sagemaker.send(new DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName }));
    const ended = (name: string) =>
        until(
            () => describeJob(name),
            (job) => !["InProgress", "Stopping"].includes(job.HyperParameterTuningJobStatus!),
        );
    const trials = async (HyperParameterTuningJobName: string, more: object = {}) =>
        (
            await sagemaker.send(
                new ListTrainingJobsForHyperParameterTuningJobCommand({ HyperParameterTuningJobName, ...more }),
            )
        ).TrainingJobSummaries!;

    it("runs training jobs with drawn hyperparameters, and tells the best", async () => {
        await tune("Cars", { more: { Tags: [{ Key: "run", Value: "1" }] } });
        const job = await ended("Cars");
        assert.equal(job.HyperParameterTuningJobStatus, "Completed", job.FailureReason);
        assert.equal(
            job.HyperParameterTuningJobArn,
            `arn:aws:sagemaker:us-east-1:${account}:hyper-parameter-tuning-job/cars`,
        );
        assert.deepEqual(job.TrainingJobStatusCounters, {
            Completed: 3,
            InProgress: 0,
            RetryableError: 0,
            NonRetryableError: 0,
            Stopped: 0,
        });
        assert.deepEqual(job.ObjectiveStatusCounters, { Succeeded: 3, Pending: 0, Failed: 0 });
        assert.equal(job.OverallBestTrainingJob, undefined);

        const all = await trials("Cars", { SortBy: "FinalObjectiveMetricValue" });
        assert.equal(all.length, 3);
        assert.deepEqual(job.BestTrainingJob, all[0]);
        const { FinalHyperParameterTuningJobObjectiveMetric: metric, TunedHyperParameters: tuned } = all[0]!;
        assert.equal(metric?.MetricName, "validation:rmse");
        assert.deepEqual(Object.keys(tuned!), ["eta", "max_depth"]);
        const names = (await trials("Cars")).map((each) => each.TrainingJobName!);
        names.forEach((name, index) => assert.match(name, new RegExp(`^Cars-00${index + 1}-[0-9a-f]{8}$`)));

        const best = await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: all[0]!.TrainingJobName }));
        assert.equal(best.TuningJobArn, job.HyperParameterTuningJobArn);
        const objective = { _tuning_objective_metric: "validation:rmse" };
        assert.deepEqual(best.HyperParameters, { num_round: "10", ...objective, ...tuned });
        assert.deepEqual(job.TrainingJobDefinition?.StaticHyperParameters, { num_round: "10", ...objective });
        const { Tags } = await sagemaker.send(new ListTagsCommand({ ResourceArn: best.TrainingJobArn }));
        assert.deepEqual(Tags, [{ Key: "run", Value: "1" }]);

        const { HyperParameterTuningJobSummaries: [summary] = [] } = await sagemaker.send(
            new ListHyperParameterTuningJobsCommand({ StatusEquals: "Completed" }),
        );
        assert.deepEqual([summary?.HyperParameterTuningJobName, summary?.Strategy], ["Cars", "Bayesian"]);
        await refusal(tune("Cars"), "ResourceInUse");
    });

    it("draws the same values from the same seed, within each range and on its scale", () => {
        const ranges = {
            ContinuousParameterRanges: [
                { Name: "eta", MinValue: "0.001", MaxValue: "1", ScalingType: "Logarithmic" as const },
                { Name: "subsample", MinValue: "0", MaxValue: "0.999", ScalingType: "ReverseLogarithmic" as const },
            ],
            IntegerParameterRanges: [{ Name: "max_depth", MinValue: "1", MaxValue: "3" }],
            CategoricalParameterRanges: [{ Name: "use_bias", Values: ["true", "false"] }],
        };
        const drawn = (seed: string) => {
            const draws = new Draws(ranges, seed);
            return Array.from({ length: 400 }, () => draws.next());
        };
        const values = drawn("7");
        assert.deepEqual(values, drawn("7"));
        assert.notDeepEqual(values, drawn("8"));
        const share = (holds: (each: Record<string, string>) => boolean) => values.filter(holds).length / 400;
        assert.ok(values.every(({ eta }) => Number(eta) >= 0.001 && Number(eta) <= 1));
        assert.ok(Math.abs(share(({ eta }) => Number(eta) < 0.0316) - 0.5) < 0.1);
        assert.ok(Math.abs(share(({ subsample }) => Number(subsample) > 0.968) - 0.5) < 0.1);
        for (const depth of ["1", "2", "3"]) {
            assert.ok(Math.abs(share(({ max_depth }) => max_depth === depth) - 1 / 3) < 0.1);
        }
        assert.ok(Math.abs(share(({ use_bias }) => use_bias === "true") - 0.5) < 0.1);
    });

    it("tunes Linear Learner too", async () => {
        await tune("linear", {
            algorithm: "linear-learner",
            definition: { StaticHyperParameters: { predictor_type: "regressor" } },
            config: {
                Strategy: "Random",
                HyperParameterTuningJobObjective: { Type: "Minimize", MetricName: "validation:objective_loss" },
                ParameterRanges: { ContinuousParameterRanges: [{ Name: "wd", MinValue: "0.0001", MaxValue: "1" }] },
                ResourceLimits: { MaxNumberOfTrainingJobs: 2, MaxParallelTrainingJobs: 1 },
            },
        });
        const job = await ended("linear");
        assert.equal(job.TrainingJobStatusCounters?.Completed, 2, job.FailureReason);
        assert.ok(job.BestTrainingJob?.TunedHyperParameters?.wd);
    });

    it("fails when no training job succeeds", async () => {
        const bad = { definition: { StaticHyperParameters: { num_round: "10", depth: "1" } } };
        await tune("bad", bad);
        const job = await ended("bad");
        assert.equal(job.HyperParameterTuningJobStatus, "Failed");
        assert.match(job.FailureReason!, /^All training jobs failed\./);
        assert.equal(job.TrainingJobStatusCounters?.NonRetryableError, 3);
        assert.equal(job.BestTrainingJob, undefined);

        const ResourceLimits = { MaxNumberOfTrainingJobs: 6, MaxParallelTrainingJobs: 1 };
        await tune("hopeless", { ...bad, config: { ResourceLimits } });
        const hopeless = await ended("hopeless");
        assert.match(hopeless.FailureReason!, /^No training job succeeded after 5 attempts\. Please take a look at/);
    });

    it("stops with its training jobs", async () => {
        await tune("long", { definition: { StaticHyperParameters: { num_round: "1000000" } } });
        await until(
            () => describeJob("long"),
            (job) => job.TrainingJobStatusCounters?.InProgress === 2,
        );
        await sagemaker.send(new StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName: "long" }));
        const job = await ended("long");
        assert.equal(job.HyperParameterTuningJobStatus, "Stopped");
        assert.equal(job.TrainingJobStatusCounters?.Stopped, 2);
    });

    it("refuses what SageMaker refuses, and what it does not do", async () => {
        const ranges = (ParameterRanges: object) => ({ config: { ParameterRanges } });
        const eta = { Name: "eta", MinValue: "0", MaxValue: "0.9" };
        const objective = (Type: string, MetricName: string) => ({
            config: { HyperParameterTuningJobObjective: { Type, MetricName } },
        });
        const cases: [Changes, RegExp][] = [
            [objective("Minimize", "train:rmse"), /objective metric .*\[train:rmse\], isn't valid for the \[/],
            [objective("Maximize", "validation:rmse"), /objective type, \[Maximize\].*isn't valid/],
            [ranges({ ContinuousParameterRanges: [{ ...eta, MaxValue: "0" }] }), /isn't one of ascending numbers/],
            [ranges({ ContinuousParameterRanges: [{ ...eta, ScalingType: "Logarithmic" }] }), /only values above 0/],
            [ranges({ IntegerParameterRanges: [eta] }), /isn't tunable by IntegerParameterRanges.*Use Continuous/],
            [
                ranges({ CategoricalParameterRanges: [{ Name: "booster", Values: ["gbtree"] }] }),
                /\[booster\] isn't tunable.*Make it a static hyperparameter/,
            ],
            [
                ranges({ IntegerParameterRanges: [{ Name: "num_round", MinValue: "1", MaxValue: "9" }] }),
                /\[num_round\] is given more than once/,
            ],
            [{ config: { Strategy: "Grid" } }, /the tuning strategy Grid/],
            [{ config: { TrainingJobEarlyStoppingType: "Auto" } }, /TrainingJobEarlyStoppingType/],
            [
                {
                    more: {
                        WarmStartConfig: { ParentHyperParameterTuningJobs: [], WarmStartType: "TransferLearning" },
                    },
                },
                /1 validation error|WarmStartConfig/,
            ],
            [{ definition: { StoppingCondition: { MaxWaitTimeInSeconds: 9 } } }, /Invalid MaxWaitTimeInSeconds/],
            [{ definition: { TuningObjective: { Type: "Minimize", MetricName: "x" } } }, /TuningObjective/],
        ];
        for (const [changes, message] of cases) {
            assert.match((await refusal(tune("refused", changes), "ValidationException")).message, message);
        }
        assert.match(
            (await refusal(tune("a".repeat(33)), "ValidationException")).message,
            /length less than or equal to 32/,
        );
        await refusal(describeJob("none"), "ResourceNotFound");
    });
});
