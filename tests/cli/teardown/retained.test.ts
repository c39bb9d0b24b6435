import assert from "node:assert/strict";
import { retainedRefusal, retainedResources } from "../../../cli/teardown/retained";

const bucket = (id: string, forceDestroy?: boolean) => ({
    type: "aws:s3/bucket:Bucket",
    id,
    outputs: { forceDestroy },
});
const table = (deletionProtectionEnabled: boolean) => ({
    type: "aws:dynamodb/table:Table",
    id: "ledger",
    outputs: { deletionProtectionEnabled },
});

describe("cli: a stack that keeps its data", () => {
    it("is known by its state: buckets, images and tables that are not destroyed with what they hold", () => {
        const images = { type: "aws:ecr/repository:Repository", id: "third", outputs: { forceDelete: false } };
        const other = { type: "aws:sns/topic:Topic", id: "topic", outputs: {} };
        const unmade = { type: "aws:s3/bucket:Bucket", outputs: {} };
        assert.deepEqual(
            retainedResources([bucket("landing", false), bucket("runs"), other, table(true), images, unmade]),
            ["bucket landing", "bucket runs", "table ledger", "image repository third"],
        );
        assert.deepEqual(retainedResources([bucket("landing", true), table(false), other]), []);
    });

    it("does not go down: a sentence says what would be lost, and how to go on", () => {
        assert.equal(retainedRefusal({ name: "dev", local: false }, [], "2 endpoints"), undefined);
        assert.equal(
            retainedRefusal(
                { name: "prod", local: false },
                ["bucket landing", "table ledger"],
                "2 endpoints, 7 models",
            ),
            "The stack prod keeps its data, as drivetrain:forceDestroy was not true when it was brought up; nothing was " +
                "removed. Going down would lose 2 resources with all that is in them (bucket landing, table ledger), and " +
                "2 endpoints, 7 models. If that may be lost, set drivetrain:forceDestroy to true in Pulumi.prod.yaml, run " +
                "`npx drivetrain up -s prod`, and then `npx drivetrain down -s prod` again.",
        );
        assert.match(
            retainedRefusal({ name: "local", local: true }, ["table ledger"], undefined) ?? "",
            /\(table ledger\)\. .*; or `npx drivetrain stop`, which ends the local stage with every stack on it\.$/,
        );
    });
});
