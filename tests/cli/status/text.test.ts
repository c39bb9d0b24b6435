import assert from "node:assert/strict";
import { made } from "../../../cli/engine/state";
import type { StackStatus } from "../../../cli/status/status";
import { statusText } from "../../../cli/status/text";

describe("cli: status", () => {
    it("tells a stack whose first up did not end from one that is not there", () => {
        assert.equal(
            statusText({ stack: "dev", deployed: false, resources: 0 }),
            "Nothing is deployed to the stack dev: `npx drivetrain up -s dev` does it.",
        );
        assert.equal(
            statusText({ stack: "dev", deployed: false, resources: 12 }),
            "The stack dev is deployed in part (12 resources), as its first `up` did not end: `npx drivetrain up -s dev` goes " +
                "on with it, `npx drivetrain down -s dev` removes it.",
        );
    });

    it("counts what is outside the engine: neither components nor the engine's own", () => {
        const bucket = { type: "aws:s3/bucket:Bucket", id: "b" };
        const rest = [
            { type: "pulumi:pulumi:Stack" },
            { type: "pulumi:providers:aws", id: "p" },
            { type: "drivetrain:index:Foundation" },
        ];
        assert.deepEqual(made([...rest, bucket]), [bucket]);
    });

    const deployed: StackStatus = {
        ...{ stack: "dev", deployed: true, resources: 74, model: "used-cars", url: "https://api" },
        pipelines: {
            xgboost: {
                champion: "xgboost-1",
                version: { arn: "arn:3", version: 3, approval: "Approved" },
                waiting: { arn: "arn:4", version: 4, approval: "PendingManualApproval", modelName: "xgboost-2" },
                endpoint: { name: "used-cars-xgboost-dev", status: "InService" },
                runs: [
                    {
                        ...{ algorithm: "xgboost", name: "r", status: "SUCCEEDED", verdict: "rejected" },
                        reason: `validation:rmse 4000 is above 3000, ${"and so on, ".repeat(12)}to its end`,
                    },
                ],
            },
        },
    };

    it("shows the version that waits for a person, with the command that approves it", () => {
        assert.match(
            statusText(deployed),
            /^xgboost: version 4 \(xgboost-2\) waits for approval, and serves after `npx drivetrain approve xgboost -s dev`\.$/m,
        );
        assert.match(statusText({ ...deployed, stack: "local" }), /`npx drivetrain approve xgboost`\.$/m);
    });

    it("tells what was done about drift", () => {
        const decision = { at: "2026-03-02T00:00:00.000Z", monitoringRun: "arn:run", runs: {} };
        const lastLine = (retraining: StackStatus["retraining"]) =>
            statusText({ ...deployed, retraining })
                .split("\n")
                .at(-1);
        assert.equal(
            lastLine({ ...decision, outcome: "started", reason: "Training of xgboost was started." }),
            "Last drift (2026-03-02 00:00:00 UTC): retraining started. Training of xgboost was started.",
        );
        assert.equal(
            lastLine({ ...decision, outcome: "cooling down", reason: "The last one was yesterday." }),
            "Last drift (2026-03-02 00:00:00 UTC): not retrained, cooling down. The last one was yesterday.",
        );
    });

    it("shows how much of the target a version explains, and how sure that is", () => {
        const xgboost = deployed.pipelines!.xgboost!;
        const metrics = { "validation:rmse": 2311.2, "test:rmse": 2280.1, "test:rows": 117, "test:r2": 0.9123 };
        const shown = (more: object) =>
            statusText({ ...deployed, pipelines: { xgboost: { ...xgboost, metrics: { ...metrics, ...more } } } });
        assert.match(shown({ "test:r2-low": 0.85, "test:r2-high": 0.93 }), /│ test:r2 0\.912 \(0\.850 to 0\.930\) +│/);
        assert.match(shown({}), /│ test:rmse 2,280\.1 +│[^]*│ test:r2 0\.912 +│[^]*│ on 117 test rows +│/);
    });

    it("shows why a run ended so, whole", () => {
        const text = statusText(deployed);
        assert.match(text, /│ validation:rmse 4000 is above 3000, and so on,/);
        assert.match(text, /to its +│\n.*│ end +│/);
        assert.doesNotMatch(text, /…/);
    });
});
