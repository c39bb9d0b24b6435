import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { findLiveLock, isDead, lockedStacks, releaseDeadLocks } from "../../../cli/engine/locks";

describe("cli: a lock left in the state", () => {
    const gone = spawnSync(process.execPath, ["--version"]).pid;
    const now = new Date().toISOString();
    let state: string;

    beforeEach(() => (state = mkdtempSync(join(tmpdir(), "drivetrain-locks-"))));
    afterEach(() => rmSync(state, { recursive: true }));

    it("is dead when its process has gone from this machine", () => {
        assert.equal(isDead({ pid: gone, hostname: hostname() }), true);
    });

    it("is respected while its process lives", () => {
        assert.equal(isDead({ pid: process.pid, hostname: hostname() }), false);
        assert.equal(isDead({ pid: process.pid, hostname: hostname(), timestamp: now }), false);
    });

    it("is dead when another process has got the number since", () => {
        assert.equal(isDead({ pid: process.pid, hostname: hostname(), timestamp: "2020-01-01T00:00:00Z" }), true);
    });

    it("is respected when another machine holds it", () => {
        assert.equal(isDead({ pid: gone, hostname: "elsewhere" }), false);
    });

    it("is removed alone: those of living updates, of other stacks and of other machines stay", () => {
        const folder = (stack: string): string => join(state, ".pulumi", "locks", "organization", "drivetrain", stack);
        const lock = (stack: string, name: string, content: object | string): void => {
            mkdirSync(folder(stack), { recursive: true });
            writeFileSync(join(folder(stack), name), typeof content === "string" ? content : JSON.stringify(content));
        };
        lock("local", "dead.json", { pid: gone, hostname: hostname(), timestamp: now });
        // Of an engine that was killed while it wrote: half a file, under the name that it has until it is whole.
        lock("local", "half.json1795829600.tmp", '{"pid":');
        utimesSync(join(folder("local"), "half.json1795829600.tmp"), 0, 0);
        lock("local", "being-made.json1795829601.tmp", "");
        lock("local", "away.json", { pid: gone, hostname: "elsewhere", timestamp: now });
        lock("local-homes", "dead.json", { pid: gone, hostname: hostname(), timestamp: now });
        lock("platform-local", "alive.json", { pid: process.pid, hostname: hostname(), timestamp: now });

        assert.equal(releaseDeadLocks(state, "local"), true);
        assert.deepEqual(readdirSync(folder("local")).sort(), ["away.json", "being-made.json1795829601.tmp"]);
        assert.equal(releaseDeadLocks(state, "local"), false);
        assert.ok(existsSync(join(folder("local-homes"), "dead.json")));
        assert.deepEqual(lockedStacks(state).sort(), ["local", "local-homes", "platform-local"]);
        assert.equal(findLiveLock(state, "platform-local")?.pid, process.pid);
        assert.equal(findLiveLock(state, "local-homes"), undefined);
        assert.equal(findLiveLock(state, "local")?.hostname, "elsewhere");
    });

    it("is none where no engine has been at work", () => {
        assert.equal(releaseDeadLocks(state, "local"), false);
        assert.equal(findLiveLock(join(state, "nowhere"), "local"), undefined);
        assert.deepEqual(lockedStacks(state), []);
    });
});
