import assert from "node:assert/strict";
import { root } from "../../cli/checkout";
import { judgeProgram } from "../../cli/govern/judged";
import { readStackConfig } from "../../cli/govern/stackConfig";
import { deployStack } from "../../infra/program";
import { rules } from "../../policies/rules";
import { readStanding } from "../../policies/standing";

describe("a platform that lets workflows deploy", () => {
    it("is refused by no rule, and leaves none in doubt about its roles", async () => {
        const stack = "platform-prod";
        const account = "444444444444";
        const delivery = {
            ...{ repository: "anvil/cars", environment: "prod", stateBucket: "anvil-state" },
            boundary: `arn:aws:iam::${account}:policy/drivetrain-boundary`,
            stateKey: `arn:aws:kms:us-east-1:${account}:key/9a1b`,
        };
        const config = { ...readStackConfig(stack, root), "drivetrain:delivery": JSON.stringify(delivery) };
        const program = () => deployStack(stack, config);
        const standing = { ...readStanding()(stack), exemptions: [] };
        const { findings } = await judgeProgram({ project: "drivetrain", stack, config, program }, rules, standing);
        const told = findings.filter(({ urn }) => urn.includes("::delivery-"));
        assert.deepEqual(
            told.map(({ rule, message }) => `${rule}: ${message}`),
            [],
        );
    });
});
