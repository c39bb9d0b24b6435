import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { requestTags, stackTags } from "../../../components/access/tags";

describe("tags of what runs make", () => {
    after(() => pulumi.runtime.setAllConfig({}));

    it("are the provider's default tags, where the stack has some", () => {
        pulumi.runtime.setAllConfig({ "aws:defaultTags": '{"tags":{"drivetrain:owner":"ann"}}' });
        assert.deepEqual(stackTags(), { "drivetrain:owner": "ann" });
        for (const config of [{}, { "aws:defaultTags": "{}" }]) {
            pulumi.runtime.setAllConfig(config as Record<string, string>);
            assert.deepEqual(stackTags(), {});
        }
    });

    it("are each there once, first and by its own value where the run has one", () => {
        assert.deepEqual(requestTags({ model: "cars" }, { owner: "ann", model: "shared" }), [
            { Key: "model", Value: "cars" },
            { Key: "owner", Value: "ann" },
        ]);
    });
});
