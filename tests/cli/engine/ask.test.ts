import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const cli = join(__dirname, "..", "..", "..", "cli");

/** Asks a stand-in of the Pulumi CLI, and tells what the command would print. */
function askIn(folder: string, engine: string, listen: string) {
    writeFileSync(join(folder, "pulumi"), `#!/usr/bin/env node\n${engine}`);
    chmodSync(join(folder, "pulumi"), 0o755);
    const script = `
        const { listenForInterrupts } = require("${join(cli, "terminal", "interrupt.ts")}");
        const { exitCodeOf, explain } = require("${join(cli, "terminal", "errors.ts")}");
        const { ask } = require("${join(cli, "engine", "pulumi.ts")}");
        ${listen}
        ask(["stack", "output"]).catch((error) => {
            process.stdout.write(explain(error));
            process.exit(exitCodeOf(error));
        });`;
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env["PATH"]}` };
    return spawnSync(process.execPath, ["-r", "./tools/typescript.js", "-e", script], { encoding: "utf8", env });
}

describe("cli: a question to the engine", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "ask-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    it("that Ctrl-C ends has not failed", () => {
        // The engine tells of itself only when it can be interrupted.
        const engine = `process.on("SIGINT", () => process.exit(1)); process.kill(Number(process.env.ASKING), "SIGINT");
            setTimeout(() => {}, 20_000);`;
        const listen = `listenForInterrupts(); process.env.ASKING = String(process.pid);`;
        const { stdout, status } = askIn(folder, engine, listen);
        assert.deepEqual([stdout, status], ["Interrupted.", 130]);
    });

    it("that fails says why, or by which command", () => {
        const said = askIn(folder, `process.stderr.write("error: no such stack\\n"); process.exit(255);`, "");
        assert.deepEqual([said.stdout, said.status], ["no such stack", 1]);
        const silent = askIn(folder, `process.exit(255);`, "");
        assert.deepEqual([silent.stdout, silent.status], ["pulumi stack output failed.", 1]);
    });
});
