import assert from "node:assert/strict";
import { judgeStack } from "../../../cli/govern/judged";
import { shareWithPartners } from "../../../policies/iam/shareWithPartners";
import { readStanding } from "../../../policies/standing";

describe("iam/shareWithPartners", () => {
    for (const [stack, type] of [
        [
            "local-dev",
            "aws:kms/key:Key aws:s3/bucketPolicy:BucketPolicy aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy",
        ],
        ["local-prod", "aws:cloudwatch/eventBusPolicy:EventBusPolicy"],
    ] as const) {
        it(`judges what ${stack} shares, which its stage's partners alone allow`, async () => {
            const { stage, ...rest } = readStanding()(stack);
            const typesIn = async (settings: typeof stage.settings) => {
                const standing = { ...rest, stage: { ...stage, settings } };
                const { findings } = await judgeStack(stack, [shareWithPartners], standing);
                assert.ok(findings.every(({ verdict, level }) => verdict === "fail" && level === "mandatory"));
                const types = findings.map(({ urn }) => urn.split("::")[2]?.split("$").at(-1));
                return [...new Set(types)].sort().join(" ");
            };
            assert.equal(await typesIn(stage.settings), "");
            assert.equal(await typesIn({ ...stage.settings, [shareWithPartners.id]: {} }), type);
        });
    }
});
