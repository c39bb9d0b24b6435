import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./load";

/** Runs a script after tools/pulumi/lazy.js, in a process of its own. */
function evaluate(script: string): unknown {
    const args = ["-r", join(root, "tools", "pulumi", "lazy.js"), "-p", `JSON.stringify((() => { ${script} })())`];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    assert.equal(stderr, "");
    return JSON.parse(stdout);
}

const loaded = `const loaded = (part) => Object.keys(require.cache).some((file) => file.includes(part));`;

describe("the parts of the SDK that nobody uses", () => {
    it("are not loaded with it", () => {
        const script = `${loaded} require("@pulumi/pulumi"); return [loaded("/automation/"), loaded("/arborist/")];`;
        assert.deepEqual(evaluate(script), [false, false]);
    });

    it("are there as soon as somebody asks for them", () => {
        const script = `${loaded} const { automation } = require("@pulumi/pulumi");
            const names = [automation.LocalWorkspace.name, "Stack" in automation, Object.keys(automation).length > 10];
            return [...names, loaded("/automation/")];`;
        assert.deepEqual(evaluate(script), ["LocalWorkspace", true, true, true]);
    });
});
