import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../../components/package/packages";

describe("packages", () => {
    it("knows where this package and its jobs are", () => {
        assert.ok(existsSync(join(packageFolder(), "jobs", "preprocess", "preprocess.py")));
    });
});
