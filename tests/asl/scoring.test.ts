import assert from "node:assert/strict";
import { argumentsOf, tellsOfWait } from "./scenarios";
import { definition, faults, file, unexplainable, unexplainableWalks, versionArn, walks } from "./scoringRuns";
import { everyStep, fallible, type Outcome, walkAll, type Walked } from "./walks";

describe("asl: the scoring state machine", () => {
    let walked: Walked;
    let unexplained: Walked;
    before(async () => {
        walked = await walkAll(definition, { ...walks, ...faults });
        unexplained = await walkAll(unexplainable, unexplainableWalks);
    });

    function outcome(name: string): Outcome {
        const run = walked.outcomes[name];
        assert.ok(run, `no walk is named ${name}`);
        return run;
    }

    it("calls every API with arguments that its model takes", () => {
        const problems = Object.entries(walked.outcomes).flatMap(([name, run]) =>
            run.problems.map((problem) => `${name}: ${problem}`),
        );
        assert.deepEqual(problems, []);
    });

    it("is walked whole: every state, branch, catcher and retrier", () => {
        const taken = new Set(
            [...Object.values(walked.outcomes), ...Object.values(unexplained.outcomes)].flatMap((run) => run.trace),
        );
        assert.deepEqual(
            everyStep(definition).filter((step) => !taken.has(step)),
            [],
            "No walk takes these: add a scenario.",
        );
    });

    it("scores a file by the champion of each algorithm, which real time and the gate speak of, too", () => {
        const run = outcome("two models");
        assert.equal(run.status, "SUCCEEDED", String(run.cause));
        assert.deepEqual(
            argumentsOf(run, "Find the champion")
                .map((one) => one["Names"])
                .sort(),
            ["linear-learner", "xgboost"].map((algorithm) => [
                `/drivetrain/local/used-cars/${algorithm}/champion/model-package-arn`,
            ]),
        );
        assert.deepEqual(
            argumentsOf(run, "Read the version").map((one) => one["ModelPackageName"]),
            [versionArn, versionArn],
        );
        const { models, ...output } = run.output ?? {};
        assert.deepEqual(output, {
            ...{ input: 3, output: 2, quarantined: 1, location: "s3://artifacts/result.csv" },
            ...{ verdict: "scored", model: "used-cars", degraded: [] },
        });
        assert.deepEqual(
            (models as { algorithm: string }[]).map(({ algorithm }) => algorithm),
            ["xgboost", "linear-learner"],
        );
    });

    it("tells each algorithm's contributions where it is asked to, by weights or in the trees' own image", () => {
        for (const name of ["an explanation", "a file in the folder for it"]) {
            const run = outcome(name);
            assert.equal(run.status, "SUCCEEDED", String(run.cause));
            const jobs = argumentsOf(run, "Tell contributions") as unknown as {
                readonly ProcessingJobName: string;
                readonly RoleArn: string;
                readonly AppSpecification: { readonly ImageUri: string; readonly ContainerArguments: string[] };
                readonly ProcessingInputs: { InputName: string; S3Input: { S3Uri: string } }[];
            }[];
            const told = jobs.map(({ AppSpecification, ProcessingInputs, ProcessingJobName }) => [
                AppSpecification.ContainerArguments[0],
                AppSpecification.ImageUri.split("/").at(-1),
                ProcessingInputs.map(({ InputName }) => InputName).join(" "),
                ProcessingInputs[1]?.S3Input.S3Uri.replace(/\d{8}-\d{6}-\w{8}/, "run"),
                ProcessingJobName.slice(-4),
            ]);
            const encoded = (algorithm: string) => `s3://artifacts/scores/run/encoded/${algorithm}/`;
            assert.deepEqual(told.sort(), [
                [
                    ...["linear", "sagemaker-scikit-learn:1.4-2-cpu-py3", "code vectors attribution"],
                    ...[encoded("linear-learner"), "-b00"],
                ],
                [
                    ...["trees", "sagemaker-xgboost:1.7-1", "code vectors artifact transform"],
                    ...[encoded("xgboost"), "-a00"],
                ],
            ]);
            for (const { AppSpecification, RoleArn } of jobs) {
                assert.deepEqual(AppSpecification.ContainerArguments.slice(-2), ["--largest", "3"]);
                assert.match(RoleArn, /-scoring-explain$/);
            }
            const [request] = argumentsOf(run, "Merge the scores");
            const { explained } = request?.["Payload"] as { explained: string[] };
            assert.deepEqual(explained, ["xgboost", "linear-learner"]);
        }
        const silent = outcome("two models");
        assert.deepEqual(argumentsOf(silent, "Tell contributions"), []);
        const { explained } = argumentsOf(silent, "Merge the scores")[0]?.["Payload"] as { explained: string[] };
        assert.deepEqual(explained, []);
    });

    it("gives the job that merges what explains the scores", () => {
        const inputsOf = (name: string) =>
            (argumentsOf(outcome(name), "Merge by a job")[0]?.["ProcessingInputs"] as { InputName: string }[]).map(
                ({ InputName }) => InputName,
            );
        const usual = ["code", "rows", "report", "transformed"];
        assert.deepEqual(inputsOf("more scores than the function takes"), usual);
        assert.deepEqual(inputsOf("an explanation of very many scores"), [...usual, "explained"]);
    });

    it("says why it cannot explain, before anything is scored", () => {
        const old = outcome("a linear version of long ago");
        assert.equal(old.error, "NotExplained");
        assert.equal(
            old.cause,
            `The champion of linear-learner, ${versionArn}, does not tell what each feature adds to its scores: its run ` +
                "has left no attribution.json. Runs of models that are monitored leave one now: train it anew, or push " +
                "the file without asking for an explanation.",
        );
        const none = unexplained.outcomes["an explanation"];
        assert.equal(none?.error, "NotExplained");
        assert.match(String(none?.cause), /^No version of used-cars that serves tells what each feature adds/);
        for (const run of [old, none]) assert.deepEqual(argumentsOf(run, "Pre-process"), []);
        assert.equal(unexplained.outcomes["two models"]?.status, "SUCCEEDED");
        assert.match(String(outcome("answers that are no sum").cause), /Contributions cannot be told: no sum\.$/);
    });

    it("copies the version that landed into the run's own folder, and scores that alone", () => {
        const run = outcome("two models");
        const [{ Key, ...rest } = {}] = argumentsOf(run, "Keep the data");
        assert.deepEqual(rest, {
            CopySource: "landing/scoring/used%20cars/spring%2Bsummer.csv?versionId=3sL4kqtJlcpXroDTDmJ%2BrmSpXd3",
            Bucket: "artifacts",
            TaggingDirective: "REPLACE",
        });
        assert.match(String(Key), /^scores\/\d{8}-\d{6}-[0-9a-f]{8}\/input\/spring\+summer\.csv$/);
        assert.doesNotMatch(JSON.stringify(argumentsOf(run, "Pre-process")), /landing/);
    });

    it("claims the version that landed, and does nothing where another run has it", () => {
        const [claim] = argumentsOf(outcome("two models"), "Claim the data");
        const id = `claim#drivetrain-local-used-cars-scoring#landing/${file}#3sL4kqtJlcpXroDTDmJ+rmSpXd3`;
        assert.deepEqual((claim?.["Item"] as Record<string, unknown>)["id"], { S: id });
        const again = outcome("the same event again");
        assert.equal(again.output?.["verdict"], "duplicate");
        assert.deepEqual(
            again.calls.map(({ state }) => state),
            ["Claim the data"],
        );
    });

    it("encodes for each version by its own transform, and for no other", () => {
        const [request] = argumentsOf(outcome("two models"), "Pre-process");
        const { ContainerArguments } = request?.["AppSpecification"] as { ContainerArguments: string[] };
        const place = (algorithm: string) => `/opt/ml/processing/input/transform/${algorithm}`;
        assert.deepEqual(ContainerArguments, [
            ...["--data", "/opt/ml/processing/input/data", "--model", "/opt/ml/processing/input/model/model.json"],
            ...["--transform", `xgboost=${place("xgboost")}/transform.json`],
            `linear-learner=${place("linear-learner")}/transform.json`,
            ...["--format", "xgboost=text/csv", "linear-learner=text/csv"],
            ...["--output", "/opt/ml/processing/output", "--message", "/opt/ml/output/message"],
        ]);
        const inputs = (request?.["ProcessingInputs"] ?? []) as {
            InputName: string;
            S3Input: Record<string, string>;
        }[];
        assert.deepEqual(inputs.map(({ InputName, S3Input: { LocalPath } }) => [InputName, LocalPath]).slice(2), [
            ["data", "/opt/ml/processing/input/data"],
            ["transform-xgboost", place("xgboost")],
            ["transform-linear-learner", place("linear-learner")],
        ]);
        assert.match(String(inputs[3]?.S3Input["S3Uri"]), /transform\/transform\.json$/);
        const [alone] = argumentsOf(outcome("one model"), "Pre-process");
        assert.equal(JSON.stringify(alone).match(/transform-/g)?.length, 1);
    });

    it("shows a model the vector alone, and joins its answer to the row", () => {
        const filters = (name: string) => argumentsOf(outcome(name), "Transform").map((one) => one["DataProcessing"]);
        const csv = { InputFilter: "$[1:]", JoinSource: "Input", OutputFilter: "$[0,-1]" };
        assert.deepEqual(filters("two models"), [csv, csv]);
        const json = {
            InputFilter: "$.vector",
            JoinSource: "Input",
            OutputFilter: "$['identifier','SageMakerOutput']",
        };
        assert.deepEqual(filters("JSON lines"), [json, json]);
        const [request] = argumentsOf(outcome("JSON lines"), "Transform");
        assert.equal((request?.["TransformOutput"] as Record<string, unknown>)["Accept"], "application/jsonlines");
    });

    it("names the version that cannot score, and what to do about it", () => {
        assert.match(
            String(outcome("metadata that lacks something").cause),
            new RegExp(
                `^Find the models: The champion of (xgboost|linear-learner), ${versionArn}, cannot score: ` +
                    `.* Reject this one \\(aws sagemaker update-model-package --model-package-arn ${versionArn} ` +
                    "--model-approval-status Rejected\\), so that the one before it scores, or approve a newer one; then push " +
                    "the file once more\\.$",
            ),
        );
    });

    it("pre-processes nothing where no version serves", () => {
        const nowhere = outcome("no model");
        assert.deepEqual(
            [nowhere.error, nowhere.calls.some(({ state }) => state === "Pre-process")],
            ["NoApprovedModel", false],
        );
    });

    it("gives each algorithm its machines and its folders", () => {
        const requests = argumentsOf(outcome("two models"), "Transform");
        const of = (algorithm: string) =>
            requests.find((one) => JSON.stringify(one["TransformInput"]).includes(`/encoded/${algorithm}/`));
        assert.deepEqual(of("xgboost")?.["TransformResources"], {
            InstanceType: "ml.m5.large",
            InstanceCount: 2,
            VolumeKmsKeyId: "arn:aws:kms:us-east-1:111111111111:key/9a1b",
        });
        // Disks of its own, which the hardware encrypts.
        assert.deepEqual(of("linear-learner")?.["TransformResources"], {
            InstanceType: "ml.g5.xlarge",
            InstanceCount: 1,
        });
        assert.match(JSON.stringify(of("xgboost")?.["TransformOutput"]), /\/transformed\/xgboost\/"/);
    });

    it("tells the merging function all that it asks for", () => {
        const [request] = argumentsOf(outcome("two models"), "Merge the scores");
        const { location, runId, executionArn, startedAt, models, ...rest } = request?.["Payload"] as Record<
            string,
            unknown
        >;
        assert.equal(location, `s3://artifacts/scores/${String(runId)}`);
        assert.match(String(executionArn), /^arn:aws:states:/);
        assert.match(String(startedAt), /^\d{4}-\d\d-\d\dT/);
        assert.deepEqual(Object.keys((models as object[])[0] ?? {}).sort(), [
            ...["algorithm", "batchFormat", "modelName", "modelPackageArn", "rmse"],
        ]);
        assert.deepEqual(
            (models as { rmse: unknown }[]).map(({ rmse }) => rmse),
            [2280.1, 2280.1],
        );
        assert.deepEqual(rest, {
            ...{ file: "spring+summer.csv", input: `s3://landing/${file}`, mergedByJob: false },
            explained: [],
        });
    });

    it("has more scores than the function takes merged by a job, as the function says, and told by the function", () => {
        const run = outcome("more scores than the function takes");
        assert.equal(run.output?.["verdict"], "scored", String(run.cause));
        assert.equal(run.output?.["location"], "s3://artifacts/result.csv");
        assert.ok(!("mergeJob" in (run.output ?? {})));
        const asked = argumentsOf(run, "Merge the scores").map(({ Payload }) => Payload as Record<string, unknown>);
        assert.deepEqual(
            asked.map(({ mergedByJob }) => mergedByJob),
            [false, true],
        );
        const [request] = argumentsOf(run, "Merge by a job");
        const { ContainerArguments, ContainerEntrypoint } = request?.["AppSpecification"] as Record<string, string[]>;
        assert.deepEqual(ContainerArguments, [
            ...["--rows", "/opt/ml/processing/input/rows"],
            ...["--report", "/opt/ml/processing/input/report/report.json"],
            ...["--transformed", "/opt/ml/processing/input/transformed"],
            ...["--output", "/opt/ml/processing/output", "--message", "/opt/ml/output/message"],
            ...["--file=spring.csv", "--rule=max"],
        ]);
        assert.equal(ContainerEntrypoint?.at(-1), "/opt/ml/processing/input/code/preprocess/merge.py");
        assert.match(String(request?.["ProcessingJobName"]), /-a0$/);
        const inputs = request?.["ProcessingInputs"] as { S3Input: Record<string, string> }[];
        assert.deepEqual(
            inputs.map(({ S3Input }) => [S3Input["S3Uri"]?.split("/").slice(-2)[0], S3Input["LocalPath"]]),
            ["code", "rows", "report", "transformed"].map((name) => [name, `/opt/ml/processing/input/${name}`]),
        );
        assert.deepEqual(argumentsOf(outcome("two models"), "Merge by a job"), []);
    });

    it("goes on without an algorithm that has no approved version, and says so", () => {
        const run = outcome("one model");
        assert.equal(run.output?.["verdict"], "scored");
        assert.equal((run.output?.["degraded"] as unknown[]).length, 1);
        assert.equal(argumentsOf(run, "Transform").length, 1);
    });

    for (const [name, error, cause] of [
        ["no model", "NoApprovedModel", /No version of used-cars serves, of any algorithm .*: train first/],
        ["rows that are not the same", "States.TaskFailed", /^Merge by a job: Merging failed: row 3 /],
        ["unusable file", "States.TaskFailed", /^Pre-process: Pre-processing failed: no rows\.$/],
        ["failed job", "States.TaskFailed", /^Score: Transform: AlgorithmError: no such model$/],
        ["stopped job", "States.TaskFailed", /^Score: Transform: the job ended as Stopped$/],
        [
            "a version without metadata",
            "UnusableVersion",
            /has no usable model-name, transform, batch-format\. Versions that training registers have all of it\. /,
        ],
        ["metadata that lacks something", "UnusableVersion", /: its metadata has no usable transform\. /],
        ["a format that nobody writes", "UnusableVersion", /: its metadata has no usable batch-format\. /],
        ["never machines for pre-processing", "SageMaker.ResourceLimitExceededException", /^Pre-process: it broke/],
    ] as const) {
        it(`fails, and says why: ${name}`, () => {
            const run = outcome(name);
            assert.equal(run.status, "FAILED");
            assert.equal(run.error, error);
            assert.match(String(run.cause), cause);
        });
    }

    it("waits for machines, and calls each try by a new name", () => {
        const lasts = (name: string, state: string, field: string) =>
            argumentsOf(outcome(name), state).map((one) => /-([0-9a-z]+)$/.exec(String(one[field]))?.[1]);
        for (const name of ["no machines for pre-processing", "no machines for one job", "a full quota"]) {
            assert.equal(outcome(name).output?.["verdict"], "scored", name);
        }
        assert.deepEqual(lasts("no machines for pre-processing", "Pre-process", "ProcessingJobName"), [
            "00",
            "10",
            "20",
        ]);
        assert.deepEqual(lasts("two models", "Transform", "TransformJobName").sort(), ["000", "100"]);
        const tries = lasts("no machines for one job", "Transform", "TransformJobName").map((name) => name?.slice(1));
        assert.deepEqual(tries, ["00", "10"]);
        assert.equal(argumentsOf(outcome("never machines for pre-processing"), "Pre-process").length, 10);
    });

    it("ends with the names of the states and the error, whichever task fails", () => {
        const within: Readonly<Record<string, string>> = {
            "Find the champion": "Find the models: ",
            "Read the version": "Find the models: ",
            Transform: "Score: ",
            "Transform: look": "Score: ",
            "Tell contributions": "Explain: ",
        };
        for (const { name } of fallible(definition)) {
            const run = outcome(`${name}: fails`);
            if (tellsOfWait(name)) {
                assert.equal(run.output?.["verdict"], "scored", `${name}: nobody could be told of a wait`);
                continue;
            }
            assert.equal(run.status, "FAILED", name);
            assert.deepEqual([run.error, run.cause], ["Some.Error", `${within[name] ?? ""}${name}: it broke`]);
        }
    });

    it("gets over throttling in every task, and calls jobs by a new name", () => {
        for (const { name, retries } of fallible(definition)) {
            for (const error of retries) {
                const run = outcome(`${name}: retried after ${error}`);
                assert.equal(run.output?.["verdict"], "scored", `${name}: ${run.cause}`);
            }
        }
        const names = argumentsOf(
            outcome("Pre-process: retried after SageMaker.AmazonSageMakerException"),
            "Pre-process",
        );
        assert.deepEqual(
            names.map(({ ProcessingJobName }) => String(ProcessingJobName).slice(-3)),
            ["-00", "-01"],
        );
    });
});
