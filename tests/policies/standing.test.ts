import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStanding } from "../../policies/standing";

describe("policies: stages.yaml and exemptions.yaml", () => {
    const folder = mkdtempSync(join(tmpdir(), "standing-"));
    after(() => rmSync(folder, { recursive: true }));

    const written = (stages: string, exemptions: string) => {
        writeFileSync(join(folder, "stages.yaml"), stages);
        writeFileSync(join(folder, "exemptions.yaml"), exemptions);
        return readStanding(folder);
    };
    const exemption = (change: string = "") =>
        `- rule: s3/encryptBuckets\n  resource: raw\n  reason: Gone by spring.\n  owner: ann\n  expires: "2027-03-31"\n${change}`;

    it("are those that stand here", () => {
        for (const stack of ["prod", "local", "dev", "anything"]) assert.ok(readStanding()(stack).stage);
    });

    it("give each stack the first stage that its name matches, with levels by group and settings by rule", () => {
        const standingOf = written(
            "- stacks: [prod]\n  level: mandatory\n  groups: { cost: disabled }\n" +
                "  settings: { sagemaker/sampleEnoughRequests: { minimumSamplingPercentage: 10 } }\n" +
                '- stacks: ["*"]\n  level: advisory\n',
            exemption(),
        );
        assert.equal(standingOf("prod").stage.groups.cost, "disabled");
        assert.deepEqual(standingOf("prod").stage.settings, {
            "sagemaker/sampleEnoughRequests": { minimumSamplingPercentage: 10 },
        });
        assert.equal(standingOf("dev").stage.level, "advisory");
        assert.equal(standingOf("dev").exemptions[0]?.stack, "*");
    });

    const refused: Readonly<Record<string, readonly [stages: string, exemptions: string, told: RegExp]>> = {
        "a rule that is not there": [
            "[]",
            exemption(
                "- rule: s3/encryptBucket\n  resource: a\n  reason: Gone by spring.\n  owner: b\n  expires: '2027-03-31'",
            ),
            /exemptions\.yaml names what is not there:\n {2}1\.rule: there is no rule s3\/encryptBucket;/,
        ],
        "settings of a rule that is not there": [
            '- stacks: ["*"]\n  settings: { s3/keepBuckets: { a: 1 } }',
            "[]",
            /stages\.yaml names what is not there:\n {2}0\.settings\.s3\/keepBuckets: there is no rule s3\/keepBuckets;/,
        ],
        "a setting that the rule does not have": [
            '- stacks: ["*"]\n  settings: { kms/delayDeletion: { days: 1 } }',
            "[]",
            /0\.settings\.kms\/delayDeletion\.days: the rule has no such setting; it has minimumDays/,
        ],
        "a remediation by a rule that is not there": [
            '- stacks: ["*"]\n  remediation: { rules: [sqs/keepQueues] }',
            "[]",
            /0\.remediation\.rules: there is no rule sqs\/keepQueues;/,
        ],
        "a remediation by a rule that sets nothing": [
            '- stacks: ["*"]\n  remediation: { rules: [iam/forbidWildcardActions] }',
            "[]",
            /0\.remediation\.rules: iam\/forbidWildcardActions sets nothing by itself; these do: .*sqs\/encryptQueues/,
        ],
        "a remediation by a key that is no key's ARN": [
            '- stacks: ["*"]\n  remediation: { rules: [sqs/encryptQueues], key: alias/aws/sqs }',
            "[]",
            /0\.remediation\.key: must be the ARN of a KMS key/,
        ],
        "stages that are no YAML": ["- stacks: [a\n  level: x", "[]", /stages\.yaml cannot be read: .* at line 2/s],
        "exemptions that are no YAML": ["[]", "- rule: [", /exemptions\.yaml cannot be read: .* at line 1/s],
        "an exemption without an end": ["[]", exemption().replace(/ {2}expires.*\n/, ""), /0\.expires: must be a day/],
        "an exemption without a reason": [
            "[]",
            exemption().replace("Gone by spring.", "why"),
            /0\.reason: must say why/,
        ],
        "a group that is not there": ['- stacks: ["*"]\n  groups: { money: disabled }', "[]", /0\.groups/],
    };
    for (const [title, [stages, exemptions, told]] of Object.entries(refused)) {
        it(`refuse ${title}`, () => assert.throws(() => written(stages, exemptions), told));
    }
});
