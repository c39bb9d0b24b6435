import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { root } from "./load";

const mocha = "\n  things\n    ✔ hold\n\n\n  12 passing (3s)\n  1 pending\n";
const mochaFailing = "\n  11 passing (3s)\n  2 failing\n\n  1) things hold:\n     Error: they did not\n";
const pytest = "......\n5 passed, 1 deselected in 0.42s\n";

/** The orchestrator among tools that only say what they are told to say. */
describe("tests/run.mjs", () => {
    let checkout: string;
    beforeEach(() => {
        checkout = mkdtempSync(path.join(os.tmpdir(), "drivetrain-run-"));
        cpSync(path.join(root, "tests", "run.mjs"), path.join(checkout, "tests", "run.mjs"));
        cpSync(path.join(root, "tools", "setup"), path.join(checkout, "tools", "setup"), { recursive: true });
        for (const name of ["prettier", "eslint", "tsc"]) tool(`node_modules/.bin/${name}`, "", 0);
        tool("node_modules/.bin/mocha", mocha, 0);
        tool("python", pytest, 0);
        mkdirSync(path.join(checkout, ".drivetrain", "setup"), { recursive: true });
        const engine = JSON.stringify({ python: path.join(checkout, "python") });
        writeFileSync(path.join(checkout, ".drivetrain", "setup", "engine.json"), engine);
    });
    afterEach(() => rmSync(checkout, { recursive: true }));

    function tool(file: string, says: string, code: number): void {
        mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true });
        const script = `#!/bin/sh\necho "$0 $*" >> ${checkout}/calls\ncat <<'END'\n${says}END\nexit ${code}\n`;
        writeFileSync(path.join(checkout, file), script, { mode: 0o755 });
    }

    function run(...args: string[]): { status: number | null; text: string; last: string | undefined } {
        const command = [path.join(checkout, "tests", "run.mjs"), ...args];
        const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
        return { status, text: stdout + stderr, last: stdout.trimEnd().split("\n").at(-1) };
    }

    it("adds up checks and tests, and ends with the sum alone in its line", () => {
        // Three checks of TypeScript, two of ruff, 12 tests of mocha, 5 of pytest.
        const { status, last, text } = run();
        assert.equal(last, "22 passed, 0 failed", text);
        assert.equal(status, 0);
        assert.match(text, /mocha: 12 passed, 0 failed, 1 skipped/);
    });

    it("goes on after a failure, shows it, and counts each failed check and test", () => {
        tool("node_modules/.bin/eslint", "index.ts\n  3:1  error  Not so\n", 1);
        tool("node_modules/.bin/mocha", mochaFailing, 2);
        const { status, last, text } = run();
        assert.equal(last, "20 passed, 3 failed", text);
        assert.equal(status, 1);
        assert.match(text, /3:1 {2}error {2}Not so/);
        assert.match(text, /they did not/);
    });

    it("counts a runner that breaks as a failure", () => {
        tool("node_modules/.bin/mocha", "Error: Cannot find module 'x'\n", 7);
        assert.equal(run("mocha").last, "0 passed, 1 failed");
        tool("python", "collected 0 items / 2 errors\n2 errors in 0.1s\n", 2);
        assert.equal(run("pytest").last, "0 passed, 2 failed");
    });

    it("counts a runner that found no test as a failure", () => {
        tool("python", "no tests ran in 0.01s\n", 5);
        assert.equal(run("pytest").last, "0 passed, 1 failed");
    });

    it("runs what is asked for, and names what there is to ask for", () => {
        assert.equal(run("lint").last, "5 passed, 0 failed");
        assert.match(run("spelling").text, /There is no check named spelling: choose from lint, prettier, eslint/);
    });

    it("asks for set-up where it has not run", () => {
        rmSync(path.join(checkout, ".drivetrain"), { recursive: true });
        const { status, text } = run();
        assert.equal(status, 1);
        assert.equal(text, "Set-up has not run: use `npm test` or `npm run setup`.\n");
    });
});
