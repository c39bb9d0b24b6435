import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { planStack } from "../../infra/config/plan";
import { models } from "../../infra/models";

const root = resolve(__dirname, "..", "..");
const guide = readFileSync(join(root, "docs", "bring-your-own-container.md"), "utf8");

/** The guide's example, as a stack's file would have it. */
function example(): string {
    const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
    const { config } = parse(yaml) as { config: Record<string, unknown> };
    assert.deepEqual(Object.keys(config), ["drivetrain:algorithms"]);
    return JSON.stringify(config["drivetrain:algorithms"]);
}

const planned = (stack: string, algorithms: string) =>
    planStack(
        stack,
        {
            "aws:region": "us-east-1",
            "aws:allowedAccountIds": '["111111111111"]',
            "drivetrain:accountId": "111111111111",
            "drivetrain:algorithms": algorithms,
        },
        models,
    ).model!;

describe("an algorithm that config adds with an image of its own", () => {
    for (const stack of ["local", "dev", "prod"]) {
        it(`stands beside the model's own on ${stack}, as the guide has it`, () => {
            const { algorithms } = planned(stack, example());
            assert.deepEqual(Object.keys(algorithms), ["xgboost", "linear-learner", "gradient-boosting"]);
            assert.deepEqual(algorithms["gradient-boosting"]!.image, { build: "jobs/byoc" });
        });
    }

    it("must have a folder with a Dockerfile", () => {
        assert.throws(
            () => planned("dev", example().replace("jobs/byoc", "jobs/none")),
            /drivetrain:algorithms\.gradient-boosting\.image\.build: there is no folder "jobs\/none"/,
        );
    });
});
