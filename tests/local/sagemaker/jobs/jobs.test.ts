import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as zlib from "node:zlib";
import {
    CreateProcessingJobCommand,
    type CreateProcessingJobRequest,
    CreateTrainingJobCommand,
    DescribeProcessingJobCommand,
    DescribeTrainingJobCommand,
    ListProcessingJobsCommand,
    ListTrainingJobsCommand,
    type SageMakerClient,
    StopProcessingJobCommand,
    StopTrainingJobCommand,
} from "@aws-sdk/client-sagemaker";
import { account, image, refusal, role, Server, table, trainingRequest, until } from "../support";

describe("SageMaker jobs", () => {
    let server: Server;
    let sagemaker: SageMakerClient;

    before(async () => {
        server = await new Server().start();
        sagemaker = server.client();
        server.aws.put("s3://data/train/train.csv", table(200));
        server.aws.put("s3://data/validation/validation.csv", table(60, 5));
    });

    after(() => server.stop());

    function train(name: string, algorithm: "xgboost" | "linear-learner", more: object = {}) {
        return sagemaker.send(new CreateTrainingJobCommand(trainingRequest(name, algorithm, more)));
    }

    function trained(name: string) {
        return until(
            () => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name })),
            (job) => !["InProgress", "Stopping"].includes(job.TrainingJobStatus!),
        );
    }

    function process(name: string, script: string, more: Partial<CreateProcessingJobRequest> = {}) {
        server.aws.put("s3://data/code/job.py", script);
        return sagemaker.send(
            new CreateProcessingJobCommand({
                ProcessingJobName: name,
                RoleArn: role,
                AppSpecification: {
                    ImageUri: image("scikit-learn"),
                    ContainerEntrypoint: ["python3", "/opt/ml/processing/input/code/job.py"],
                    ContainerArguments: ["/opt/ml"],
                },
                ProcessingInputs: ["code", "train"].map((input) => ({
                    InputName: input,
                    S3Input: {
                        S3Uri: `s3://data/${input}/`,
                        LocalPath: `/opt/ml/processing/input/${input}`,
                        S3DataType: "S3Prefix",
                        S3InputMode: "File",
                    },
                })),
                ProcessingOutputConfig: {
                    KmsKeyId: "alias/data",
                    Outputs: [
                        {
                            OutputName: "out",
                            S3Output: {
                                S3Uri: `s3://data/${name}/out/`,
                                LocalPath: "/opt/ml/processing/output/out",
                                S3UploadMode: "EndOfJob",
                            },
                        },
                    ],
                },
                ProcessingResources: {
                    ClusterConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 10 },
                },
                ...more,
            }),
        );
    }

    function processed(name: string) {
        return until(
            () => sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: name })),
            (job) => !["InProgress", "Stopping"].includes(job.ProcessingJobStatus!),
        );
    }

    describe("training", () => {
        it("trains XGBoost: metrics, model, secondary states and log", async () => {
            await train("Cars-1", "xgboost", {
                OutputDataConfig: { S3OutputPath: "s3://data/models/", KmsKeyId: "key" },
            });
            const job = await trained("Cars-1");
            assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
            assert.equal(job.TrainingJobArn, `arn:aws:sagemaker:us-east-1:${account}:training-job/cars-1`);
            assert.deepEqual(
                job.SecondaryStatusTransitions?.map((each) => each.Status),
                ["Starting", "Downloading", "Training", "Uploading", "Completed"],
            );
            assert.deepEqual(
                job.FinalMetricDataList?.map((metric) => metric.MetricName),
                ["train:rmse", "validation:rmse"],
            );
            assert.ok(job.FinalMetricDataList[1]!.Timestamp instanceof Date);
            assert.ok(job.FinalMetricDataList[1]!.Value! < 3);
            const artifact = "data/models/Cars-1/output/model.tar.gz";
            assert.equal(job.ModelArtifacts?.S3ModelArtifacts, `s3://${artifact}`);
            const names = zlib.gunzipSync(server.aws.objects.get(artifact)!).subarray(0, 100).toString();
            assert.match(names, /^xgboost-model\0/);
            const put = server.aws.puts.find((each) => `${String(each.Bucket)}/${String(each.Key)}` === artifact);
            assert.equal(put?.SSEKMSKeyId, "key");
            const [stream] = [...server.aws.messages.keys()].filter((name) =>
                name.includes("TrainingJobs/Cars-1/algo-1-"),
            );
            assert.match(server.aws.messages.get(stream!)!.join("\n"), /\[19\]\ttrain-rmse:\S+\tvalidation-rmse:\S+/);
        });

        it("gives the same model for the same job", async () => {
            await Promise.all([train("same-a", "xgboost"), train("same-b", "xgboost")]);
            await Promise.all([trained("same-a"), trained("same-b")]);
            const artifact = (name: string) => server.aws.objects.get(`data/models/${name}/output/model.tar.gz`)!;
            assert.ok(artifact("same-a").equals(artifact("same-b")));
        });

        it("trains Linear Learner, with its own metrics", async () => {
            await train("linear", "linear-learner");
            const job = await trained("linear");
            assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
            const metrics = new Map(job.FinalMetricDataList!.map((each) => [each.MetricName, each.Value!]));
            assert.deepEqual(
                [...metrics.keys()],
                [
                    "train:objective_loss",
                    "validation:objective_loss",
                    "validation:mse",
                    "validation:absolute_loss",
                    "validation:rmse",
                ],
            );
            assert.ok(metrics.get("validation:rmse")! < 0.15);
        });

        it("reports a mistake in the hyperparameters as the algorithms do", async () => {
            await train("bad-xgboost", "xgboost", { HyperParameters: { num_round: "5", depth: "3" } });
            await train("bad-linear", "linear-learner", { HyperParameters: { predictor_type: "binary_classifier" } });
            const xgboost = await trained("bad-xgboost");
            assert.equal(xgboost.TrainingJobStatus, "Failed");
            assert.equal(
                xgboost.FailureReason,
                "AlgorithmError: framework error: \nExtraneous hyperparameter found: depth, exit code: 1",
            );
            assert.equal(xgboost.SecondaryStatus, "Failed");
            const linear = await trained("bad-linear");
            assert.match(linear.FailureReason!, /^ClientError: .*predictor_type=binary_classifier.*, exit code: 2$/);
        });

        it("refuses an input prefix that holds nothing", async () => {
            const channel = {
                ChannelName: "train",
                DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://data/none/" } },
            };
            const error = await refusal(
                train("empty", "xgboost", { InputDataConfig: [channel] }),
                "ValidationException",
            );
            assert.match(
                error.message,
                /^No S3 objects found under S3 URL "s3:\/\/data\/none\/" given in input data source/,
            );
            await train("empty", "xgboost");
        });

        it("refuses a name twice, and what it does not do", async () => {
            await train("once", "xgboost");
            const again = await refusal(train("once", "xgboost"), "ResourceInUse");
            assert.match(again.message, /must be unique.*already exists \(arn:aws:sagemaker:.*training-job\/once\)/);
            const cases: [object, RegExp][] = [
                [
                    { ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 2, VolumeSizeInGB: 1 } },
                    /more than one/,
                ],
                [{ StoppingCondition: undefined }, /Value null at 'stoppingCondition'/],
                [
                    { AlgorithmSpecification: { TrainingImage: image("xgboost"), TrainingInputMode: "Pipe" } },
                    /TrainingInputMode Pipe/,
                ],
                [
                    { AlgorithmSpecification: { TrainingImage: image("scikit-learn"), TrainingInputMode: "File" } },
                    /training with the image/,
                ],
            ];
            for (const [more, message] of cases) {
                assert.match(
                    (await refusal(train("refused", "xgboost", more), "ValidationException")).message,
                    message,
                );
            }
        });

        it("stops a job when it is told to, and when its time is over", async () => {
            const long = { HyperParameters: { num_round: "1000000" } };
            await train("stopped", "xgboost", long);
            await train("overdue", "xgboost", { ...long, StoppingCondition: { MaxRuntimeInSeconds: 1 } });
            await sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "stopped" }));
            const stopped = await trained("stopped");
            assert.deepEqual([stopped.TrainingJobStatus, stopped.SecondaryStatus], ["Stopped", "Stopped"]);
            const overdue = await trained("overdue");
            assert.deepEqual([overdue.TrainingJobStatus, overdue.SecondaryStatus], ["Stopped", "MaxRuntimeExceeded"]);
            const { TrainingJobSummaries } = await sagemaker.send(
                new ListTrainingJobsCommand({ StatusEquals: "Stopped", SortBy: "Name", SortOrder: "Ascending" }),
            );
            assert.deepEqual(
                TrainingJobSummaries?.map((each) => each.TrainingJobName),
                ["overdue", "stopped"],
            );
            await refusal(
                sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "stopped" })),
                "ValidationException",
            );
        });
    });

    describe("processing", () => {
        it("runs the entry point with its inputs, and uploads what it leaves", async () => {
            const script = [
                "import json, pathlib, sys, os",
                "ml = pathlib.Path(sys.argv[1])",
                "rows = (ml / 'processing/input/train/train.csv').read_text().splitlines()",
                "config = json.loads((ml / 'config/processingjobconfig.json').read_text())",
                "(ml / 'processing/output/out/sub').mkdir()",
                "(ml / 'processing/output/out/sub/n.json').write_text(json.dumps([len(rows), config['ProcessingJobName']]))",
                "(ml / 'output/message').write_text('Completed: all rows')",
                "print('hello from', os.environ['GREETING'])",
            ].join("\n");
            await process("proc", script, { Environment: { GREETING: "here" } });
            const job = await processed("proc");
            assert.equal(job.ProcessingJobStatus, "Completed", job.FailureReason);
            assert.equal(job.ExitMessage, "Completed: all rows");
            assert.equal(server.aws.text("data/proc/out/sub/n.json"), '[200, "proc"]');
            assert.equal(server.aws.puts.find((each) => each.Key === "proc/out/sub/n.json")?.SSEKMSKeyId, "alias/data");
            const log = path.join(server.root, account, "us-east-1/processing-jobs/proc/job.log");
            assert.equal(fs.readFileSync(log, "utf8"), "hello from here\n");
        });

        it("runs in XGBoost's image with what that image has, and refuses what it lacks", async () => {
            const script = [
                "import json, pathlib, sys",
                "lacking = []",
                "for name in ('pyarrow', 'pyspark', 'hypothesis', 'nowhere'):",
                "    try:",
                "        __import__(name)",
                "    except ModuleNotFoundError as error:",
                "        lacking.append(str(error))",
                "import numpy, pandas, sklearn, xgboost",
                "out = pathlib.Path(sys.argv[1]) / 'processing/output/out'",
                "(out / 'said.json').write_text(json.dumps([bool(xgboost.__version__), lacking]))",
            ].join("\n");
            const entry = ["python3", "/opt/ml/processing/input/code/job.py"];
            const AppSpecification = { ImageUri: image("xgboost"), ContainerEntrypoint: entry };
            await process("boosted", script, {
                AppSpecification: { ...AppSpecification, ContainerArguments: ["/opt/ml"] },
            });
            const job = await processed("boosted");
            assert.equal(job.ProcessingJobStatus, "Completed", job.FailureReason);
            const why = (name: string) => `No module named '${name}' (it is not in the image sagemaker-xgboost)`;
            assert.deepEqual(JSON.parse(server.aws.text("data/boosted/out/said.json")), [
                true,
                [why("pyarrow"), why("pyspark"), why("hypothesis"), "No module named 'nowhere'"],
            ]);
        });

        it("fails with the exit message, and uploads nothing", async () => {
            const script = [
                "import pathlib, sys",
                "ml = pathlib.Path(sys.argv[1])",
                "(ml / 'processing/output/out/x').write_text('x')",
                "(ml / 'output/message').write_text('m' * 2000)",
                "sys.exit(1)",
            ].join("\n");
            await process("broken", script);
            const job = await processed("broken");
            assert.equal(job.ProcessingJobStatus, "Failed");
            assert.equal(job.FailureReason, "AlgorithmError: See job logs for more information");
            assert.equal(job.ExitMessage, "m".repeat(1024));
            assert.deepEqual(server.aws.keys("data/broken"), []);
        });

        it("fails when an input prefix holds nothing", async () => {
            const source = {
                S3Uri: "s3://data/none/",
                LocalPath: "/opt/ml/processing/input/x",
                S3DataType: "S3Prefix",
            };
            await process("unfed", "", { ProcessingInputs: [{ InputName: "x", S3Input: source as never }] });
            const job = await processed("unfed");
            assert.equal(job.ProcessingJobStatus, "Failed");
            assert.match(
                job.FailureReason!,
                /^ClientError: Failed to download data\. No S3 objects found under S3 URL/,
            );
        });

        describe("on several machines", () => {
            const cluster = (InstanceCount: number) => ({
                ClusterConfig: { InstanceType: "ml.m5.large" as const, InstanceCount, VolumeSizeInGB: 10 },
            });
            const input = (name: string, S3DataDistributionType?: "ShardedByS3Key" | "FullyReplicated") => ({
                InputName: name,
                S3Input: {
                    S3Uri: `s3://data/${name}/`,
                    LocalPath: `/opt/ml/processing/input/${name}`,
                    S3DataType: "S3Prefix" as const,
                    S3InputMode: "File" as const,
                    S3DataDistributionType,
                },
            });
            const inputs = [input("code"), input("train", "FullyReplicated"), input("many", "ShardedByS3Key")];
            const script = [
                "import json, os, pathlib, sys",
                "ml = pathlib.Path(sys.argv[1])",
                "resources = json.loads((ml / 'config/resourceconfig.json').read_text())",
                "host = resources['current_host']",
                "files = {name: sorted(p.relative_to(ml / 'processing/input' / name).as_posix()",
                "         for p in (ml / 'processing/input' / name).rglob('*') if p.is_file()) for name in ('train', 'many')}",
                "out = ml / 'processing/output/out'",
                "(out / f'{host}.json').write_text(json.dumps([resources['hosts'], files['train'], files['many']]))",
                "(out / 'same').write_text(host)",
                "print('I am', host)",
            ].join("\n");

            before(() => {
                for (const name of ["a.csv", "b/c.csv", "d.parquet"]) server.aws.put(`s3://data/many/${name}`, name);
            });

            it("gives each object to one of them, tells each who it is, and gathers what they leave", async () => {
                await process("shared", script, { ProcessingInputs: inputs, ProcessingResources: cluster(2) });
                const job = await processed("shared");
                assert.equal(job.ProcessingJobStatus, "Completed", job.FailureReason);
                const left = ["algo-1", "algo-2"].map(
                    (host) => JSON.parse(server.aws.text(`data/shared/out/${host}.json`)) as string[][],
                );
                for (const [hosts, train] of left) {
                    assert.deepEqual([hosts, train], [["algo-1", "algo-2"], ["train.csv"]]);
                }
                const many = left.map(([, , own]) => own ?? []);
                assert.deepEqual(many.flat().sort(), ["a.csv", "b/c.csv", "d.parquet"]);
                assert.ok(many.every((own) => own.length > 0));
                // Two files of one name: one stays.
                assert.match(server.aws.text("data/shared/out/same"), /^algo-[12]$/);
                for (const host of ["algo-1", "algo-2"]) {
                    const [stream] = [...server.aws.messages.keys()].filter((name) =>
                        name.includes(`ProcessingJobs/shared/${host}-`),
                    );
                    assert.deepEqual(server.aws.messages.get(stream!), [`I am ${host}`]);
                }
            });

            it("leaves machines without an object where there are more of them", async () => {
                await process("idle", script, { ProcessingInputs: inputs, ProcessingResources: cluster(4) });
                const job = await processed("idle");
                assert.equal(job.ProcessingJobStatus, "Completed", job.FailureReason);
                const of = (host: string) => JSON.parse(server.aws.text(`data/idle/out/${host}.json`)) as string[][];
                assert.deepEqual(of("algo-4")[2], []);
            });

            it("fails where one of them does, with its message, and ends the others", async () => {
                const failing = [
                    "import json, pathlib, sys, time",
                    "ml = pathlib.Path(sys.argv[1])",
                    "host = json.loads((ml / 'config/resourceconfig.json').read_text())['current_host']",
                    "(ml / 'output/message').write_text(f'{host} says no')",
                    "time.sleep(60) if host == 'algo-1' else sys.exit(3)",
                ].join("\n");
                await process("half", failing, { ProcessingInputs: inputs, ProcessingResources: cluster(2) });
                const job = await processed("half");
                assert.equal(job.ProcessingJobStatus, "Failed");
                assert.equal(job.ExitMessage, "algo-2 says no");
                assert.deepEqual(server.aws.keys("data/half"), []);
            });

            it("stops all of them", async () => {
                const more = { ProcessingInputs: inputs, ProcessingResources: cluster(2) };
                await process("endless-two", "import time; time.sleep(60)", more);
                await sagemaker.send(new StopProcessingJobCommand({ ProcessingJobName: "endless-two" }));
                assert.equal((await processed("endless-two")).ProcessingJobStatus, "Stopped");
            });
        });

        it("stops when it is told to, and lists by status", async () => {
            await process("endless", "import time; time.sleep(60)");
            await sagemaker.send(new StopProcessingJobCommand({ ProcessingJobName: "endless" }));
            assert.equal((await processed("endless")).ProcessingJobStatus, "Stopped");
            const { ProcessingJobSummaries } = await sagemaker.send(
                new ListProcessingJobsCommand({ NameContains: "END", StatusEquals: "Stopped" }),
            );
            assert.equal(ProcessingJobSummaries?.length, 1);
        });

        it("refuses two inputs at one path, and paths outside of /opt/ml/processing", async () => {
            const at = (LocalPath: string) => ({
                InputName: LocalPath.slice(-1),
                S3Input: { S3Uri: "s3://data/train/", LocalPath, S3DataType: "S3Prefix" as const },
            });
            const twice = process("twice", "", {
                ProcessingInputs: [at("/opt/ml/processing/a"), at("/opt/ml/processing/a")],
            });
            assert.match((await refusal(twice, "ValidationException")).message, /LocalPath of its own/);
            const outside = process("outside", "", { ProcessingInputs: [at("/etc/x")] });
            assert.match((await refusal(outside, "ValidationException")).message, /under \/opt\/ml\/processing/);
        });
    });
});
