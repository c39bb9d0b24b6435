import assert from "node:assert/strict";
import { definitionArgs, names } from "../components/training/definitionArgs";
import { training } from "./definitions";
import { packageArn } from "./leaseRuns";
import { argumentsOf, callsOf, fails, type Scenarios, tellsOfWait } from "./scenarios";
import { created, first, standardRuns } from "./trainingRuns";
import { type Outcome, walkAll } from "./walks";

const definition = training("standard");

/** The states that have others in them, by those. */
const outerStates: Readonly<Record<string, string>> = {
    "Keep an object": "Keep the objects",
    "Predict the test rows": "Evaluate the contenders",
    "Baseline of the data": "Make the baselines",
    "Predict shuffled rows": "Make the baselines",
    "Baseline of the quality": "Make the baselines",
};

/** What jobs count their tries by where a run has several of a kind. */
const digitsOf: Readonly<Record<string, string>> = {
    "Baseline of the data": "abcdefghij",
    "Predict shuffled rows": "klmnopqrst",
    "Baseline of the quality": "klmnopqrst",
};

describe("asl: the training state machine", () => {
    let runs: Scenarios;
    before(async () => {
        runs = await standardRuns();
    });

    const outcome = (name: string) => runs.outcome(name);
    const argumentOf = (run: Outcome, state: string) => argumentsOf(run, state)[0] ?? {};
    const runName = (run: Outcome) => String(argumentOf(run, "Save the model")["ModelName"]);

    it("calls every API with arguments that its model takes", () => assert.deepEqual(runs.problems, []));

    it("is walked whole: every state, branch, catcher and retrier", () => {
        assert.deepEqual(runs.untaken, [], "No walk takes these: add a scenario.");
    });

    it("has an accepted model deployed, by an execution of its own name that takes its lease over", () => {
        const run = outcome("first model");
        assert.equal(run.status, "SUCCEEDED", String(run.cause));
        assert.match(runName(run), /^used-cars-xgboost-local-\d{8}-\d{6}-[0-9a-f]{8}$/);
        const { Name, Input, StateMachineArn } = argumentOf(run, "Deploy the model");
        assert.equal(`used-cars-xgboost-local-${String(Name)}`, runName(run));
        assert.equal(
            StateMachineArn,
            "arn:aws:states:us-east-1:111111111111:stateMachine:drivetrain-local-used-cars-xgboost-deployment",
        );
        const {
            versionArn,
            sentBy,
            AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: parent,
        } = Input as Record<string, string>;
        assert.deepEqual([versionArn, parent], [packageArn, sentBy]);
        assert.match(String(sentBy), /^arn:aws:states:.*:execution:walk-\d+:walk$/);
        assert.deepEqual(run.output, { verdict: "promoted", reason: "it serves" });
        assert.equal(outcome("deployment that finds another champion").output?.["verdict"], "superseded");
    });

    it("tells the failure of its deployment as the deployment does, which has rejected the version", () => {
        const run = outcome("deployment that fails");
        assert.deepEqual(
            [run.error, run.cause],
            ["EndpointNotServing", "Describe endpoint: The endpoint is InService: Alarm x-5xx went into ALARM"],
        );
        assert.deepEqual(callsOf(run, "Reject the model"), []);
        const aborted = outcome("deployment that is aborted");
        assert.deepEqual(
            [aborted.error, aborted.cause],
            ["States.TaskFailed", "Deploy the model: the deployment arn:of:deployment ended as ABORTED"],
        );
        assert.match(
            String(outcome("deployment of which the end is cut").cause),
            /^Deploy the model: \{"Status":"FAI$/,
        );
    });

    it("rejects a version whose deployment does not start", () => {
        const run = outcome("deployment that does not start");
        assert.equal(run.error, "StepFunctions.StateMachineDoesNotExistException");
        assert.equal(argumentOf(run, "Reject the model")["ModelApprovalStatus"], "Rejected");
        assert.equal(outcome("Reject the model: fails").cause, "Deploy the model: it broke");
    });

    it("copies the version that landed into the run's own folder, and trains on that alone", () => {
        const run = outcome("first model");
        const { Key, ...rest } = argumentOf(run, "Keep the data");
        assert.deepEqual(rest, {
            CopySource: "landing/training/used%20cars/spring%2Bsummer.csv?versionId=3sL4kqtJlcpXroDTDmJ%2BrmSpXd3",
            Bucket: "artifacts",
            TaggingDirective: "REPLACE",
        });
        assert.match(String(Key), /^runs\/xgboost\/\d{8}-\d{6}-[0-9a-f]{8}\/input\/spring\+summer\.csv$/);
        const request = JSON.stringify(argumentOf(run, "Pre-process"));
        assert.ok(request.includes(`"s3://artifacts/${String(Key).replace("spring+summer.csv", "")}"`), request);
        assert.doesNotMatch(request, /landing/);
    });

    it("copies what is there, and claims it by its sequencer, where the bucket keeps no versions", async () => {
        const object = { key: "cars.csv", sequencer: "0062E9" };
        const input = { ...created, detail: { bucket: { name: "landing" }, object } };
        const { outcomes } = await walkAll(definition, { unversioned: { input, answers: first.answers } });
        const run = outcomes["unversioned"] as Outcome;
        assert.equal(argumentOf(run, "Keep the data")["CopySource"], "landing/cars.csv");
        const { Item } = argumentOf(run, "Claim the data") as { Item: { id: { S: string } } };
        assert.equal(Item.id.S, `claim#${names.stateMachine}#landing/cars.csv#0062E9`);
    });

    it("copies each object that a manifest names, of the version that was found, and trains on all of them", () => {
        const run = outcome("of a manifest");
        assert.equal(run.status, "SUCCEEDED", String(run.cause));
        assert.deepEqual(callsOf(run, "Keep the data"), []);
        const { Payload } = argumentOf(run, "Read the manifest") as { Payload: Record<string, string> };
        assert.deepEqual(
            [Payload["manifest"], Payload["version"]],
            ["s3://landing/training/used cars/spring.manifest.json", created.detail.object["version-id"]],
        );
        assert.match(String(Payload["location"]), /^s3:\/\/artifacts\/runs\/xgboost\/[0-9a-f-]+$/);
        const copied = argumentsOf(run, "Keep an object").map(({ CopySource, Bucket }) => [CopySource, Bucket]);
        assert.deepEqual(
            copied.sort(),
            [1, 2, 3].map((place) => [`landing/data/${place}.csv?versionId=v${place}`, "artifacts"]),
        );
        assert.doesNotMatch(JSON.stringify(argumentOf(run, "Pre-process")), /landing|measures/);
    });

    it("tells why a manifest cannot be used in the words of the function that reads it", () => {
        const run = outcome("of a manifest that names what is not there");
        assert.deepEqual(
            [run.error, run.cause],
            ["ManifestRefused", "Read the manifest: The manifest cannot be used: line 2."],
        );
        assert.deepEqual(callsOf(run, "Keep an object"), []);
    });

    it("names each place of the run alike", () => {
        const [request, training] = ["Pre-process", "Train the model"].map((state) =>
            JSON.stringify(argumentOf(outcome("first model"), state)),
        );
        const [places] = /s3:\/\/artifacts\/runs\/xgboost\/[0-9a-f-]+\/train\//.exec(String(request)) ?? [];
        assert.ok(places !== undefined && training?.includes(places), training);
    });

    it("claims a version of a file for one run", () => {
        const { Item, ...request } = argumentOf(outcome("first model"), "Claim the data") as {
            Item: Record<string, Record<string, string>>;
        };
        assert.equal(
            Item["id"]?.["S"],
            `claim#${names.stateMachine}#landing/training/used cars/spring+summer.csv#3sL4kqtJlcpXroDTDmJ+rmSpXd3`,
        );
        assert.ok(Number(Item["forgetAt"]?.["N"]) > Date.now() / 1000 + 29 * 86_400);
        assert.match(String((request as Record<string, unknown>)["ConditionExpression"]), /attribute_not_exists\(id\)/);
        const second = outcome("version of the same event");
        assert.equal(second.output?.["verdict"], "duplicate");
        assert.deepEqual(
            second.calls.map(({ state }) => state),
            ["Claim the data"],
        );
    });

    it("waits for a lease that is held, and takes over one whose holder has ended", () => {
        const taken = (name: string) =>
            outcome(name)
                .calls.map(({ state }) => state)
                .filter((state) => /lease|holder/.test(state));
        assert.deepEqual(taken("lease held by a run"), [
            ...["Take the lease", "Read the lease", "Look at the holder", "Take the lease"],
        ]);
        assert.deepEqual(taken("lease of a run that has ended"), [
            ...["Take the lease", "Read the lease", "Look at the holder", "Take over the lease"],
        ]);
        // Another run was quicker.
        assert.equal(taken("lease of a run that is not there").at(-1), "Take the lease");
        const values = argumentOf(outcome("lease of a run that has ended"), "Take over the lease");
        assert.match(String(values["ConditionExpression"]), /^execution = :holder/);
    });

    it("looks at a lease that is held at most every quarter of an hour, since looks fill the history", () => {
        const { Seconds } = definition.States["Wait for the lease"] as { Seconds: string };
        const { pollSeconds } = definitionArgs();
        assert.equal(Seconds, `{% $min([($waits + 1) * ${pollSeconds}, 900]) %}`);
    });

    it("holds a lease for longer than any run may take", () => {
        const values = argumentOf(outcome("first model"), "Take the lease")["ExpressionAttributeValues"] as Record<
            string,
            Record<string, string>
        >;
        assert.ok(Number(values[":until"]?.["N"]) >= Number(values[":now"]?.["N"]) + 86_400 + 300);
    });

    for (const name of ["older than another file", "older version of the same file"]) {
        it(`trains nothing on data ${name}`, () => {
            const run = outcome(name);
            assert.equal(run.output?.["verdict"], "superseded");
            assert.deepEqual(callsOf(run, "Keep the data"), []);
        });
    }

    it("trusts S3's sequencer more than the clock for one key", () => {
        assert.equal(outcome("newer version of the same file").output?.["verdict"], "promoted");
    });

    it("tells keys apart that the registry's characters make alike, and orders them by their times", () => {
        assert.equal(outcome("of a key that looks alike in the registry").output?.["verdict"], "promoted");
    });

    it("compares times as times, however many digits they have", () => {
        const run = outcome("later file by a time with milliseconds");
        assert.equal(run.output?.["verdict"], "promoted");
    });

    it("orders files of one second by their versions, whichever comes first", () => {
        assert.equal(outcome("version after that of another file of the second").output?.["verdict"], "promoted");
        const run = outcome("version before that of another file of the second");
        assert.equal(run.output?.["verdict"], "superseded");
        assert.match(String(run.output?.["reason"]), /by the versions, as both came at once$/);
    });

    it("promotes at the threshold", () => assert.equal(outcome("at the threshold").output?.["verdict"], "promoted"));

    for (const [name, reason] of [
        ["above the threshold", /3000\.1 is above the threshold 3000/],
        [
            "not better than its rival",
            /2330\.5 on 117 test rows is not better than the 2380\.5 of the champion by more/,
        ],
    ] as const) {
        it(`rejects a model ${name}, and changes nothing that serves`, () => {
            const run = outcome(name);
            assert.equal(run.status, "SUCCEEDED", String(run.cause));
            assert.equal(run.output?.["verdict"], "rejected");
            assert.match(String(run.output?.["reason"]), reason);
            assert.equal((run.output?.["comparison"] as { rows: number }).rows, 117);
            assert.deepEqual(
                run.calls.filter(({ resource }) => /endpoint|package|startExecution/i.test(resource)),
                [],
            );
        });
    }

    it("stores the verdict in the run's folder, as it tells it", () => {
        for (const name of ["above the threshold", "not better than its rival"]) {
            const run = outcome(name);
            const folder = String(run.output?.["transform"]).replace("s3://artifacts/", "").split("/transform/")[0];
            assert.deepEqual(argumentsOf(run, "Store the verdict"), [
                {
                    Bucket: "artifacts",
                    Key: `${folder}/verdict.json`,
                    ContentType: "application/json",
                    Body: run.output,
                },
            ]);
        }
        // A deployment stores its own.
        for (const name of ["version of the same event", "older than another file", "first model"]) {
            assert.deepEqual(callsOf(outcome(name), "Store the verdict"), [], name);
        }
    });

    it("tells its verdict all the same where that cannot be stored", () => {
        const [usual, run] = ["above the threshold", "Store the verdict: fails"].map(outcome) as [Outcome, Outcome];
        assert.equal(run.status, "SUCCEEDED", String(run.cause));
        assert.equal(run.output?.["verdict"], "rejected");
        assert.deepEqual(Object.keys(run.output ?? {}), Object.keys(usual.output ?? {}));
    });

    it("asks again for metrics that are a little late", () => {
        const run = outcome("Query training results: retried after MetricMissing");
        assert.equal(run.output?.["verdict"], "promoted", String(run.cause));
        const state = definition.States["Query training results"] as { Retry: readonly object[] };
        assert.deepEqual(state.Retry.at(-1), {
            ErrorEquals: ["MetricMissing"],
            IntervalSeconds: 20,
            MaxAttempts: 3,
            BackoffRate: 1,
        });
    });

    it("ends with the name of the state and the error, whichever task fails", () => {
        for (const [state, run] of runs.failures) {
            // Nothing that goes wrong while a failure is dealt with hides it, and no file makes a failure of a verdict.
            if (["Reject the model", "Store the verdict"].includes(state) || tellsOfWait(state)) continue;
            const outer = outerStates[state] ?? state;
            assert.equal(run.status, "FAILED", state);
            assert.equal(run.error, "Some.Error", state);
            assert.ok(String(run.cause).startsWith(`${outer}: `), `${state}: ${run.cause}`);
            assert.match(String(run.cause), /it broke$/, state);
            const deployed = callsOf(run, "Deploy the model").length > 0;
            assert.equal(deployed, state === "Deploy the model", `${state}: it went on after a failure`);
        }
    });

    it("gets over throttling in every task, and calls jobs by a new name", () => {
        for (const [what, run] of runs.retried) {
            if (!what.startsWith("Reject the model")) assert.notEqual(run.status, "FAILED", `${what}: ${run.cause}`);
        }
        const run = outcome("Pre-process: retried after SageMaker.AmazonSageMakerException");
        const tries = argumentsOf(run, "Pre-process").map((request) => String(request["ProcessingJobName"]).slice(-3));
        assert.deepEqual(tries, ["-00", "-01"]);
    });

    it("tries again where machines are short, and calls jobs by new names", () => {
        for (const [state, field] of [
            ["Pre-process", "ProcessingJobName"],
            ["Train the model", "TrainingJobName"],
            ["Predict the test rows", "TransformJobName"],
            ["Baseline of the data", "ProcessingJobName"],
            ["Predict shuffled rows", "TransformJobName"],
            ["Baseline of the quality", "ProcessingJobName"],
        ] as const) {
            const run = outcome(`${state}: short of machines`);
            assert.equal(run.output?.["verdict"], "promoted", state);
            const tries = argumentsOf(run, state).map((request) => String(request[field]).slice(-3));
            const digits = digitsOf[state] ?? "0123456789";
            assert.deepEqual(tries, [`-${digits[0]}0`, `-${digits[1]}0`, `-${digits[2]}0`], state);
        }
    });

    it("leaves the lease of a deployment that ended badly to its settlement, for a while", () => {
        const states = (name: string) => outcome(name).calls.map(({ state }) => state);
        assert.equal(states("lease of a deployment that is to be settled").includes("Take over the lease"), false);
        assert.equal(states("lease of a deployment that nobody settles").includes("Take over the lease"), true);
    });

    it("tells what a job said of itself", async () => {
        const causes = {
            message: [
                { ExitMessage: "31 of 804 rows cannot be used.", FailureReason: "exit 1" },
                "31 of 804 rows cannot be used.",
            ],
            "a container that ended well": [
                { ExitMessage: "Completed: all rows", FailureReason: "InternalServerError: Please try again." },
                "InternalServerError: Please try again.",
            ],
            reason: [{ FailureReason: "AlgorithmError: bad hyperparameter" }, "AlgorithmError: bad hyperparameter"],
            neither: [{ TrainingJobStatus: "Stopped" }, '{"TrainingJobStatus":"Stopped"}'],
            "text that was cut": ['{"FailureReason":"Algori', '{"FailureReason":"Algori'],
            "no text at all": ["", ""],
        } as const;
        const told = await walkAll(
            definition,
            Object.fromEntries(
                Object.entries(causes).map(([name, [cause]]) => [
                    name,
                    {
                        input: created,
                        answers: {
                            ...first.answers,
                            "Pre-process": [
                                fails("States.TaskFailed", typeof cause === "string" ? cause : JSON.stringify(cause)),
                            ],
                        },
                    },
                ]),
            ),
        );
        for (const [name, [, expected]] of Object.entries(causes)) {
            assert.equal(told.outcomes[name]?.cause, `Pre-process: ${expected}`);
        }
    });
});
