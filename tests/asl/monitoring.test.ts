import assert from "node:assert/strict";
import { monitorDefinition } from "../../components/monitoring/machine/definition";
import { isJobName } from "../../contracts/runIds";
import { container, definitionArgs, explained, names } from "../components/monitoring/definitionArgs";
import { leaseScenarios } from "./leaseRuns";
import { argumentsOf, callsOf, fails, ok, type Scenario, Scenarios, shortages, tellsOfWait } from "./scenarios";
import { type Outcome, walkAll } from "./walks";

const definition = monitorDefinition(definitionArgs());

const parameters = (parameter: string, values: Readonly<Record<string, string>>) =>
    ok({
        Parameters: Object.entries(values).map(([algorithm, Value]) => ({
            Name: `/drivetrain/local/used-cars/${algorithm}/champion/${parameter}`,
            Value,
        })),
        InvalidParameters: [],
    });
const versionOf = (algorithm: string) =>
    `arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-${algorithm}-local/3`;
const baselineOf = (algorithm: string) => `s3://artifacts/runs/${algorithm}/20260101-000000-00000000/baseline`;
const transformOf = (algorithm: string) =>
    `s3://artifacts/runs/${algorithm}/20260101-000000-00000000/transform/transform.json`;
const of = (value: (algorithm: string) => string, ...algorithms: string[]) =>
    Object.fromEntries(algorithms.map((algorithm) => [algorithm, value(algorithm)]));
const counted = (rows: number, labelled: number) =>
    ok({
        Body: JSON.stringify({ rows, labelled, pending: 0, brokenLines: 0, watch: { generation: 3, invocations: {} } }),
    });
const verdict = (word: string) => ok({ StatusCode: 200, Payload: { verdict: word, violations: {} } });

const report = "Write the report";
const described = { name: "job", startedAt: 1_767_225_600_000, endedAt: 1_767_225_612_000, message: "Completed" };

const usual = {
    input: {},
    answers: {
        "Take the lease": [ok({ Attributes: { id: { S: `lease#${names.stateMachine}` } } })],
        "Find the versions": [parameters("model-package-arn", of(versionOf, "xgboost", "linear-learner"))],
        "Find their transforms": [parameters("transform", of(transformOf, "linear-learner", "xgboost"))],
        "Find their baselines": [parameters("baseline", of(baselineOf, "linear-learner", "xgboost"))],
        "Find the key": [ok({ KeyMetadata: { Arn: "arn:aws:kms:us-east-1:111111111111:key/9a1b" } })],
        "Read the open window": [ok({})],
        "Begin the window": [ok({})],
        Consolidate: [ok({ JobRunState: "SUCCEEDED", JobName: names.consolidation, Id: "jr_1", ExecutionTime: 61 })],
        "Evaluate payload": [counted(804, 0)],
        "Keep the window open": [ok({})],
        "Watch the captures": [ok({ StatusCode: 200, Payload: [] })],
        Analyze: [
            ok({
                ...{ ProcessingJobStatus: "Completed", ProcessingJobName: described.name },
                ...{ ProcessingStartTime: described.startedAt, ProcessingEndTime: described.endedAt },
                ExitMessage: described.message,
            }),
        ],
        "Write the report": [ok({ StatusCode: 200, Payload: { report: "s3://captures/reports/1/report.html" } })],
        "Evaluate drift": [verdict("calm")],
        "Close the window": [ok({})],
        "Tell of the drift": [ok({ FailedEntryCount: 0, Entries: [{ EventId: "9a1b" }] })],
    },
};

/** The ledger's item once a run has judged the data, and no label has come yet. */
const judgedLast = "s3://artifacts/monitoring/20260101-000000-00000000";
const judgedBefore = ok({ Item: { judged: { S: JSON.stringify({ "data-quality": `${judgedLast}/data-quality` }) } } });

