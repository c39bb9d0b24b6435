import assert from "node:assert/strict";
import { scoredTable, wrongCounts, wrongResults } from "../../../cli/scoring/result";
import { outcomeOf, runIdOf, type ScoringRun } from "../../../cli/scoring/run";
import { notScoredText, scoringText } from "../../../cli/scoring/text";
import type { ScoringOutcome } from "../../../contracts/scoring";

const version = (algorithm: string, rows: number) => ({
    rows,
    location: `s3://artifacts/scores/1/transformed/${algorithm}/`,
    modelPackageArn: `arn:aws:sagemaker:us-east-1:111111111111:model-package/used-cars-${algorithm}-local/3`,
    modelName: `used-cars-${algorithm}-local-1`,
    rmse: null,
});
const output: ScoringOutcome = {
    verdict: "scored",
    ...{ input: 3, output: 2, quarantined: 1, clamped: 0 },
    location: "s3://artifacts/scores/1/result/cars.csv",
    record: "s3://artifacts/records/scoring/date=2026-01-02/1.json",
    algorithms: { xgboost: version("xgboost", 2), "linear-learner": version("linear-learner", 2) },
    degraded: [],
    quarantine: "s3://artifacts/scores/1/quarantine/quarantined.csv",
};
const run = (rest: Partial<ScoringRun> = {}): ScoringRun => ({
    status: "SUCCEEDED",
    executionArn: "arn:run",
    seconds: 7.25,
    states: [],
    folder: "s3://artifacts/scores/1",
    output,
    ...rest,
});
const csv = 'listing_id,make,xgboost,linear-learner,result\n1,Saab,10.5,9,10.5\n2,"Buick, red",7,8.125,8.125\n';

describe("cli: a scoring run", () => {
    it("says in a line how it ended", () => {
        assert.equal(outcomeOf(run()), "2 of 3 rows scored, 1 set aside");
        const failure = { state: "Pre-process", error: "Failed", reason: "no rows" };
        assert.equal(outcomeOf(run({ status: "FAILED", output: undefined, failure })), 'failed in "Pre-process"');
        assert.match(outcomeOf(run({ output: { ...output, verdict: "duplicate" } })), /^duplicate/);
    });

    it("is told with counts, versions, first rows, where all is, and why rows were set aside", () => {
        const text = scoringText(run(), {
            preview: scoredTable(csv),
            reasons: { "mileage: must be a number": 1, "row: expected 10 fields": 3 },
            saved: { result: "out.csv", quarantine: "out-quarantined.csv" },
        });
        assert.match(text, /rows in │ scored │ set aside │ time/);
        assert.match(text, /│ +3 │ +2 │ +1 │ 7\.3 s/);
        assert.match(text, /xgboost +│ +3 │ used-cars-xgboost-local-1 +│ +2/);
        assert.match(text, /Buick, red │ +7 │ +8\.13 │/);
        assert.match(text, /First 2 rows\.\nResult: s3:.*cars\.csv, and here: out\.csv/);
        assert.match(
            text,
            /Set aside: s3:.*quarantined\.csv, and here: out-quarantined\.csv\n {2}3 rows: row: expected 10 fields\n {2}1 row: mileage/,
        );
        assert.doesNotMatch(text, /Degraded/);
    });

    it("shows what adds most to the first rows' scores, in a table of its own", () => {
        const names = "listing_id,make,xgboost.feature1,xgboost.contribution1,xgboost.feature2,xgboost.contribution2";
        const explained =
            `${names},xgboost.feature3,xgboost.contribution3,xgboost,linear-learner,result\n` +
            "1,Saab,mileage,-2113.427,make,1500.5,,,10.5,9,10.5\n";
        const text = scoringText(run({ output: { ...output, explained: ["xgboost"] } }), {
            preview: scoredTable(explained),
        });
        assert.match(text, /listing_id │ make │ xgboost │ linear-learner │ result/);
        assert.match(text, /listing_id │ xgboost: what adds or takes most/);
        assert.match(text, /1 │ mileage -2,113\.43, make \+1,500\.5 +│/);
        assert.match(text, /In the result: xgboost\.feature1 and xgboost\.contribution1, and so on\./);
        assert.doesNotMatch(scoringText(run({ output: { ...output, explained: [] } }), {}), /adds or takes/);
    });

    it("says which algorithms had no part in it", () => {
        const text = scoringText(run({ output: { ...output, degraded: ["linear-learner"], quarantine: null } }), {});
        assert.match(text, /Degraded: no version of linear-learner is approved/);
        assert.doesNotMatch(text, /Set aside:/);
    });

    it("tells why nothing was scored", () => {
        const failure = { state: "Pre-process", error: "States.TaskFailed", reason: "3 of 4 rows cannot be used." };
        const failed = run({ status: "FAILED", output: undefined, failure });
        assert.equal(
            notScoredText(failed, { "mileage: must be a number": 3 }),
            [
                'scoring failed in "Pre-process": 3 of 4 rows cannot be used.',
                "  Look at: execution arn:run",
                "Rows set aside: s3://artifacts/scores/1/quarantine/",
                "  3 rows: mileage: must be a number",
            ].join("\n"),
        );
        assert.match(notScoredText(run({ output: { ...output, verdict: "duplicate" } }), undefined), /came twice/);
    });

    it("has the id that its states give it", () => {
        // As components/asl/runs.ts makes it: the start in UTC, and the first digits of the ARN's hash.
        const execution = {
            executionArn: "arn:aws:states:us-east-1:111111111111:execution:m:1",
            startDate: new Date("2026-01-02T03:04:05.678Z"),
        };
        assert.match(runIdOf(execution), /^20260102-030405-[0-9a-f]{8}$/);
        assert.notEqual(runIdOf(execution), runIdOf({ ...execution, executionArn: "arn:other" }));
    });
});

