import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { exitCodeFor } from "../../cli/commands/train";
import { UsageError } from "../../cli/shared/errors";
import {
    checkTrainingFile,
    endedRun,
    failureSentence,
    requireEnded,
    runsTable,
    runSummary,
    verdictOf,
} from "../../cli/shared/runs";

const output = {
    verdict: "promoted",
    reason: "validation:rmse 2311.2 is within 3000 and there was no previous best",
    metric: { name: "validation:rmse", value: 2311.2, threshold: 3000, previousBest: null },
    metrics: { "validation:rmse": 2311.2 },
    modelName: "used-cars-xgboost-1",
    endpointName: "used-cars-xgboost-local",
    endpointConfigName: "used-cars-xgboost-1",
} as const;
const ended = (status: "SUCCEEDED" | "FAILED", rest: object) =>
    endedRun("xgboost", {
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
    });
const promoted = ended("SUCCEEDED", { output: JSON.stringify(output) });
const rejected = ended("SUCCEEDED", { output: JSON.stringify({ ...output, verdict: "rejected" }) });
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
        });
        assert.deepEqual(Object.keys(runSummary(failed)), Object.keys(runSummary(promoted)));
    });

    it("take the time from start to stop", () => {
        assert.equal(promoted.seconds, 12.4);
    });

    it("say in a line how they ended", () => {
        assert.equal(verdictOf(promoted), "promoted, validation:rmse 2,311.2");
        assert.equal(failureSentence(failed), "xgboost failed: no rows\n  Look at: execution arn:run");
        const wrapped = ended("FAILED", { error: "AlgorithmError", cause: "framework error: \n  no such objective" });
        assert.match(failureSentence(wrapped), /framework error: no such objective$/m);
        assert.throws(() => requireEnded([promoted, failed]), /no rows/);
        assert.doesNotThrow(() => requireEnded([promoted, rejected]));
    });

    it("decide the exit code: a failed run outweighs a rejected model", () => {
        assert.deepEqual([[promoted], [promoted, rejected], [rejected, failed]].map(exitCodeFor), [0, 3, 1]);
    });

    it("make a table", () => {
        const text = runsTable([promoted, failed]);
        assert.match(text, /xgboost +│ promoted │ validation:rmse │ +3,000 │ none .*used-cars-xgboost-1 .* 12\.4 s/);
        assert.match(text, /│ 2,311\.2 .* used-cars-xgboost-local/);
        assert.match(text, /xgboost .* failed .* - /);
        const judged = { ...output, verdict: "rejected", metric: { ...output.metric, value: 4000 } };
        assert.match(runsTable([ended("SUCCEEDED", { output: JSON.stringify(judged) })]), /3,000 │ +- │/);
    });
});

describe("cli: a file of training data", () => {
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), "drivetrain-"))));
    after(() => rmSync(folder, { recursive: true }));

    const cases: [string, string | Buffer, RegExp][] = [
        ["empty", "", /is empty/],
        ["blank", "\n\n", /is empty/],
        ["without rows", "id,price\n\n", /a header but no rows/],
        ["without a header", "1,22661.05,Buick\n2,100,Saab\n", /a number in its first line/],
        ["of one column", "id;price\n1;2\n", /one column only, "id;price"/],
        ["binary", Buffer.from("PK\u0003\u0004,\0\0\n1,2\n"), /is not text/],
    ];
    for (const [what, content, expected] of cases) {
        it(`is refused when it is ${what}`, async () => {
            const file = join(folder, "data.csv");
            writeFileSync(file, content);
            await assert.rejects(
                checkTrainingFile(file),
                (error: Error) => error instanceof UsageError && expected.test(error.message),
            );
        });
    }

    for (const name of ["data.CSV", "data.txt", "data"]) {
        it(`is refused when no run would start for it: ${name}`, async () => {
            const file = join(folder, name);
            writeFileSync(file, "id,price\n1,2\n");
            await assert.rejects(
                checkTrainingFile(file),
                (error: Error) => error instanceof UsageError && /does not end in \.csv/.test(error.message),
            );
        });
    }

    it("is refused when it is not there, or a folder", async () => {
        await assert.rejects(checkTrainingFile(join(folder, "nothing.csv")), /There is no file/);
        await assert.rejects(checkTrainingFile(folder), /is not a file/);
    });

    it("is taken with a header and rows, Windows line ends and all", async () => {
        const file = join(folder, "good.csv");
        writeFileSync(file, "id,price\r\n1,2\r\n");
        assert.equal((await checkTrainingFile(file)).toString(), "id,price\r\n1,2\r\n");
    });
});
