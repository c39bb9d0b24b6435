import { spawn } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "../../cli/checkout";
import { findStack } from "../../cli/stacks/stack";
import { stageEnvironment, type StageOptions, startStage, stopStage } from "../../local";
import { engineEnvironment } from "../../tools/engine";

/** Runs the Pulumi CLI to its end. @throws Error with its last words where it fails */
export type Pulumi = (...args: string[]) => Promise<void>;

/** The CLI in the checkout, and in an empty program. */
export interface Engines {
    readonly ours: Pulumi;
    readonly empty: Pulumi;
}

const folder = inRoot(".drivetrain", "bench", "deploy");

/**
 * Gives the CLI on a local stage of its own, whose stacks `local` and `empty` exist and have nothing in them, and takes
 * everything down afterwards. The stage that the commands use is left alone.
 */
export async function withEngines<T>(use: (engines: Engines) => Promise<T>): Promise<T> {
    const options: StageOptions = { directory: join(folder, "stage") };
    rmSync(join(folder, "state"), { recursive: true, force: true });
    mkdirSync(join(folder, "state"), { recursive: true });
    // A copy, as the engine writes the stack's settings beside the program.
    cpSync(inRoot("bench", "deploy", "empty"), join(folder, "empty"), { recursive: true });
    const stack = findStack("local");
    try {
        const stage = await startStage(undefined, options);
        const environment = {
            ...process.env,
            ...engineEnvironment({ local: true }),
            ...stageEnvironment(stage, stack.accountId),
            PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
        };
        const engines = { ours: pulumiIn(inRoot(), environment), empty: pulumiIn(join(folder, "empty"), environment) };
        await engines.empty("stack", "init", "empty");
        await engines.ours("stack", "init", stack.platform);
        await engines.ours("up", "--yes", "--skip-preview", "--stack", stack.platform);
        await engines.ours("stack", "init", stack.name);
        return await use(engines);
    } finally {
        await stopStage(options);
        rmSync(folder, { recursive: true, force: true });
    }
}

function pulumiIn(cwd: string, env: NodeJS.ProcessEnv): Pulumi {
    return (...args) =>
        new Promise((resolve, reject) => {
            const all = [...args, "--non-interactive", "--color=never"];
            const child = spawn("pulumi", all, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
            let text = "";
            for (const stream of [child.stdout, child.stderr]) {
                stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
            }
            child.on("error", reject);
            child.on("close", (code) => {
                if (code === 0) resolve();
                else reject(new Error(`\`pulumi ${args.join(" ")}\` failed:\n${text.trim().slice(-4000)}`));
            });
        });
}
