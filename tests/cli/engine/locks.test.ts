import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { isDead } from "../../../cli/engine/locks";

describe("cli: a lock left in the state", () => {
    const gone = spawnSync(process.execPath, ["--version"]).pid;

    it("is dead when its process has gone from this machine", () => {
        assert.equal(isDead({ pid: gone, hostname: hostname() }), true);
    });

    it("is respected while its process lives", () => {
        assert.equal(isDead({ pid: process.pid, hostname: hostname() }), false);
    });

    it("is respected when another machine holds it", () => {
        assert.equal(isDead({ pid: gone, hostname: "elsewhere" }), false);
    });
});
