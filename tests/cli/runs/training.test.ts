import assert from "node:assert/strict";
import { endedRun } from "../../../cli/runs/endedRun";
import { failureSentence } from "../../../cli/runs/failures";
import { requireEnded } from "../../../cli/runs/training";
import { exitCodeFor, runDetails, runSummary, type TrainingRun } from "../../../cli/runs/trainingRun";
import { combinedOf, explained, runsTable, verdictOf } from "../../../cli/runs/verdicts";
import type { TrainingOutcome, Verdict } from "../../../contracts/verdict";

const output = {
    verdict: "promoted",
    reason: "validation:rmse 2311.2 is within 3000 and there was no previous best",
    metric: { name: "validation:rmse", value: 2311.2, threshold: 3000 },
    comparison: { metric: "rmse", rows: 117, challenger: 2280.1, champion: null, margin: 0 },
    metrics: { "validation:rmse": 2311.2 },
    modelName: "used-cars-xgboost-1",
    endpointName: "used-cars-xgboost-local",
    endpointConfigName: "used-cars-xgboost-1",
    modelPackageArn: "arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-xgboost-local/3",
} as const;
const ended = (status: "SUCCEEDED" | "FAILED", rest: object): TrainingRun => ({
    algorithm: "xgboost",
    ...endedRun<TrainingOutcome>({
        execution: {
            $metadata: {},
            status,
            stateMachineArn: "arn:machine",
            executionArn: "arn:run",
            startDate: new Date(1000),
            stopDate: new Date(13_400),
            ...rest,
        },
        events: [],
    }),
});
const judged = (verdict: Verdict, rest: object = {}) =>
    ended("SUCCEEDED", { output: JSON.stringify({ ...output, verdict, ...rest }) });
const promoted = ended("SUCCEEDED", { output: JSON.stringify(output) });
const rejected = judged("rejected");
const failed = ended("FAILED", { error: "States.TaskFailed", cause: "no rows" });

describe("cli: training runs", () => {
    it("have the contract's keys in the summary, and no others", () => {
        assert.deepEqual(runSummary(promoted), {
            status: "SUCCEEDED",
            executionArn: "arn:run",
            metrics: { "validation:rmse": 2311.2 },
            verdict: "promoted",
            modelName: "used-cars-xgboost-1",
            endpointName: "used-cars-xgboost-local",
            endpointConfigName: "used-cars-xgboost-1",
            modelPackageArn: output.modelPackageArn,
        });
        assert.deepEqual(Object.keys(runSummary(failed)), Object.keys(runSummary(promoted)));
    });

    it("take the time from start to stop", () => {
        assert.equal(promoted.seconds, 12.4);
    });

    it("say in a line how they ended", () => {
        assert.equal(verdictOf(promoted), "promoted, validation:rmse 2,311.2");
        const sentence = (run: TrainingRun): string => failureSentence("xgboost", run, verdictOf(run));
        assert.equal(sentence(failed), "xgboost failed: no rows\n  Look at: execution arn:run");
        const wrapped = ended("FAILED", { error: "AlgorithmError", cause: "framework error: \n  no such objective" });
        assert.match(sentence(wrapped), /framework error: no such objective$/m);
        assert.throws(() => requireEnded([promoted, failed]), /no rows/);
        assert.doesNotThrow(() => requireEnded([promoted, rejected]));
    });

    it("decide the exit code: a failed run outweighs a model that does not come to serve", () => {
        const codes = [
            [promoted],
            [promoted, rejected],
            [rejected, failed],
            [judged("pending")],
            [judged("superseded")],
        ];
        assert.deepEqual([...codes, [judged("duplicate")]].map(exitCodeFor), [0, 3, 1, 0, 3, 0]);
    });

    it("make a table, with both figures of the comparison", () => {
        const comparison = { ...output.comparison, champion: 2310.5, margin: 25 };
        const text = runsTable([judged("rejected", { comparison }), promoted, failed]);
        assert.match(text, /rejected │ validation:rmse │ +3,000 │ rmse +│ 2,310\.5 +│ version 3/);
        assert.match(text, /│ 2,311\.2 +│ +│ 2,280\.1 +│/);
        assert.match(text, /│ 117 rows +│ used-cars-xgboost-1 /);
        assert.match(text, /│ margin 25 +│ used-cars-xgboost-local /);
        assert.match(text, /promoted .* none/);
        assert.match(text, /xgboost .* failed .* - /);
    });

    it("have the error of the combined result beside each model's, as the run tells that knows most of the others", () => {
        const combined = { rule: "best", algorithms: ["xgboost"], rmse: 2280.1, mae: 1140, r2: 0.9 };
        const both = { ...combined, algorithms: ["xgboost", "linear-learner"], rmse: 2200.5 };
        const runs = [judged("promoted", { combined }), judged("promoted", { combined: both }), failed];
        assert.deepEqual(combinedOf(runs), both);
        assert.match(runsTable(runs), /combined +│ +- +│.*│ rmse +│ +- +│ best of +│/);
        assert.match(runsTable(runs), /│ 2,200\.5 +│ +│ xgboost +│/);
        assert.equal(combinedOf([promoted, failed]), undefined);
        assert.doesNotMatch(runsTable([promoted]), /combined/);
    });

    it("tell the reason, the version and what to do next", () => {
        const text = explained(judged("pending"), "dev");
        assert.match(text, /^xgboost: validation:rmse 2311\.2 is within/);
        assert.match(text, /Model package: arn:.*\/3$/m);
        assert.match(text, /npx drivetrain approve xgboost -s dev$/);
        assert.match(explained(judged("pending"), "local"), /approve xgboost$/);
        assert.doesNotMatch(explained(promoted, "local"), /approve/);
    });

    it("may end before anything was trained", () => {
        const early = ended("SUCCEEDED", {
            output: JSON.stringify({ verdict: "superseded", reason: "newer data serves" }),
        });
        assert.equal(verdictOf(early), "superseded");
        assert.match(runsTable([early]), /xgboost +│ superseded │ +-/);
        assert.equal(explained(early, "local"), "xgboost: newer data serves");
        assert.equal(runSummary(early).modelPackageArn, "");
        assert.equal(runDetails(early).reason, "newer data serves");
    });

    it("tell that an approval came too late and was taken back", () => {
        const late = { verdict: "superseded", reason: "newer data serves", approval: "taken back" };
        const run = ended("SUCCEEDED", { output: JSON.stringify(late) });
        assert.match(explained(run, "local"), /^xgboost: newer data serves\n {2}Its approval was taken back: /);
    });
});
