import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { load, root } from "./load";

const mocha = "\n  things\n    ✔ hold\n\n\n  12 passing (3s)\n  1 pending\n";
const mochaFailing = "\n  11 passing (3s)\n  2 failing\n\n  1) things hold:\n     Error: they did not\n";
const pytest = "......\n5 passed, 1 deselected in 0.42s\n";

interface Commands {
    readonly execute: (
        command: readonly string[],
        options: { readonly log: string; readonly silence: number },
    ) => Promise<{ readonly failure?: string }>;
}

/** The orchestrator among tools that only say what they are told to say. */
describe("tests/run.mjs", () => {
    let checkout: string;
    beforeEach(() => {
        checkout = mkdtempSync(path.join(os.tmpdir(), "drivetrain-run-"));
        for (const part of ["tests/run.mjs", "tests/runner", "tools/setup"]) {
            cpSync(path.join(root, part), path.join(checkout, part), { recursive: true });
        }
        symlinkSync(path.join(root, "node_modules", "typescript"), folderOf("node_modules/typescript"));
        for (const file of ["things/one.test.ts", "things/deep/two.test.ts", "things/test_one.py"]) {
            put(`tests/${file}`, "");
        }
        for (const name of ["prettier", "eslint", "tsc", "depcruise"]) tool(`node_modules/.bin/${name}`, "", 0);
        tool("node_modules/.bin/mocha", mocha, 0);
        tool("python", pytest, 0);
        mkdirSync(path.join(checkout, ".drivetrain", "setup"), { recursive: true });
        const engine = JSON.stringify({ python: path.join(checkout, "python") });
        writeFileSync(path.join(checkout, ".drivetrain", "setup", "engine.json"), engine);
    });
    afterEach(() => rmSync(checkout, { recursive: true }));

    /** A file's path in the checkout, whose folder is there. */
    function folderOf(file: string): string {
        mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true });
        return path.join(checkout, file);
    }

    function put(file: string, text: string, mode = 0o644): void {
        writeFileSync(folderOf(file), text, { mode });
    }

    function tool(file: string, says: string, code: number): void {
        put(file, `#!/bin/sh\necho "$0 $*" >> ${checkout}/calls\ncat <<'END'\n${says}END\nexit ${code}\n`, 0o755);
    }

    /** How the tools were called, by their names. */
    function calls(): string[] {
        const lines = readFileSync(path.join(checkout, "calls"), "utf8").trim().split("\n");
        return lines.map((line) => line.replace(`${checkout}/`, "").replace("node_modules/.bin/", "")).sort();
    }

    function run(...args: string[]): { status: number | null; text: string; last: string | undefined } {
        const command = [path.join(checkout, "tests", "run.mjs"), ...args];
        const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
        return { status, text: stdout + stderr, last: stdout.trimEnd().split("\n").at(-1) };
    }

    it("adds up checks and tests, and ends with the sum alone in its line", () => {
        // Four checks of TypeScript, two of ruff, 12 tests of mocha, 5 of pytest.
        const { status, last, text } = run();
        assert.equal(last, "23 passed, 0 failed", text);
        assert.equal(status, 0);
        assert.match(text, /tests\/things: 12 passed, 0 failed, 1 skipped/);
    });

    it("goes on after a failure, shows it, and counts each failed check and test", () => {
        tool("node_modules/.bin/eslint", "index.ts\n  3:1  error  Not so\n", 1);
        tool("node_modules/.bin/mocha", mochaFailing, 2);
        const { status, last, text } = run();
        assert.equal(last, "21 passed, 3 failed", text);
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
        assert.equal(run("lint").last, "6 passed, 0 failed");
        assert.match(run("spelling").text, /There is no check named spelling: choose from lint, mocha, quick, eslint/);
    });

    it("runs the quick tests of a folder in one process, and each slow file in one of its own", () => {
        put("tests/things/slow.slow.test.ts", "");
        put("tests/others/slow.slow.test.ts", "this.timeout(100_000)");
        assert.equal(run("mocha", "--jobs", "1").last, "36 passed, 0 failed");
        assert.deepEqual(calls(), [
            "mocha --reporter spec tests/others/slow.slow.test.ts",
            "mocha --reporter spec tests/things/deep/two.test.ts tests/things/one.test.ts",
            "mocha --reporter spec tests/things/slow.slow.test.ts",
        ]);
        assert.equal(run("mocha", "--quick").last, "12 passed, 0 failed");
    });

    it("runs a test file, or a folder of them, that is named", () => {
        assert.equal(run("tests/things/deep/two.test.ts", "ruff").last, "13 passed, 0 failed");
        assert.equal(run("./tests/things/deep/").last, "12 passed, 0 failed");
        assert.deepEqual(calls(), [
            "mocha --reporter spec tests/things/deep/two.test.ts",
            "mocha --reporter spec tests/things/deep/two.test.ts",
            "python -m ruff check --no-cache --quiet .",
        ]);
        assert.equal(run("tests/things").last, "17 passed, 0 failed");
    });

    it("names what failed at its end, whatever came after it", () => {
        tool("node_modules/.bin/eslint", "index.ts\n  3:1  error  Not so\n", 1);
        tool("node_modules/.bin/tsc", "index.ts: no\n", 1);
        assert.match(run("lint").text, /these failed: eslint, tsc /);
    });

    it("ends what says nothing for too long", async () => {
        const { execute } = await load<Commands>("process.mjs");
        const log = path.join(checkout, "log");
        const slow = "setInterval(() => console.log('on'), 50); setTimeout(() => process.exit(), 700)";
        const told = await execute([process.execPath, "-e", slow], { log, silence: 600 });
        assert.equal(told.failure, undefined);
        const silent = await execute([process.execPath, "-e", "setInterval(() => {}, 1000)"], { log, silence: 300 });
        assert.equal(silent.failure, "it was ended after 0.3 s without a word");
    });

    describe("for a change", () => {
        const git = (...args: string[]) => {
            const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
            const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd: checkout, encoding: "utf8" });
            assert.equal(status, 0, stderr);
        };

        beforeEach(() => {
            put(".gitignore", "/node_modules\n/.drivetrain\n/calls\n/python\n");
            put("lib/one.ts", `export { two } from "./two";\n`);
            put("lib/two.ts", "export const two = 2;\n");
            put("lib/script.py", "");
            put("tests/things/one.test.ts", `import type { two } from "../../lib/one";\n`);
            put("tests/things/deep/two.test.ts", `const script = join("lib", "script.py");\n`);
            put("tests/things/test_one.py", "import script\n");
            git("init", "--quiet", "--initial-branch", "main");
            git("add", ".");
            git("commit", "--quiet", "--message", "first");
            git("checkout", "--quiet", "-b", "work");
        });

        it("runs the tests that reach it, and the static checks of its own files", () => {
            put("lib/two.ts", "export const two = 3;\n");
            const { last, text } = run("--changed");
            assert.equal(last, "16 passed, 0 failed", text);
            assert.match(text, /1 file changed since main/);
            assert.match(text, /tests\/things\/one\.test\.ts: it reaches lib\/two\.ts by lib\/one\.ts\n/);
            assert.deepEqual(
                calls().map((call) => call.replace(/ -.* /, " ")),
                ["depcruise .", "eslint lib/two.ts", "mocha tests/things/one.test.ts", "prettier lib/two.ts", "tsc ."],
            );
        });

        it("counts what was committed since the branch left main, and what is new", () => {
            put("lib/script.py", "1\n");
            git("commit", "--quiet", "--all", "--message", "second");
            put("tests/things/deep/new.test.ts", "");
            const { text } = run("--changed");
            assert.match(text, /2 files changed since main/);
            assert.match(text, /tests\/things\/deep\/new\.test\.ts: it has changed\n/);
            assert.match(text, /tests\/things\/deep\/two\.test\.ts: it reaches lib\/script\.py\n/);
            assert.match(text, /tests\/things\/test_one\.py: it reaches lib\/script\.py\n/);
            assert.match(run("--changed", "--base", "HEAD").text, /1 file changed since HEAD/);
        });

        it("finds the tests of a file that has gone", () => {
            rmSync(path.join(checkout, "lib", "two.ts"));
            assert.match(run("--changed").text, /one\.test\.ts: it reaches lib\/two\.ts by lib\/one\.ts\n/);
        });

        it("runs every test where everything depends on what has changed", () => {
            put("package.json", "{}");
            assert.match(run("--changed").text, /every test: package\.json has changed/);
        });

        it("leaves a test that copies the project to the whole run, unless the test itself has changed", () => {
            put("tests/things/copy.ts", `const parts = ["lib", "tests", "tools"];\n`);
            put("tests/things/one.test.ts", `import "./copy";\nimport "../../lib/one";\n`);
            git("add", ".");
            git("commit", "--quiet", "--message", "copy");
            put("lib/two.ts", "export const two = 3;\n");
            assert.match(run("--changed", "--base", "HEAD").text, /left to `npm test`: tests\/things\/one\.test\.ts /);
            put("tests/things/copy.ts", `const parts = ["lib", "tests", "tools", "more"];\n`);
            const { text } = run("--changed", "--base", "HEAD");
            assert.match(text, /tests\/things\/one\.test\.ts: it reaches tests\/things\/copy\.ts\n/);
        });

        it("runs nothing where nothing has changed", () => {
            assert.equal(run("--changed").last, "0 passed, 0 failed");
        });
    });

    it("asks for set-up where it has not run", () => {
        rmSync(path.join(checkout, ".drivetrain"), { recursive: true });
        const { status, text } = run();
        assert.equal(status, 1);
        assert.equal(text, "Set-up has not run: use `npm test` or `npm run setup`.\n");
    });
});