/** Of a deployment's settlement a monitor knows nothing. */
const leases = Object.entries(leaseScenarios).filter(([name]) => !name.includes("deployment"));
const scenarios: Readonly<Record<string, Scenario>> = {
    calm: {},
    drifted: { answers: { "Evaluate drift": [verdict("drifted")] } },
    "with labels": { answers: { "Evaluate payload": [counted(804, 12)] } },
    "an endpoint that captures nothing": {
        answers: {
            "Evaluate payload": [counted(0, 0)],
            "Watch the captures": [ok({ StatusCode: 200, Payload: [{ endpoint: "cars", short: true }] })],
        },
    },
    "labels alone": { answers: { "Evaluate payload": [counted(0, 12)] } },
    "nothing new": { answers: { "Evaluate payload": [counted(0, 0)] } },
    "labels of no row": {
        answers: {
            "Evaluate payload": [ok({ Body: JSON.stringify({ rows: 0, labelled: 0, labels: 7, watch: {} }) })],
        },
    },
    "no version serves": {
        answers: {
            "Find the versions": [parameters("model-package-arn", {})],
            "Find their transforms": [parameters("transform", {})],
            "Find their baselines": [parameters("baseline", {})],
        },
    },
    "a version of long ago": {
        answers: { "Find their baselines": [parameters("baseline", of(baselineOf, "xgboost"))] },
    },
    "a version that has none": {
        answers: {
            "Find their baselines": [
                parameters("baseline", { xgboost: baselineOf("xgboost"), "linear-learner": "none" }),
            ],
        },
    },
    "a window that was left open": {
        answers: { "Read the open window": [ok({ Item: { location: { S: "s3://captures/consolidated/before/" } } })] },
    },
    "a window of which nobody knows": {
        answers: {
            "Read the open window": [
                ok({
                    Item: {
                        location: { S: "s3://captures/consolidated/before/" },
                        begun: { S: "s3://captures/consolidated/begun/" },
                    },
                }),
            ],
        },
    },
    "a run after another": { answers: { "Read the open window": [judgedBefore] } },
    "labels after data": {
        answers: { "Read the open window": [judgedBefore], "Evaluate payload": [counted(0, 12)] },
    },
    "a failed analysis": {
        answers: { Analyze: [fails("States.TaskFailed", JSON.stringify({ FailureReason: "no baseline" }))] },
    },
    ...Object.fromEntries(leases),
};

/** XGBoost is asked what each feature adds to its answers: by a job in its own image, of the window's vectors. */
const asking = monitorDefinition(definitionArgs({ explained }));
const asked = {
    ...usual,
    answers: {
        ...usual.answers,
        "Encode the window": [ok({ ProcessingJobStatus: "Completed" })],
        "Find its artifact": [
            ok({ InferenceSpecification: { Containers: [{ ModelDataUrl: "s3://artifacts/runs/model.tar.gz" }] } }),
        ],
        "Ask the version": [ok({ ProcessingJobStatus: "Completed" })],
    },
};
const failedJob = (reason: string) => [fails("States.TaskFailed", JSON.stringify({ ExitMessage: reason }))];
const ofAttributions: Readonly<Record<string, Scenario>> = {
    ...scenarios,
    "a linear version alone": {
        answers: { "Find their baselines": [parameters("baseline", of(baselineOf, "linear-learner"))] },
    },
    "a window that cannot be encoded": { answers: { "Encode the window": failedJob("no row") } },
    "trees that cannot be asked": { answers: { "Ask the version": failedJob("no sum") } },
};

interface ProcessingRequest {
    readonly ProcessingJobName: string;
    readonly AppSpecification: { readonly ImageUri: string; readonly ContainerArguments: readonly string[] };
    readonly ProcessingInputs: readonly { InputName: string; S3Input: { S3Uri: string; LocalPath: string } }[];
}

