import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitOf } from "../../../components/package/commit";

describe("the commit of the code", () => {
    const folder = mkdtempSync(join(tmpdir(), "commit-"));
    const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" }).trim();
    after(() => rmSync(folder, { recursive: true }));

    it("is what a workflow says where there is no Git, or unknown", () => {
        assert.equal(commitOf(folder, { GITHUB_SHA: "0a1b" }), "0a1b");
        assert.equal(commitOf(folder, {}), "unknown");
    });

    it("is the working copy's, marked where it has changes", () => {
        git("init", "--quiet");
        const author = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
        git(...author, "commit", "--quiet", "--allow-empty", "--message", "First");
        const commit = git("rev-parse", "HEAD");
        assert.equal(commitOf(folder, {}), commit);
        writeFileSync(join(folder, "new.ts"), "");
        assert.equal(commitOf(folder, {}), `${commit}-dirty`);
    });
});
