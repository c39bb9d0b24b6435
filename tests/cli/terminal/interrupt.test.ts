import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { goingOn } from "../../../cli/runs/pace";
import { findStack } from "../../../cli/stacks/stack";
import { watching } from "../../../cli/terminal/interrupt";

const terminal = join(__dirname, "..", "..", "..", "cli", "terminal");

describe("cli: Ctrl-C", () => {
    it("ends a command that watches, and says what goes on without it", () => {
        const script = `
            const { listenForInterrupts, pause, watching } = require("${join(terminal, "interrupt.ts")}");
            const { exitCodeOf, explain } = require("${join(terminal, "errors.ts")}");
            listenForInterrupts();
            setTimeout(() => process.kill(process.pid, "SIGINT"), 50);
            watching("The scoring goes on.", () => pause(20_000)).catch((error) => {
                process.stdout.write(explain(error));
                process.exit(exitCodeOf(error));
            });`;
        const args = ["-r", "./tools/typescript.js", "-e", script];
        const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
        assert.equal(stdout, "Interrupted. The scoring goes on.");
        assert.equal(status, 130);
        assert.match(stderr, /Ctrl-C again ends it at once/);
    });

    it("is not what another error says", async () => {
        const failing = watching("It goes on.", () => Promise.reject(new Error("no network")));
        await assert.rejects(failing, /^Error: no network$/);
    });

    it("leaves the local stage, and the runs in it", () => {
        assert.equal(
            goingOn(findStack("local"), "The scoring"),
            "The scoring goes on without this command in the local stage, which keeps running: `npx drivetrain status` tells how it ends.",
        );
        assert.equal(
            goingOn(findStack("dev"), "The scoring"),
            "The scoring goes on without this command: `npx drivetrain status -s dev` tells how it ends.",
        );
    });
});
