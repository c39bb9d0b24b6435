import assert from "node:assert/strict";
import { STSClient } from "@aws-sdk/client-sts";
import { environmentOf, requireAccount } from "../../../cli/stacks/environment";
import type { StackReference } from "../../../cli/stacks/stack";
import { statusText } from "../../../cli/status/text";
import { remainsText, standingOn } from "../../../cli/teardown/takeDown";

const stack = (stage: string): StackReference => ({
    name: stage,
    stage,
    local: stage.startsWith("local"),
    platform: `platform-${stage}`,
    accountId: "333333333333",
    region: "us-east-1",
});

describe("cli: a stack on AWS", () => {
    const clientOf = (Account: string): STSClient =>
        Object.assign(new STSClient({ region: "us-east-1" }), { send: async () => ({ Account }) });

    it("is worked on with credentials of its account only", async () => {
        await requireAccount(stack("dev"), clientOf("333333333333"));
        await assert.rejects(requireAccount(stack("dev"), clientOf("999999999999")), {
            name: "CommandError",
            message:
                "The stack dev is account 333333333333 (Pulumi.dev.yaml), but these credentials are of account 999999999999: set another AWS_PROFILE, or, before the stack is first brought up, your account's number in that file.",
        });
    });

    it("leaves its platform, and says how to remove it", () => {
        assert.equal(remainsText(stack("dev"), ["prod", "platform-prod"]), undefined);
        assert.match(
            remainsText(stack("dev"), ["platform-dev"]) ?? "",
            /platform-dev, on which no stack stands any more; `npx pulumi destroy -s platform-dev`/,
        );
        assert.match(
            remainsText(stack("dev"), ["platform-dev", "dev-used-cars", "prod"]) ?? "",
            /platform-dev, on which dev-used-cars stands; .* once nothing does\.$/,
        );
    });
});

describe("cli: a local stage that is not running", () => {
    it("is started by bringing up the stack that was asked for", async () => {
        const alone = "The local stage is not running: `npx drivetrain up` or `npm start -- --keep` starts it.";
        const other = "The local stage is not running: `npx drivetrain up -s local-homes` starts it.";
        const nothing = { stageRunning: false, deployed: false };
        for (const [name, sentence] of [
            ["local", alone],
            ["local-homes", other],
        ] as const) {
            assert.throws(() => environmentOf({ ...stack("local"), name }), {
                name: "CommandError",
                message: sentence,
            });
            assert.equal(statusText({ stack: name, ...nothing }), sentence);
        }
    });
});

describe("cli: a platform", () => {
    it("is needed by the stacks of its own stage, whatever else begins with the same letters", () => {
        const existing = ["local", "local-prod", "local-used-cars", "platform-local", "platform-local-prod"];
        assert.deepEqual(standingOn(stack("local"), existing), ["local-used-cars"]);
        assert.deepEqual(standingOn(stack("local-prod"), existing), []);
    });
});
