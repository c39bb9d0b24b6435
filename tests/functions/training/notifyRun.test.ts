import assert from "node:assert/strict";
import * as fc from "fast-check";
import { type StatusChange, composeNotice } from "../../../functions/training/notifyRun";

const facts = { model: "used-cars", algorithm: "xgboost", runs: "s3://artifacts/runs/xgboost/" };
const executionArn = "arn:aws:states:us-east-1:111111111111:execution:drivetrain-local-used-cars-xgboost-training:9a1b";

const event = (detail: Partial<StatusChange["detail"]>): StatusChange => ({
    region: "us-east-1",
    detail: {
        executionArn,
        name: "9a1b",
        status: "SUCCEEDED",
        startDate: 1_767_322_800_000,
        stopDate: 1_767_322_842_400,
        input: JSON.stringify({ detail: { bucket: { name: "landing" }, object: { key: "training/cars.csv" } } }),
        ...detail,
    },
});

const verdict = (changes: object = {}) =>
    JSON.stringify({
        verdict: "promoted",
        reason: "validation:rmse 2311.2 is within 3000 and there was no previous best",
        metric: { name: "validation:rmse", value: 2311.2, threshold: 3000, previousBest: null },
        modelName: "used-cars-xgboost-20260102-030000-0a1b2c3d",
        endpointName: "used-cars-xgboost-local",
        endpointConfigName: "used-cars-xgboost-20260102-030000-0a1b2c3d",
        transform: "s3://artifacts/runs/xgboost/20260102-030000-0a1b2c3d/transform/transform.json",
        ...changes,
    });

describe("the notice of a run", () => {
    it("tells what serves after a promotion", () => {
        const notice = composeNotice(event({ output: verdict() }), facts);
        assert.equal(notice.subject, "[drivetrain] used-cars with xgboost: promoted (validation:rmse 2311.2)");
        assert.deepEqual(notice.attributes, { model: "used-cars", algorithm: "xgboost", outcome: "promoted" });
        assert.equal(
            notice.message,
            [
                "A new model of used-cars with xgboost serves.",
                "",
                "Reason: validation:rmse 2311.2 is within 3000 and there was no previous best",
                "",
                "What to do: nothing.",
                "",
                "Model: used-cars",
                "Algorithm: xgboost",
                "Metric: validation:rmse = 2311.2 (threshold 3000, previous best none)",
                "Model version: used-cars-xgboost-20260102-030000-0a1b2c3d",
                "Endpoint: used-cars-xgboost-local (used-cars-xgboost-20260102-030000-0a1b2c3d)",
                "Data: s3://landing/training/cars.csv",
                "Duration: 42 s",
                `Execution: ${executionArn}`,
                `Console: https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/${executionArn}`,
            ].join("\n"),
        );
    });

    it("tells of a rejection that nothing changed, and where to look", () => {
        const output = verdict({
            verdict: "rejected",
            reason: "validation:rmse 3400.5 is above the threshold 3000",
            metric: { name: "validation:rmse", value: 3400.5, threshold: 3000, previousBest: null },
            endpointName: null,
            endpointConfigName: null,
        });
        const { subject, message } = composeNotice(event({ output }), facts);
        assert.match(subject, /: rejected \(validation:rmse 3400\.5\)$/);
        assert.match(message, /was rejected; what served before still serves\./);
        assert.match(message, /threshold 3000, previous best not compared/);
        assert.match(message, /What to do: .*s3:\/\/artifacts\/runs\/xgboost\/20260102-030000-0a1b2c3d\/quarantine\//);
        assert.doesNotMatch(message, /Endpoint:/);
    });

    it("tells why a run failed and what to do", () => {
        const { subject, message, attributes } = composeNotice(
            event({
                status: "FAILED",
                output: null,
                error: "States.TaskFailed",
                cause: "Pre-process: 60 of 804 rows could not be used (more than 5%)",
            }),
            facts,
        );
        assert.equal(subject, "[drivetrain] used-cars with xgboost: failed");
        assert.equal(attributes.outcome, "failed");
        assert.match(message, /Reason: Pre-process: 60 of 804 rows could not be used/);
        assert.match(message, /Error: States\.TaskFailed/);
        assert.match(message, /What to do: open the execution .*runs\/xgboost\/<run>\/quarantine\//);
    });

    for (const [status, outcome, reason] of [
        ["TIMED_OUT", "timed out", /took longer than the state machine allows/],
        ["ABORTED", "aborted", /somebody stopped it/],
    ] as const) {
        it(`tells that a run was ${outcome}`, () => {
            const notice = composeNotice(event({ status, output: undefined }), facts);
            assert.equal(notice.attributes.outcome, outcome);
            assert.match(notice.message, reason);
            assert.match(notice.message, /What to do: \S/);
        });
    }

    it("is sent even when the event leaves out input and output, or they are no JSON", () => {
        for (const text of [undefined, null, "", "not JSON", '"text"', "[1]", "null"]) {
            const notice = composeNotice(event({ input: text, output: text, startDate: null, stopDate: null }), facts);
            assert.match(notice.message, /Data: not told by the event/);
            assert.match(notice.message, /Duration: unknown/);
        }
    });

    it("has a subject that SNS takes, whatever the names are", () => {
        fc.assert(
            fc.property(fc.string({ minLength: 1, maxLength: 200 }), fc.string(), (model, algorithm) => {
                const { subject } = composeNotice(event({ output: verdict() }), { ...facts, model, algorithm });
                assert.match(subject, /^[\x20-\x7e]{1,100}$/);
            }),
        );
    });
});
