import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { readReplaySetting } from "../../../cli/replay/settings";
import { makeReplayStack } from "../../../cli/replay/stack";
import { findStack } from "../../../cli/stacks/stack";
import { stagesOf } from "../../../cli/stacks/stackFile";
import { UsageError } from "../../../cli/terminal/errors";
import { models } from "../../../infra/models";

const root = join(__dirname, "..", "..", "..");
const shared = [
    "Pulumi.yaml",
    "Pulumi.local.yaml",
    "Pulumi.local-homes.yaml",
    "Pulumi.platform-local.yaml",
    "Pulumi.prod.yaml",
];

describe("the stack of a replay", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "replay-"));
        for (const file of shared) copyFileSync(join(root, file), join(folder, file));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const make = (stack: string, ...texts: string[]) =>
        makeReplayStack(findStack(stack, folder), texts.map(readReplaySetting), folder);
    const configOf = (stack: string) =>
        (parse(readFileSync(join(folder, `Pulumi.${stack}.yaml`), "utf8")) as { config: Record<string, unknown> })
            .config;

    it("is like another one, in an account of its own, and goes again", () => {
        const { stack, model, rule, remove } = make("local", "monitoring.threshold=0.2");
        assert.equal(stack.name, "local-r");
        assert.equal(stack.local, true);
        assert.deepEqual([model.name, model.monitoring, rule], ["used-cars", { threshold: 0.2 }, undefined]);
        const [own, other] = [configOf("local-r"), configOf("local")];
        assert.notEqual(own["drivetrain:accountId"], other["drivetrain:accountId"]);
        assert.deepEqual(own["aws:allowedAccountIds"], [own["drivetrain:accountId"]]);
        assert.equal(own["drivetrain:bakeSeconds"], other["drivetrain:bakeSeconds"]);
        assert.ok(existsSync(join(folder, "Pulumi.platform-local-r.yaml")));
        remove();
        assert.deepEqual(readdirSync(folder).sort(), [...shared].sort());
    });

    it("is that of another model where the other stack is", () => {
        const { stack, model } = make("local-homes");
        assert.deepEqual([stack.name, stack.platform, model.name], ["local-r-homes", "platform-local-r", "homes"]);
    });

    it("judges as a stack on AWS does, on machines of the local stage", () => {
        const path = join(folder, "Pulumi.prod.yaml");
        const prod = parse(readFileSync(path, "utf8")) as { config: Record<string, unknown> };
        prod.config["drivetrain:algorithms"] = { xgboost: { gate: { threshold: 1234 }, approval: "manual" } };
        prod.config["drivetrain:bakeSeconds"] = 300;
        writeFileSync(path, stringify(prod));
        const { model } = make("prod");
        assert.equal(model.algorithms.xgboost?.gate.threshold, 1234);
        assert.equal(configOf("local-r")["drivetrain:bakeSeconds"], configOf("local")["drivetrain:bakeSeconds"]);
        assert.deepEqual(configOf("local-r")["drivetrain:algorithms"], {
            xgboost: { gate: { threshold: 1234 }, approval: "automatic" },
        });
    });

    it("starts training on drift where the settings say so, by the replay alone", () => {
        const { rule } = make("local", "retrain.on=both", "retrain.coolDownDays=14");
        assert.deepEqual(rule, { on: "both", fewest: 1, coolDownDays: 14 });
        assert.deepEqual(configOf("local-r")["drivetrain:retrain"], { on: "nothing", coolDownDays: 14 });
    });

    it("is refused with the setting that is wrong, and leaves no file", () => {
        for (const [text, expected] of [
            ["algorithms.xgboost.gate.threshold=low", /drivetrain:algorithms\.xgboost\.gate\.threshold/],
            ["algorithm.xgboost=1", /drivetrain:algorithm: is no known setting/],
            ["retrain.on=often", /drivetrain:retrain\.on/],
        ] as const) {
            assert.throws(
                () => make("local", text),
                (error) => error instanceof UsageError && expected.test(error.message),
                text,
            );
        }
        assert.deepEqual(readdirSync(folder).sort(), [...shared].sort());
    });

    it("is no stage at which a model has a stack", () => {
        make("local");
        assert.deepEqual(stagesOf(folder, models), ["local", "prod"]);
    });
});
