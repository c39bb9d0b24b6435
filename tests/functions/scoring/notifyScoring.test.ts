import assert from "node:assert/strict";
import { composeScoringNotice, notifyScoring } from "../../../functions/scoring/notifyScoring";
import type { StatusChange } from "../../../functions/shared/notices";

const facts = { model: "used-cars", scores: "s3://artifacts/scores/" };
const executionArn = "arn:aws:states:us-east-1:111111111111:execution:drivetrain-local-used-cars-scoring:9a1b";

const event = (detail: Partial<StatusChange["detail"]>): StatusChange => ({
    region: "us-east-1",
    detail: {
        executionArn,
        name: "9a1b",
        status: "SUCCEEDED",
        startDate: 1_767_322_800_000,
        stopDate: 1_767_322_842_400,
        input: JSON.stringify({ detail: { bucket: { name: "landing" }, object: { key: "scoring/cars.csv" } } }),
        ...detail,
    },
});

const folder = "s3://artifacts/scores/20260102-030000-0a1b2c3d";
const output = (changes: object = {}) =>
    JSON.stringify({
        verdict: "scored",
        input: 1000,
        output: 997,
        quarantined: 3,
        location: `${folder}/result/cars.csv`,
        record: "s3://artifacts/records/scoring/date=2026-01-02/20260102-030000-0a1b2c3d.json",
        quarantine: `${folder}/quarantine/quarantined.csv`,
        algorithms: { xgboost: { rows: 997, location: folder, modelName: "cars-xgboost-1", modelPackageArn: "arn:1" } },
        degraded: ["linear-learner"],
        ...changes,
    });

describe("the notice of a scoring run", () => {
    it("tells the counts, where the result is and which versions made it", () => {
        const { subject, message, attributes } = composeScoringNotice(event({ output: output() }), facts);
        assert.equal(subject, "[drivetrain] scoring by used-cars: scored (997 of 1,000 rows)");
        assert.deepEqual(attributes, { model: "used-cars", pipeline: "scoring", outcome: "scored" });
        assert.equal(
            message,
            [
                "A file was scored by used-cars: 997 of 1,000 rows, 3 set aside.",
                "",
                `Result: ${folder}/result/cars.csv`,
                `Rows set aside: ${folder}/quarantine/quarantined.csv`,
                "Record: s3://artifacts/records/scoring/date=2026-01-02/20260102-030000-0a1b2c3d.json",
                "",
                "What to do: mend the rows that were set aside, and push them as a file of their own.",
                "",
                "Model: used-cars",
                "Model version of xgboost: cars-xgboost-1",
                "Model package of xgboost: arn:1",
                "No version serves: linear-learner",
                "Data: s3://landing/scoring/cars.csv",
                "Duration: 42 s",
                `Execution: ${executionArn}`,
                `Console: https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/${executionArn}`,
            ].join("\n"),
        );
    });

    it("asks for nothing where every row was scored", () => {
        const whole = output({ output: 1000, quarantined: 0, quarantine: null, degraded: [] });
        const { message } = composeScoringNotice(event({ output: whole }), facts);
        assert.match(message, /^A file was scored by used-cars: 1,000 of 1,000 rows\.\n/);
        assert.match(message, /What to do: nothing\./);
        assert.doesNotMatch(message, /set aside|approved/);
    });

    it("tells why a run failed, what to do and where unusable rows are", () => {
        const cause = "Pre-processing failed: cars.csv: the header lacks the column mileage.";
        const failed = event({ status: "FAILED", output: null, error: "States.TaskFailed", cause });
        const { subject, message } = composeScoringNotice(failed, facts);
        assert.equal(subject, "[drivetrain] scoring by used-cars: failed");
        assert.match(message, /^Scoring a file by used-cars failed\./);
        assert.match(message, /Reason: Pre-processing failed: cars\.csv: the header lacks the column mileage\./);
        assert.match(
            message,
            /What to do: .* s3:\/\/artifacts\/scores\/<run>\/quarantine\/\); then push the file once more/,
        );
    });

    it("tells every other end", () => {
        for (const [status, text] of [
            ["TIMED_OUT", "was ended: timed out"],
            ["ABORTED", "was ended: aborted"],
        ] as const) {
            const { message } = composeScoringNotice(event({ status, output: null }), facts);
            assert.ok(message.startsWith(`Scoring a file by used-cars ${text}.`), message);
        }
    });

    it("is sent even when the event leaves out the output", () => {
        const { subject, message } = composeScoringNotice(event({ output: null, input: null }), facts);
        assert.equal(subject, "[drivetrain] scoring by used-cars: scored");
        assert.match(message, /Result: the output of the execution tells/);
    });

    it("is not sent for an event that came twice", async () => {
        assert.equal(await notifyScoring(event({ output: JSON.stringify({ verdict: "duplicate" }) })), null);
    });
});
