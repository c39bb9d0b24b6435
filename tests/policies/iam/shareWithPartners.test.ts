import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../../cli/checkout";
import { judgeStack } from "../../../cli/govern/judged";
import { readStackConfig } from "../../../cli/govern/stackConfig";
import { shareWithPartners } from "../../../policies/iam/shareWithPartners";
import { engineConfig, partnersIn } from "../../../policies/reading/partners";
import { readStanding } from "../../../policies/standing";

const promotion = {
    from: { stage: "dev", accountId: "222222222222" },
    to: [{ stage: "prod", accountId: "333333333333" }],
};
const partnersOf = (value: unknown) => partnersIn({ "drivetrain:promotion": JSON.stringify(value) });

describe("iam/shareWithPartners", () => {
    it("knows the accounts that versions come from and go to, whatever else a config says", () => {
        assert.deepEqual(partnersOf(promotion), ["222222222222", "333333333333"]);
        for (const value of [{}, [], "dev", { to: "prod" }, { from: { stage: "dev" } }]) {
            assert.deepEqual(partnersOf(value), []);
        }
        assert.deepEqual(partnersIn({}), []);
        assert.deepEqual(partnersIn({ "drivetrain:promotion": "{" }), []);
    });

    it("reads the config that the engine hands to a pack", () => {
        const before = process.env["PULUMI_CONFIG"];
        try {
            process.env["PULUMI_CONFIG"] = JSON.stringify({ "drivetrain:promotion": JSON.stringify(promotion) });
            assert.deepEqual(partnersIn(engineConfig()), ["222222222222", "333333333333"]);
            delete process.env["PULUMI_CONFIG"];
            assert.deepEqual(engineConfig(), {});
        } finally {
            if (before !== undefined) process.env["PULUMI_CONFIG"] = before;
        }
    });

    it("lets partners stand beside those that a stage sets", () => {
        const folder = mkdtempSync(join(tmpdir(), "partners-"));
        try {
            const settings = "{ iam/shareWithPartners: { accounts: ['111111111111'], partners: ['444444444444'] } }";
            writeFileSync(join(folder, "stages.yaml"), `- stacks: ["*"]\n  settings: ${settings}\n`);
            writeFileSync(join(folder, "exemptions.yaml"), "[]");
            const config = { "drivetrain:promotion": JSON.stringify(promotion) };
            const standingOf = readStanding(folder, (stack) => (stack === "dev" ? config : {}));
            const of = (stack: string) => standingOf(stack).stage.settings["iam/shareWithPartners"];
            const accounts = ["111111111111"];
            assert.deepEqual(of("dev"), { accounts, partners: ["444444444444", "222222222222", "333333333333"] });
            assert.deepEqual(of("other"), { accounts, partners: ["444444444444"] });
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    for (const [stack, type] of [
        [
            "local-dev",
            "aws:kms/key:Key aws:s3/bucketPolicy:BucketPolicy aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy",
        ],
        ["local-prod", "aws:cloudwatch/eventBusPolicy:EventBusPolicy"],
    ] as const) {
        it(`judges what ${stack} shares, which its config alone allows`, async () => {
            const typesIn = async (config: Record<string, string>) => {
                const standing = readStanding(undefined, () => config)(stack);
                const { findings } = await judgeStack(stack, [shareWithPartners], standing);
                assert.ok(findings.every(({ verdict, level }) => verdict === "fail" && level === "mandatory"));
                const types = findings.map(({ urn }) => urn.split("::")[2]?.split("$").at(-1));
                return [...new Set(types)].sort().join(" ");
            };
            assert.equal(await typesIn(readStackConfig(stack, root)), "");
            assert.equal(await typesIn({}), type);
        });
    }
});