describe("asl: the monitor's state machine that compares attributions", () => {
    let walked: Scenarios;
    before(async () => {
        walked = await Scenarios.walk(asking, asked, ofAttributions, definition);
    });
    const requests = (name: string, state: string) =>
        argumentsOf(walked.outcome(name), state) as unknown as ProcessingRequest[];

    it("is walked whole, by arguments that each API takes", () => {
        assert.deepEqual(walked.untaken, [], "No walk takes these: add a scenario.");
        assert.deepEqual(walked.problems, []);
    });

    it("asks the trees that serve in their own image, and gives the analyzer what they told", () => {
        const run = walked.outcome("calm");
        assert.equal(run.status, "SUCCEEDED", String(run.cause));
        const [encoding] = requests("calm", "Encode the window");
        const given = encoding?.AppSpecification.ContainerArguments ?? [];
        assert.deepEqual(given.slice(given.indexOf("--transform") + 1, given.indexOf("--output")), [
            "xgboost=/opt/ml/processing/input/transform/xgboost/transform.json",
        ]);
        const [question] = requests("calm", "Ask the version");
        assert.equal(question?.AppSpecification.ImageUri, explained.xgboost);
        assert.deepEqual(
            question?.ProcessingInputs.slice(1).map(({ S3Input }) => S3Input.S3Uri.replace(/\d{8}-\d{6}-\w{8}/, "run")),
            [
                "s3://artifacts/runs/model.tar.gz",
                transformOf("xgboost").replace(/\d{8}-\d{6}-\w{8}/, "run"),
                "s3://captures/consolidated/run/vectors/xgboost/",
            ],
        );
        const [analysis] = requests("calm", "Analyze");
        assert.deepEqual(analysis?.AppSpecification.ContainerArguments.slice(-2), [
            ...["--attribution", "xgboost=/opt/ml/processing/input/attribution/xgboost"],
        ]);
        const told = analysis?.ProcessingInputs.find(({ InputName }) => InputName === "attribution-xgboost");
        assert.match(told?.S3Input.S3Uri ?? "", /^s3:\/\/artifacts\/monitoring\/[^/]+\/attribution\/xgboost\/$/);
        for (const { ProcessingJobName } of [...requests("calm", "Encode the window"), question, analysis].flat()) {
            assert.ok(isJobName(String(ProcessingJobName), names.base), ProcessingJobName);
        }
    });

    it("asks nobody of labels, nor where no trees serve", () => {
        for (const name of ["labels alone", "a linear version alone"]) {
            assert.deepEqual(requests(name, "Encode the window"), [], name);
            const [analysis] = requests(name, "Analyze");
            assert.ok(!analysis?.AppSpecification.ContainerArguments.includes("--attribution"), name);
        }
        const both = requests("with labels", "Analyze").map(({ AppSpecification }) => AppSpecification);
        assert.deepEqual(
            both.map(({ ContainerArguments: given }) => [given[0], given.includes("--attribution")]).sort(),
            [...[["data-quality", true]], ...[["model-quality", false]]],
        );
    });

    it("tells why nobody could be asked, and keeps the window open", () => {
        for (const [name, cause] of [
            ["a window that cannot be encoded", /Encode the window: no row/],
            ["trees that cannot be asked", /Ask the version: no sum/],
        ] as const) {
            const run = walked.outcome(name);
            assert.match(String(run.cause), cause);
            assert.deepEqual(callsOf(run, "Close the window"), []);
        }
    });
});