describe("cli: the rows of a result", () => {
    const algorithms = ["xgboost", "linear-learner"];

    it("hold what the model's rule makes of their scores", () => {
        assert.deepEqual(wrongResults(scoredTable(csv), algorithms, "max"), []);
        assert.deepEqual(wrongResults(scoredTable(csv), algorithms, "min"), [
            "row 1: the result is 10.5, but the model's rule makes 9 of xgboost 10.5, linear-learner 9.",
            "row 2: the result is 8.125, but the model's rule makes 7 of xgboost 7, linear-learner 8.125.",
        ]);
    });

    it("have a column of each of the stack's algorithms, one that config adds included", () => {
        const three = "listing_id,xgboost,linear-learner,third,result\n1,0.1,0.2,0.3,0.20000000000000004\n";
        assert.deepEqual(wrongResults(scoredTable(three), [...algorithms, "third"], "mean"), []);
        assert.match(wrongResults(scoredTable(three), algorithms, "mean")[0] ?? "", /^The result ends with/);
    });

    it("do without an algorithm that had no part in it", () => {
        const degraded = "listing_id,xgboost,linear-learner,result\n1,10.5,,10.5\n2,,,\n";
        assert.deepEqual(wrongResults(scoredTable(degraded), algorithms, "max"), [
            "row 2: the result is nothing, but the model's rule makes nothing of no scores.",
        ]);
    });

    it("end with the algorithms' columns and the result", () => {
        assert.deepEqual(wrongResults(scoredTable("id,xgboost,result\n1,2,2\n"), algorithms, "max"), [
            "The result ends with the columns id, xgboost, result instead of xgboost, linear-learner, result.",
        ]);
    });

    it("are as many as the run tells, and with those set aside as many as the file has", () => {
        assert.deepEqual(wrongCounts(output, 2), []);
        const algorithms = { xgboost: version("xgboost", 3) };
        assert.deepEqual(wrongCounts({ ...output, input: 4, algorithms }, 1), [
            "2 scored and 1 set aside do not make the 4 rows of the file.",
            "The result has 1 rows, and the run tells of 2.",
            "xgboost scored 3 rows, and the run tells of 2.",
        ]);
    });
});
