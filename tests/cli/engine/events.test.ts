import assert from "node:assert/strict";
import { changedCount, emptyReport, observe, plainText, resourceCount, typeAndName } from "../../../cli/engine/events";

const bucket = "urn:pulumi:local::drivetrain::drivetrain:foundation:Foundation$aws:s3/bucket:Bucket::used-cars-landing";
const stack = "urn:pulumi:local::drivetrain::pulumi:pulumi:Stack::drivetrain-local";

describe("cli: the engine's events", () => {
    it("counts each changed resource once and shows the one in work", () => {
        const report = emptyReport();
        assert.equal(
            observe(report, { resourcePreEvent: { metadata: { op: "create", urn: bucket } } }),
            "aws:s3/bucket:Bucket used-cars-landing",
        );
        const done = { resOutputsEvent: { metadata: { op: "create", urn: bucket } } };
        assert.equal(observe(report, done), "1 done, aws:s3/bucket:Bucket used-cars-landing");
        // A component tells its outputs a second time.
        assert.equal(observe(report, done), "1 done, aws:s3/bucket:Bucket used-cars-landing");
    });

    it("is silent about resources that stay as they are", () => {
        const report = emptyReport();
        assert.equal(observe(report, { resourcePreEvent: { metadata: { op: "same", urn: bucket } } }), undefined);
        assert.equal(observe(report, { resOutputsEvent: { metadata: { op: "same", urn: bucket } } }), undefined);
        assert.equal(report.done.size, 0);
    });

    it("keeps the engine's summary", () => {
        const report = emptyReport();
        observe(report, { summaryEvent: { resourceChanges: { same: 70, create: 3, update: 1, delete: 2 } } });
        assert.equal(resourceCount(report.changes), 74);
        assert.equal(changedCount(report.changes), 6);
    });

    it("takes errors with their resource, once each, without stack traces", () => {
        const report = emptyReport();
        const error = { urn: bucket, message: "<{%reset%}>BucketAlreadyExists: taken<{%reset%}>\n", severity: "error" };
        observe(report, { diagnosticEvent: error });
        observe(report, { diagnosticEvent: error });
        observe(report, { diagnosticEvent: { urn: stack, message: "update failed", severity: "error" } });
        assert.deepEqual(report.errors, ["aws:s3/bucket:Bucket used-cars-landing: BucketAlreadyExists: taken"]);

        const program = emptyReport();
        const message = [
            "Running program '/app/infra/index.ts' failed with an unhandled exception:",
            "Error: drivetrain:accountId must have 12 digits",
            "    at Object.<anonymous> (/app/infra/settings.ts:4:30)",
            "    at node:internal/main/run_main_module:28:49",
        ].join("\n");
        observe(program, { diagnosticEvent: { urn: stack, message, severity: "error" } });
        assert.deepEqual(program.errors, ["drivetrain:accountId must have 12 digits"]);
    });

    it("takes no warning and nothing ephemeral for an error", () => {
        const report = emptyReport();
        observe(report, { diagnosticEvent: { message: "careful", severity: "warning" } });
        observe(report, { diagnosticEvent: { message: "error: retrying", severity: "error", ephemeral: true } });
        assert.deepEqual(report.errors, []);
    });

    it("takes violations once each, the stack's own among them", () => {
        const report = emptyReport();
        const event = {
            resourceUrn: bucket,
            message: "<{%fg 1%}>The bucket is not encrypted.<{%reset%}>",
            policyName: "s3-encrypt-buckets",
            enforcementLevel: "mandatory",
        };
        observe(report, { policyEvent: event });
        observe(report, { policyEvent: event });
        observe(report, { policyEvent: { ...event, resourceUrn: stack, enforcementLevel: "advisory" } });
        assert.deepEqual(report.violations, [
            {
                rule: "s3-encrypt-buckets",
                resource: "aws:s3/bucket:Bucket used-cars-landing",
                message: "The bucket is not encrypted.",
                level: "mandatory",
            },
            {
                rule: "s3-encrypt-buckets",
                resource: "the stack",
                message: "The bucket is not encrypted.",
                level: "advisory",
            },
        ]);
    });

    it("names a resource whose name has colons", () => {
        assert.equal(typeAndName("urn:pulumi:dev::drivetrain::aws:kms/key:Key::a::b"), "aws:kms/key:Key a::b");
    });

    it("strips colour marks and terminal codes", () => {
        assert.equal(plainText(" <{%bold%}>a\u001b[31mb\u001b[0m<{%reset%}>\n"), "ab");
    });
});
