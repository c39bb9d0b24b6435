import assert from "node:assert/strict";
import { governanceOf, isRefused } from "../../../cli/govern/govern";
import type { JudgedStack } from "../../../cli/govern/judged";
import { governanceJunit } from "../../../cli/govern/junit";
import { governanceMarkdown } from "../../../cli/govern/markdown";
import { governanceSarif } from "../../../cli/govern/sarif";
import { gathered, governanceTable } from "../../../cli/govern/table";
import type { Exemption } from "../../../policies/engine/exemptions";
import type { Finding } from "../../../policies/engine/findings";

const today = "2027-01-01";
const exemption: Exemption = {
    ...{ rule: "s3/encryptBuckets", resource: "raw", stack: "*", reason: "Gone by spring.", owner: "ann" },
    expires: "2027-03-31",
};
const finding = (stack: string, name: string, given: Partial<Finding> = {}): Finding => ({
    ...{
        rule: "s3/encryptBuckets",
        level: "mandatory",
        verdict: "fail",
        path: "bucket",
        message: "it | has <b>none</b>.",
    },
    urn: `urn:pulumi:${stack}::drivetrain::aws:s3/bucket:Bucket::${name}`,
    ...given,
});
const open: Partial<Finding> = { rule: "iam/forbidWildcardActions", level: "advisory", verdict: "undetermined" };
const stacks: readonly JudgedStack[] = [
    {
        stack: "dev",
        resources: 2,
        findings: [finding("dev", "data"), finding("dev", "logs"), finding("dev", "role", open)],
    },
    {
        ...{ stack: "prod", resources: 2 },
        findings: [finding("prod", "data"), finding("prod", "raw", { level: "advisory", exemption })],
    },
];
const governance = governanceOf(stacks, [exemption], today);

describe("cli: govern", () => {
    it("tells what is the same once, with all places, what stops a deployment first", () => {
        assert.deepEqual(
            gathered(governance).map(({ level, rule, resources, stacks }) => [level, rule, resources, stacks]),
            [
                [
                    "mandatory",
                    "s3/encryptBuckets",
                    ["aws:s3/bucket:Bucket data", "aws:s3/bucket:Bucket logs"],
                    ["dev", "prod"],
                ],
                ["advisory", "iam/forbidWildcardActions", ["aws:s3/bucket:Bucket role"], ["dev"]],
                ["advisory", "s3/encryptBuckets", ["aws:s3/bucket:Bucket raw"], ["prod"]],
            ],
        );
        assert.equal(isRefused(governance), true);
    });

    it("prints a table, how each refusal is mended, what is exempt, and a sentence", () => {
        const lines = governanceTable(governance).split("\n");
        assert.match(
            lines.at(-1) ?? "",
            /rules over 2 stacks: 3 mandatory findings, 2 advisory findings\. A deployment would be refused\.$/,
        );
        assert.ok(lines.includes("Exempt until 2027-03-31, by ann: raw from s3/encryptBuckets. Gone by spring."));
        assert.ok(lines.some((line) => line.startsWith("s3/encryptBuckets: Add an aws.s3.Bucket")));
    });

    it("passes where nothing is mandatory, and tells of what nothing needs", () => {
        const calm = governanceOf(
            [{ stack: "dev", resources: 1, findings: [finding("dev", "role", open)] }],
            [exemption],
            today,
        );
        assert.equal(isRefused(calm), false);
        assert.match(
            governanceTable(calm),
            /Nothing needs the exemption of raw from s3\/encryptBuckets any more: ann may/,
        );
    });

    it("refuses for an exemption that has expired, though nothing else does", () => {
        const late = governanceOf([], [{ ...exemption, expires: "2026-12-31" }], today);
        assert.equal(isRefused(late), true);
        assert.deepEqual(late.unused, []);
        assert.match(governanceTable(late), /expired on 2026-12-31/);
        assert.match(governanceJunit(late), /<failure message="The exemption of raw .* expired on 2026-12-31/);
    });

    it("writes Markdown in which a name from a pull request is only text", () => {
        const text = governanceMarkdown(governance);
        assert.ok(text.includes("it \\| has \\<b\\>none\\</b\\>."), text);
        assert.match(text, /<details><summary>What only advises \(2\)<\/summary>/);
    });

    it("writes SARIF: errors, notes, and what is suppressed, by rule and stack", () => {
        const [run] = governanceSarif(governance).runs;
        const results = run?.results ?? [];
        assert.deepEqual(
            results.map(({ ruleId, level, suppressions = [] }) => [ruleId, level, suppressions.length]),
            [
                ["s3/encryptBuckets", "error", 0],
                ["s3/encryptBuckets", "error", 0],
                ["iam/forbidWildcardActions", "note", 0],
                ["s3/encryptBuckets", "error", 0],
                ["s3/encryptBuckets", "warning", 1],
            ],
        );
        assert.equal(results[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri, "Pulumi.dev.yaml");
        const { rules = [] } = run?.tool.driver ?? {};
        for (const { ruleId, ruleIndex = -1 } of results) assert.equal(rules[ruleIndex]?.id, ruleId);
    });

    it("lists what is exempt, what nothing needs and what does not hold in every format", () => {
        const other = { ...exemption, rule: "sns/encryptTopics" };
        const late = { ...exemption, rule: "sqs/encryptQueues", expires: "2026-12-31" };
        const mixed = governanceOf(stacks, [exemption, other, late], today);
        const told: readonly (readonly [level: string, text: string])[] = [
            [
                "error",
                "The exemption of raw from sqs/encryptQueues expired on 2026-12-31: mend the resource, or have ann ",
            ],
            ["note", "Exempt until 2027-03-31, by ann: raw from s3/encryptBuckets. Gone by spring."],
            ["warning", "Nothing needs the exemption of raw from sns/encryptTopics any more: ann may take it out of "],
        ];
        const [run] = governanceSarif(mixed).runs;
        const notifications = run?.invocations?.[0]?.toolConfigurationNotifications ?? [];
        assert.deepEqual(
            notifications.map(({ level }) => level),
            told.map(([level]) => level),
        );
        const texts = [
            governanceTable(mixed),
            governanceMarkdown(mixed),
            governanceJunit(mixed),
            notifications.map(({ message }) => message.text).join("\n"),
        ];
        for (const text of texts) {
            for (const [, line] of told) assert.ok(text.includes(line), `${line} is not in ${text}`);
        }
        const suite = governanceJunit(mixed).split(`<testsuite name="exemptions"`)[1] ?? "";
        assert.equal(suite.match(/<testcase /g)?.length, 3);
        assert.equal(suite.match(/<failure /g)?.length, 1);
        assert.equal(
            run?.results?.find(({ suppressions }) => suppressions)?.suppressions?.[0]?.justification,
            "Gone by spring. (ann, until 2027-03-31)",
        );
    });

    it("writes JUnit: a suite for each stack and for exemptions, a case for each rule, a failure for each that is broken", () => {
        const text = governanceJunit(governance);
        assert.equal(text.match(/<testsuite /g)?.length, 3);
        assert.equal(text.match(/<failure /g)?.length, 2);
        assert.ok(text.includes("&lt;b>none&lt;/b>"), text);
    });
});
