import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { claim } from "./claim.mjs";
import { nodeModulesStep } from "./nodeModules.mjs";
import { Problem } from "./problem.mjs";
import { runningCommands, stopCommands } from "./process.mjs";
import { showStep } from "./progress.mjs";
import { pulumiStep } from "./pulumi.mjs";
import { pythonStep } from "./python.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

let isInterrupted = false;

export async function main() {
    const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
    for (const [signal, code] of Object.entries(signals)) process.on(signal, () => void interrupted(code));
    try {
        if (process.platform === "win32") {
            throw new Problem("Windows is not supported: run this in the Windows Subsystem for Linux (WSL).");
        }
        await setUp(root);
    } catch (error) {
        if (isInterrupted) return;
        if (!(error instanceof Problem)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = 1;
    }
}

/** Does what is missing, and says what there is. */
export async function setUp(directory) {
    const context = { root: directory, logs: join(directory, ".drivetrain", "setup", "logs") };
    const steps = [nodeModulesStep(context), pythonStep(context), pulumiStep(context)];
    const states = await Promise.all(steps.map((step) => step.done()));
    if (states.every(Boolean)) return say(`Set-up is done: ${states.join("; ")}.`);
    const release = await claim(join(directory, ".drivetrain", "setup", "process"), say);
    process.on("exit", release);
    say("Set-up (once, and again when versions change):");
    for (const step of steps) await perform(step);
}

async function perform(step) {
    const done = await step.done();
    if (done) return say(`  ${step.name}: ${done}`);
    const show = showStep(step.name);
    try {
        show.end(await step.run(show));
    } catch (error) {
        show.end(isInterrupted ? "interrupted" : "failed");
        throw error;
    }
}

/** Ends what runs, waits for it to be gone, and goes: no step leaves a mark of being done before its last act. */
async function interrupted(code) {
    isInterrupted = true;
    stopCommands("SIGINT");
    for (let turn = 0; turn < 50 && runningCommands() > 0; turn++) await wait(100);
    stopCommands("SIGKILL");
    // Long enough for the steps to clear away what they had begun.
    await wait(100);
    say("\nInterrupted: run the same command again to go on.");
    process.exit(code);
}

function say(text) {
    process.stderr.write(`${text}\n`);
}
