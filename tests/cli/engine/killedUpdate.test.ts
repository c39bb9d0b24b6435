import assert from "node:assert/strict";
import { settle } from "../../../cli/engine/killedUpdate";
import type { PendingOperation, StoredResource } from "../../../cli/engine/state";

const urn = (name: string): string => `urn:pulumi:local::drivetrain::aws:s3/bucket:Bucket::${name}`;

function resource(name: string, more: Partial<StoredResource> = {}): StoredResource {
    return { urn: urn(name), type: "aws:s3/bucket:Bucket", custom: true, inputs: { bucket: name }, ...more };
}

/** What a state becomes, by its resources. */
function settled(resources: StoredResource[], pending: PendingOperation[], created: Record<string, string>) {
    const deployment = { resources, pending_operations: pending, manifest: { version: "v3" } };
    const { settled: after, unsure } = settle({ version: 3, deployment } as object, created);
    assert.deepEqual(after, {
        version: 3,
        deployment: { resources: after.deployment?.resources, pending_operations: [], manifest: { version: "v3" } },
    });
    return { resources: after.deployment?.resources, unsure };
}

describe("cli: the state of a stack whose update was killed", () => {
    const kept = resource("kept", { id: "kept", outputs: { arn: "arn:kept" } });

    it("takes over what was being created and was made, to be read anew", () => {
        const made = { type: "creating", resource: resource("made") };
        assert.deepEqual(settled([kept], [made], { [urn("made")]: "made-1", [urn("kept")]: "kept" }), {
            resources: [kept, resource("made", { id: "made-1", outputs: { bucket: "made" } })],
            unsure: [urn("made")],
        });
    });

    it("forgets what was being created and was not made, and components, which are made again", () => {
        const component = {
            type: "creating",
            resource: { urn: urn("component"), type: "drivetrain:X", custom: false },
        };
        const pending = [{ type: "creating", resource: resource("lost") }, component];
        assert.deepEqual(settled([kept], pending, {}), { resources: [kept], unsure: [] });
    });

    it("has what was being changed or deleted read anew", () => {
        const other = resource("other", { id: "other" });
        const pending = [
            { type: "updating", resource: kept },
            { type: "deleting", resource: other },
        ];
        assert.deepEqual(settled([kept, other], pending, { [urn("other")]: "other" }), {
            resources: [kept, other],
            unsure: [urn("kept"), urn("other")],
        });
    });

    it("deletes later what was being replaced", () => {
        const replacement = { type: "creating", resource: resource("kept", { inputs: { bucket: "new" } }) };
        const { resources } = settled([kept], [replacement], { [urn("kept")]: "kept-2" });
        assert.deepEqual(resources, [
            { ...kept, delete: true },
            resource("kept", { id: "kept-2", inputs: { bucket: "new" }, outputs: { bucket: "new" } }),
        ]);
    });

    it("takes nothing over twice: its creation was noted, the end of it not", () => {
        const pending = [{ type: "creating", resource: resource("kept") }];
        assert.deepEqual(settled([kept], pending, { [urn("kept")]: "kept" }), {
            resources: [kept],
            unsure: [urn("kept")],
        });
    });
});
