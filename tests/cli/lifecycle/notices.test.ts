import assert from "node:assert/strict";
import { mismatches, type ToldRun, untold } from "../../../cli/lifecycle/notices";
import { executionIn } from "../../../contracts/notices";
import { composeScoringNotice } from "../../../functions/scoring/notifyScoring";
import { composeNotice } from "../../../functions/shared/modelNotice";
import { executionLines } from "../../../functions/shared/notices";

const arn = (name: string): string => `arn:aws:states:us-east-1:111111111111:execution:drivetrain-${name}:1`;
const run = (algorithm: string): ToldRun => ({ what: `training of ${algorithm}`, executionArn: arn(algorithm) });
const notice = (name: string) => ({
    topic: "arn:topic",
    ...composeNotice(
        { region: "us-east-1", detail: { executionArn: arn(name), name: "1", status: "SUCCEEDED" } },
        { model: "used-cars", algorithm: name, runs: "s3://artifacts/runs/" },
    ),
});

describe("cli: notifications of runs", () => {
    const runs = [run("xgboost"), run("linear-learner")];

    for (const status of ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]) {
        it(`name their execution in the line that the functions write, be it ${status}`, () => {
            const event = { region: "us-east-1", detail: { executionArn: arn("xgboost"), name: "1", status } };
            const { message: training } = composeNotice(event, {
                model: "cars",
                algorithm: "xgboost",
                runs: "s3://r/",
            });
            const { message: scoring } = composeScoringNotice(event, { model: "cars", scores: "s3://s/" });
            for (const message of [executionLines(event).join("\n"), training, scoring]) {
                assert.equal(executionIn({ message }), arn("xgboost"));
            }
        });
    }

    it("name no execution where they are no notices of runs", () => {
        assert.equal(executionIn({ message: "Hello" }), undefined);
    });

    it("are waited for by run, not by number", () => {
        const twice = [notice("xgboost"), notice("xgboost")];
        assert.deepEqual(
            untold(twice, runs).map(({ what }) => what),
            ["training of linear-learner"],
        );
        assert.deepEqual(untold([notice("linear-learner"), notice("xgboost")], runs), []);
    });

    it("are one each, and of these runs", () => {
        assert.deepEqual(mismatches([notice("linear-learner"), notice("xgboost")], runs), []);
        assert.deepEqual(mismatches([notice("xgboost"), notice("linear-learner"), notice("xgboost")], runs), [
            "The training of xgboost sent 2 notifications instead of one.",
        ]);
        assert.deepEqual(mismatches([notice("xgboost"), notice("other")], runs), [
            "The training of linear-learner sent 0 notifications instead of one.",
            'The notification "[drivetrain] used-cars with other: succeeded" is of none of the runs.',
        ]);
    });
});