describe("asl: the monitor's state machine", () => {
    let walked: Scenarios;
    before(async () => {
        walked = await Scenarios.walk(definition, usual, scenarios);
    });

    it("calls every API with arguments that its model takes", () => {
        assert.deepEqual(walked.problems, []);
    });

    it("is walked whole: every state, branch, catcher and retrier", () => {
        assert.deepEqual(walked.untaken, [], "No walk takes these: add a scenario.");
    });

    it("judges the features by the baseline of each version that serves", () => {
        const run = walked.outcome("calm");
        assert.equal(run.status, "SUCCEEDED", String(run.cause));
        assert.deepEqual(run.output, { verdict: "calm", violations: {}, captures: [] });
        const [job] = argumentsOf(run, "Analyze") as unknown as [
            {
                readonly AppSpecification: { readonly ContainerArguments: readonly string[] };
                readonly ProcessingInputs: readonly { InputName: string; S3Input: { S3Uri: string } }[];
            },
        ];
        const given = job.AppSpecification.ContainerArguments;
        assert.equal(given[0], "data-quality");
        assert.deepEqual(given.slice(given.indexOf("--baseline") + 1, given.indexOf("--output")), [
            "xgboost=/opt/ml/processing/input/baseline/xgboost",
            "linear-learner=/opt/ml/processing/input/baseline/linear-learner",
        ]);
        const places = Object.fromEntries(job.ProcessingInputs.map((one) => [one.InputName, one.S3Input.S3Uri]));
        assert.equal(places["baseline-xgboost"], `${baselineOf("xgboost")}/`);
        assert.match(places["data"] ?? "", /^s3:\/\/captures\/consolidated\/\d{8}-\d{6}-[0-9a-f]{8}\/data\/$/);
    });

    it("names its jobs so that a teardown finds them", () => {
        const [job] = argumentsOf(walked.outcome("calm"), "Analyze");
        assert.ok(isJobName(String(job?.["ProcessingJobName"]), names.base), String(job?.["ProcessingJobName"]));
    });

    it("judges the errors only where labels came, and nothing but them where nothing was asked", () => {
        const judged = (name: string) =>
            argumentsOf(walked.outcome(name), "Analyze")
                .map((one) => (one as { AppSpecification: { ContainerArguments: string[] } }).AppSpecification)
                .map(({ ContainerArguments: [first] }) => first)
                .sort();
        assert.deepEqual(judged("calm"), ["data-quality"]);
        assert.deepEqual(judged("with labels"), ["data-quality", "model-quality"]);
        assert.deepEqual(judged("labels alone"), ["model-quality"]);
        assert.deepEqual(judged("nothing new"), []);
        assert.equal(walked.outcome("nothing new").output?.["verdict"], "nothing new");
        assert.match(String(walked.outcome("labels of no row").output?.["reason"]), /none is of a row .*: 7\.$/);
    });

    it("holds captures against invocations where nothing came, too, since that is what their end looks like", () => {
        const run = walked.outcome("an endpoint that captures nothing");
        assert.deepEqual(
            argumentsOf(run, "Watch the captures").map(({ Payload }) => (Payload as { watch: object }).watch),
            [{ generation: 3, invocations: {} }],
        );
        assert.deepEqual(run.output?.["captures"], [{ endpoint: "cars", short: true }]);
        assert.equal(callsOf(walked.outcome("with labels"), "Watch the captures").length, 1);
    });

    it("reads nothing while no version has a baseline, so that nothing is lost", () => {
        const run = walked.outcome("no version serves");
        assert.equal(run.output?.["verdict"], "nothing new");
        assert.deepEqual(callsOf(run, "Consolidate"), []);
    });

    for (const name of ["a version of long ago", "a version that has none"]) {
        it(`leaves ${name} out`, () => {
            const [question] = argumentsOf(walked.outcome(name), "Evaluate drift");
            const { models } = question?.["Payload"] as { models: { algorithm: string }[] };
            assert.deepEqual(
                models.map(({ algorithm }) => algorithm),
                ["xgboost"],
            );
        });
    }

    it("tells the consolidation whose endpoint is whose, and by what its vectors are decoded", () => {
        const [{ Arguments } = {}] = argumentsOf(walked.outcome("calm"), "Consolidate");
        const { "--endpoints": endpoints = "", "--run_id": run } = Arguments as Record<string, string>;
        assert.match(String(run), /^\d{8}-\d{6}-[0-9a-f]{8}$/);
        assert.deepEqual(JSON.parse(endpoints), {
            "used-cars-xgboost-local": { algorithm: "xgboost", transform: transformOf("xgboost") },
            "used-cars-linear-learner-local": {
                algorithm: "linear-learner",
                transform: transformOf("linear-learner"),
            },
        });
    });

    it("carries over what an earlier run read and did not judge", () => {
        const carried = (name: string, argument = "--carry_over") =>
            argumentsOf(walked.outcome(name), "Consolidate").map(
                (one) => (one["Arguments"] as Record<string, string>)[argument],
            );
        assert.deepEqual(carried("calm"), [undefined]);
        assert.deepEqual(carried("a window that was left open"), ["s3://captures/consolidated/before/"]);
        assert.deepEqual(carried("a window that was left open", "--begun"), [undefined]);
        assert.deepEqual(carried("a window of which nobody knows"), ["s3://captures/consolidated/before/"]);
        assert.deepEqual(carried("a window of which nobody knows", "--begun"), ["s3://captures/consolidated/begun/"]);
    });

    it("notes where its rows will be before any are read, since a run may end at any time", () => {
        const run = walked.outcome("calm");
        const [note] = argumentsOf(run, "Begin the window");
        const [judged] = argumentsOf(run, "Evaluate drift");
        assert.deepEqual(note?.["ExpressionAttributeValues"], {
            ":windows": { S: (judged?.["Payload"] as { readonly window: string }).window },
        });
        const again = argumentsOf(walked.outcome("a window of which nobody knows"), "Begin the window");
        assert.match(JSON.stringify(again), /consolidated\/[\d-]+[^/]+\/,s3:\/\/captures\/consolidated\/begun\/"/);
    });

    it("leaves the window open where it fails, and closes it once it is judged", () => {
        const failed = walked.outcome("a failed analysis");
        assert.equal(failed.status, "FAILED");
        assert.match(String(failed.cause), /^Judge: .*no baseline/s);
        assert.equal(callsOf(failed, "Keep the window open").length, 1);
        assert.deepEqual(callsOf(failed, "Close the window"), []);
        assert.equal(callsOf(walked.outcome("calm"), "Close the window").length, 1);
    });

    it("hands the analyzer what earlier windows had only where violations must persist", () => {
        const [job] = argumentsOf(walked.outcome("a run after another"), "Analyze");
        assert.ok(!JSON.stringify(job).includes("history"));
    });

    it("remembers by judgement which run judged last, beside the window that it opens", () => {
        const itemOf = (name: string, state: string) => {
            const [{ Item } = {}] = argumentsOf(walked.outcome(name), state);
            return Item as Record<string, { readonly S: string }>;
        };
        const of = (name: string) => JSON.parse(itemOf(name, "Close the window")["judged"]?.S ?? "") as unknown;
        const folder = argumentsOf(walked.outcome("labels alone"), "Evaluate drift")[0]?.["Payload"];
        const { location } = folder as { readonly location: string };
        assert.deepEqual(of("labels alone"), { "model-quality": `${location}/model-quality` });
        assert.deepEqual(Object.keys(of("with labels") as object).sort(), ["data-quality", "model-quality"]);
        assert.deepEqual(Object.keys(itemOf("calm", "Close the window")).sort(), ["id", "judged"]);
        const open = itemOf("a run after another", "Keep the window open");
        assert.deepEqual(JSON.parse(open["judged"]?.S ?? ""), { "data-quality": `${judgedLast}/data-quality` });
        const { "data-quality": last, ...others } = of("a run after another") as Record<string, string>;
        assert.notEqual(last, `${judgedLast}/data-quality`);
        assert.deepEqual(others, {});
        assert.deepEqual(Object.keys(of("labels after data") as object).sort(), ["data-quality", "model-quality"]);
    });

    it("tells the bus of drift, and of nothing else", () => {
        assert.deepEqual(callsOf(walked.outcome("calm"), "Tell of the drift"), []);
        const [told] = argumentsOf(walked.outcome("drifted"), "Tell of the drift");
        const [entry] = told?.["Entries"] as Record<string, unknown>[];
        assert.equal(entry?.["DetailType"], "DriftDetected");
        assert.equal(entry?.["Source"], "drivetrain.monitor");
    });

    it("fails with the state's name where a task fails for good", () => {
        const failures = walked.failures.filter(([name]) => !tellsOfWait(name) && name !== report);
        for (const [state, run] of failures) {
            assert.equal(run.status, "FAILED", state);
        }
    });

    it("has the report before it tells of drift, and tells of drift without one", () => {
        const told = (run: (typeof walked.failures)[number][1]) =>
            argumentsOf(run, "Evaluate drift").map((one) => (one["Payload"] as { report: string }).report);
        assert.deepEqual(told(walked.outcome("drifted")), ["s3://captures/reports/1/report.html"]);
        const without = walked.failures.filter(([name]) => name === report);
        assert.ok(without.length > 0);
        for (const [, run] of without) {
            assert.equal(run.status, "SUCCEEDED", String(run.cause));
            assert.deepEqual(told(run), [""]);
        }
    });

    it("tells the report what the jobs were", () => {
        const [question] = argumentsOf(walked.outcome("with labels"), report);
        const { jobs, reportFolder } = question?.["Payload"] as { jobs: unknown; reportFolder: string };
        assert.match(reportFolder, /^s3:\/\/captures\/reports\/\d{8}-\d{6}-[0-9a-f]{8}$/);
        assert.deepEqual(jobs, {
            consolidation: { name: names.consolidation, run: "jr_1", seconds: 61 },
            analyses: ["data-quality", "model-quality"].map((judgement) => ({ judgement, ...described })),
        });
    });

    it("goes on after errors that pass", () => {
        for (const [what, run] of walked.retried) {
            assert.equal(run.status, "SUCCEEDED", `${what}: ${String(run.cause)}`);
        }
    });
});

describe("asl: the monitor's state machine, where violations must persist", () => {
    const names = ["calm", "a run after another", "labels after data"];
    let outcomes: Readonly<Record<string, Outcome>>;
    before(async () => {
        const walks = names.map((name) => {
            const answers = { ...usual.answers, ...scenarios[name]?.answers };
            return [name, { ...usual, answers }] as const;
        });
        ({ outcomes } = await walkAll(
            monitorDefinition(definitionArgs({ persists: true })),
            Object.fromEntries(walks),
        ));
    });

    it("calls every API with arguments that its model takes", () => {
        for (const name of names) {
            assert.deepEqual(outcomes[name]?.problems, [], name);
            assert.equal(outcomes[name].status, "SUCCEEDED", name);
        }
    });

    const historyOf = (name: string) => {
        const [job] = argumentsOf(outcomes[name] as Outcome, "Analyze") as unknown as [
            {
                readonly AppSpecification: { readonly ContainerArguments: readonly string[] };
                readonly ProcessingInputs: readonly {
                    readonly InputName: string;
                    readonly S3Input: { readonly S3Uri: string; readonly LocalPath: string };
                }[];
            },
        ];
        const given = job.AppSpecification.ContainerArguments;
        const place = given.includes("--history") ? given[given.indexOf("--history") + 1] : undefined;
        const input = job.ProcessingInputs.find((one) => one.InputName === "history");
        assert.equal(input?.S3Input.LocalPath, place);
        return input?.S3Input.S3Uri;
    };

    it("hands the analyzer what the run found that judged the same last, and nothing the first time", () => {
        assert.equal(historyOf("calm"), undefined);
        assert.equal(historyOf("a run after another"), `${judgedLast}/data-quality/drift`);
        assert.equal(historyOf("labels after data"), undefined);
    });
});

describe("asl: the monitor's state machine, by Model Monitor's own container", () => {
    const { Analyze, ...others } = usual.answers;
    const answers = { ...others, "Write plain rows": Analyze, "Analyze by the container": Analyze };
    const reason = fails("States.TaskFailed", JSON.stringify({ ExitMessage: "Error: no statistics" }));
    let walked: Scenarios;
    before(async () => {
        walked = await Scenarios.walk(
            monitorDefinition(definitionArgs({ container })),
            { input: {}, answers },
            {
                ...scenarios,
                "a failed analysis": { answers: { "Analyze by the container": [reason] } },
                // Versions take their answers from one list; one of them alone has both shortages.
                "machines are short twice": {
                    answers: {
                        ...scenarios["a version of long ago"]?.answers,
                        "Analyze by the container": [...shortages, ...Analyze],
                    },
                },
                "no row to write": { answers: { "Write plain rows": [reason] } },
            },
        );
    });

    it("calls every API with arguments that its model takes", () => {
        assert.deepEqual(walked.problems, []);
    });

    it("is walked whole: every state, branch, catcher and retrier", () => {
        assert.deepEqual(walked.untaken, [], "No walk takes these: add a scenario.");
    });

    interface Request {
        readonly ProcessingJobName: string;
        readonly AppSpecification: { readonly ImageUri: string; readonly ContainerArguments?: readonly string[] };
        readonly Environment?: Readonly<Record<string, string>>;
        readonly ProcessingInputs: readonly {
            readonly InputName: string;
            readonly S3Input: { readonly S3Uri: string; readonly LocalPath: string };
        }[];
        readonly ProcessingOutputConfig: {
            readonly Outputs: readonly { readonly S3Output: { readonly S3Uri: string } }[];
        };
    }
    const requests = (state: string) =>
        argumentsOf(walked.outcome("with labels"), state) as unknown as readonly Request[];
    const outputOf = ({ ProcessingOutputConfig: { Outputs } }: Request) => Outputs[0]?.S3Output.S3Uri ?? "";
    const inputsOf = ({ ProcessingInputs }: Request) =>
        Object.fromEntries(ProcessingInputs.map(({ InputName, S3Input }) => [InputName, S3Input.S3Uri]));

    it("writes each judgement's rows anew, in the window", () => {
        const [data, quality, ...more] = requests("Write plain rows");
        assert.deepEqual(more, []);
        assert.match(outputOf(data as Request), /^s3:\/\/captures\/consolidated\/[^/]+\/plain\/data-quality\/$/);
        assert.match(outputOf(quality as Request), /\/plain\/model-quality\/$/);
        assert.deepEqual(quality?.AppSpecification.ContainerArguments?.slice(0, 4), [
            ...["model-quality", "--name", "xgboost", "linear-learner"],
        ]);
    });

    it("has the container judge them by each version's baseline, where the drift's evaluation looks for it", () => {
        const [{ location } = { location: "" }] = argumentsOf(walked.outcome("with labels"), "Evaluate drift").map(
            ({ Payload }) => Payload as { readonly location: string },
        );
        const jobs = Object.fromEntries(requests("Analyze by the container").map((job) => [outputOf(job), job]));
        const written: Readonly<Record<string, string>> = Object.fromEntries(
            requests("Write plain rows").map((job) => [
                job.AppSpecification.ContainerArguments?.[0] ?? "",
                outputOf(job),
            ]),
        );
        assert.deepEqual(
            Object.keys(jobs).sort(),
            ["data-quality", "model-quality"].flatMap((judgement) =>
                ["linear-learner", "xgboost"].map((algorithm) => `${location}/${judgement}/${algorithm}/`),
            ),
        );
        const { Environment, AppSpecification, ...data } = jobs[`${location}/data-quality/xgboost/`] as Request;
        assert.deepEqual(AppSpecification, { ImageUri: container });
        const files = "/opt/ml/processing/input";
        const common = {
            dataset_format: '{"csv":{"header":true,"output_columns_position":"START"}}',
            ...{ dataset_source: `${files}/data`, output_path: "/opt/ml/processing/output" },
            publish_cloudwatch_metrics: "Disabled",
        };
        assert.deepEqual(Environment, {
            ...common,
            baseline_statistics: `${files}/statistics/statistics.json`,
            baseline_constraints: `${files}/constraints/constraints.json`,
        });
        assert.deepEqual(inputsOf(data as Request), {
            data: written["data-quality"],
            statistics: `${baselineOf("xgboost")}/statistics.json`,
            constraints: `${baselineOf("xgboost")}/constraints.json`,
        });
        const quality = jobs[`${location}/model-quality/linear-learner/`] as Request;
        assert.deepEqual(quality.Environment, {
            ...common,
            ...{ analysis_type: "MODEL_QUALITY", problem_type: "Regression" },
            ...{ inference_attribute: "prediction", ground_truth_attribute: "label" },
            baseline_statistics: `${files}/statistics/quality_statistics.json`,
            baseline_constraints: `${files}/constraints/quality_constraints.json`,
        });
        assert.deepEqual(inputsOf(quality), {
            data: `${written["model-quality"]}linear-learner/`,
            statistics: `${baselineOf("linear-learner")}/quality_statistics.json`,
            constraints: `${baselineOf("linear-learner")}/quality_constraints.json`,
        });
    });

    it("names each job differently, and so that a teardown finds it", () => {
        const jobs = ["Write plain rows", "Analyze by the container"].flatMap(requests);
        const given = jobs.map(({ ProcessingJobName }) => ProcessingJobName);
        assert.equal(new Set(given).size, 6);
        for (const name of given) assert.ok(isJobName(name, names.base), name);
    });

    it("fails with what the job says of itself, and leaves the window open", () => {
        for (const name of ["a failed analysis", "no row to write"]) {
            const run = walked.outcome(name);
            assert.equal(run.status, "FAILED");
            assert.match(String(run.cause), /^Judge: .*Error: no statistics/s);
            assert.deepEqual(callsOf(run, "Close the window"), []);
        }
    });

    it("goes on after errors that pass", () => {
        for (const [what, run] of walked.retried) {
            assert.equal(run.status, "SUCCEEDED", `${what}: ${String(run.cause)}`);
        }
    });
});
