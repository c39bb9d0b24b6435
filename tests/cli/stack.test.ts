import assert from "node:assert/strict";

import { UsageError } from "../../cli/shared/errors";
import { findStack } from "../../cli/shared/stack";

const files = ["local", "local-prod", "dev", "prod", "dev-used-cars", "platform-local", "platform-dev"].map(
    (stack) => `Pulumi.${stack}.yaml`,
);

describe("cli: stacks", () => {
    it("know their stage, platform and account", () => {
        assert.deepEqual(findStack("local", files), {
            name: "local",
            stage: "local",
            local: true,
            platform: "platform-local",
            accountId: "111111111111",
        });
        assert.deepEqual(findStack("dev-used-cars", files), {
            name: "dev-used-cars",
            stage: "dev",
            local: false,
            platform: "platform-dev",
            accountId: undefined,
        });
    });

    it("take local-prod for a stage and local-used-cars for a model", () => {
        assert.equal(findStack("local-prod", files).stage, "local-prod");
        assert.equal(findStack("local-prod", files).accountId, "222222222222");
        assert.equal(findStack("local-used-cars", [...files, "Pulumi.local-used-cars.yaml"]).stage, "local");
    });

    it("that do not exist are a wrong argument that names those that do", () => {
        assert.throws(
            () => findStack("live", files),
            (error: Error) =>
                error instanceof UsageError &&
                /Pulumi\.live\.yaml .* local, /.test(error.message) &&
                !/platform-/.test(error.message),
        );
    });

    it("of a platform are refused", () => {
        assert.throws(() => findStack("platform-dev", files), /is a platform/);
    });
});
